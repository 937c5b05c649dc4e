using System.Diagnostics;
using System.Net;
using Digdir.Altinn.Gateway.Telemetry;
using Digdir.Altinn.VendorRegistry.Refusals;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Digdir.Altinn.Gateway.Forwarding;

/// <summary>
/// Passes the request on to its product and the answer back, streaming both ways. Last in the pipeline: it takes the place of YARP's own last step,
/// because it gives each operation its own patience, and answers with problems instead of empty bodies when the product fails.
/// </summary>
internal sealed partial class ForwardingMiddleware
{
    private readonly IHttpForwarder _forwarder;
    private readonly UpstreamClient _client;
    private readonly ForwardingTransformer _transformer;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Patience _patience;

    public ForwardingMiddleware(
        RequestDelegate next, IHttpForwarder forwarder, UpstreamClient client, ForwardingTransformer transformer, IOptions<ForwardingOptions> options, TimeProvider time,
        ILogger<ForwardingMiddleware> logger)
    {
        _ = next;
        _forwarder = forwarder;
        _client = client;
        _transformer = transformer;
        _time = time;
        _logger = logger;
        _patience = new Patience(options.Value);
    }

    public async Task InvokeAsync(HttpContext context)
    {
        var call = Call.Of(context);
        var proxy = context.Features.GetRequiredFeature<IReverseProxyFeature>();
        if (DestinationOf(context, proxy) is not { } destination)
        {
            await RefuseAsync(context, call, Problems.UnknownOperation);
            return;
        }

        if (MayCarry(context.Request))
        {
            // How much a request may carry is for the catalogue and the product to say; Kestrel's own figure is meant for servers that keep what they get.
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            {
                size.MaxRequestBodySize = null;
            }

            LongBodies.TakeFrom(context);
        }

        if (call is not null)
        {
            call.ForwardedAt = _time.GetTimestamp();
        }

        using var span = EdgeTrace.StartForwarding();
        var error = await _forwarder.SendAsync(context, destination, _client.Invoker, _patience.With(call), _transformer, CancellationToken.None);
        if (error != ForwarderError.None)
        {
            span?.SetStatus(ActivityStatusCode.Error);
            await FailAsync(context, call, error);
        }
    }

    /// <summary>The base address of the request's product, or null when the route has none.</summary>
    public static string? DestinationOf(HttpContext context, IReverseProxyFeature proxy)
        => proxy.AvailableDestinations is { Count: > 0 } destinations
            ? UpstreamTarget.DestinationFor(destinations[0].Model.Config.Address, context.Request.RouteValues["org"])
            : null;

    /// <summary>Whether anything can follow the request's head. In HTTP/2 a body need not be announced.</summary>
    private static bool MayCarry(HttpRequest request)
    {
        var headers = request.Headers;
        return headers.ContentLength is > 0 || headers.TransferEncoding.Count > 0 || headers.Upgrade.Count > 0 || !HttpProtocol.IsHttp11(request.Protocol);
    }

    private async Task FailAsync(HttpContext context, Call? call, ForwarderError error)
    {
        var exception = context.Features.Get<IForwarderErrorFeature>()?.Exception;
        var failure = ForwardingFailure.Of(error, exception);
        if (failure.IsProducts)
        {
            Log.ProductFailed(_logger, call?.Operation.Id, error, ForwardingFailure.Cause(exception));
        }

        Ending.Set(context, failure.IsProducts ? Outcome.Failed : Outcome.Aborted, failure.Problem);

        // Nobody is left to read an answer, or it had begun: YARP has then broken the connection off, so that half an answer never looks whole.
        if (context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        if (call is not { AnsweredAt: 0 })
        {
            // Fields of the answer that failed are on the response already; before an answer there are only ours, such as the caller's limits.
            context.Response.Clear();
        }

        EdgeTrace.Show(context, EdgeTrace.IdOf(context));
        if (!failure.IsProducts)
        {
            // The rest of a body that was not sent in time must not be taken for a request.
            context.Response.Headers.Connection = "close";
        }

        await ProblemResponse.WriteAsync(context, failure.Problem);
    }

    private static Task RefuseAsync(HttpContext context, Call? call, Problem problem)
    {
        if (call is not null)
        {
            call.Refusal = problem;
        }

        return ProblemResponse.WriteAsync(context, problem);
    }

    /// <summary>The forwarder's settings for each length of patience that the catalogue knows: a handful.</summary>
    private sealed class Patience(ForwardingOptions options)
    {
        private readonly System.Collections.Concurrent.ConcurrentDictionary<TimeSpan, ForwarderRequestConfig> _configs = new();
        private readonly TimeSpan _default = TimeSpan.FromSeconds(options.IdleTimeoutSeconds);

        public ForwarderRequestConfig With(Call? call)
        {
            var patience = call is null ? _default : call.Operation.IdleTimeout ?? Timeout.InfiniteTimeSpan;
            return _configs.TryGetValue(patience, out var config) ? config : _configs.GetOrAdd(patience, Make);
        }

        private ForwarderRequestConfig Make(TimeSpan patience) => new()
        {
            ActivityTimeout = patience,
            Version = options.Http2 ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = options.Http2 ? HttpVersionPolicy.RequestVersionExact : HttpVersionPolicy.RequestVersionOrLower,
            AllowResponseBuffering = false,
        };
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "A product failed: {Operation} ended in {Error} ({Cause})")]
        public static partial void ProductFailed(ILogger logger, string? operation, ForwarderError error, string? cause);
    }
}
