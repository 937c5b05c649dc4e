using System.Buffers;
using System.Diagnostics;
using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Gateway.Telemetry;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;
using Yarp.ReverseProxy.Transforms;

namespace Digdir.Altinn.Gateway.Forwarding;

/// <summary>
/// What of a request reaches the product, and what of the answer reaches the caller: one class for all routes instead of YARP's list of transforms, which
/// copies every field before it takes some off again. Thread-safe.
/// </summary>
internal sealed class ForwardingTransformer : HttpTransformer
{
    /// <summary>The vendor's organisation number. Written by the gateway only.</summary>
    public const string VendorField = "Altinn-Gateway-Vendor";

    /// <summary>The vendor's system in the systemregister; missing when its name has characters that a field cannot carry. Written by the gateway only.</summary>
    public const string SystemField = "Altinn-Gateway-System";

    /// <summary>The customer's organisation number; missing when the customer is a person. Written by the gateway only.</summary>
    public const string CustomerField = "Altinn-Gateway-Customer";

    /// <summary>The vendor's client_id; missing when it has characters that a field cannot carry. Written by the gateway only.</summary>
    public const string ClientField = "Altinn-Gateway-Client";

    /// <summary>Visible ASCII and Latin-1, and the space.</summary>
    private static readonly SearchValues<char> FieldCharacters = SearchValues.Create([.. Enumerable.Range(0x20, 0x5F).Concat(Enumerable.Range(0xA0, 0x60)).Select(code => (char)code)]);

    private const string SubscriptionKey = "Ocp-Apim-Subscription-Key";

    private readonly bool _forwardedFields;
    private readonly bool _subscriptionKey;
    private readonly Uri? _publicAddress;
    private readonly CookieRules _cookies;
    private readonly TimeProvider _time;

    public ForwardingTransformer(IOptions<ForwardingOptions> options, TimeProvider time)
    {
        _forwardedFields = options.Value.ForwardedHeaders;
        _subscriptionKey = options.Value.PassSubscriptionKey;
        _publicAddress = options.Value.PublicAddress is { } address ? new Uri(address.TrimEnd('/')) : null;
        _cookies = new CookieRules(options.Value.Cookies);
        _time = time;
    }

    /// <inheritdoc/>
    public override ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        var incoming = httpContext.Request;
        var call = Call.Of(httpContext);
        var nominated = Nominated(incoming.Headers.Connection);
        foreach (var (name, value) in incoming.Headers)
        {
            if (!RequestHeaderRules.Stops(name))
            {
                if (nominated is not null && nominated.Contains(name))
                {
                    continue;
                }

                if (name.Equals(HeaderNames.Cookie, StringComparison.OrdinalIgnoreCase))
                {
                    if (_cookies.For(call?.Operation.Product.Id, value) is { } cookies)
                    {
                        proxyRequest.Headers.TryAddWithoutValidation(HeaderNames.Cookie, cookies);
                    }

                    continue;
                }

                Add(httpContext, proxyRequest, name, value);
            }
            else if (_subscriptionKey && name.Equals(SubscriptionKey, StringComparison.OrdinalIgnoreCase))
            {
                Add(httpContext, proxyRequest, name, value);
            }
        }

        AddOurs(httpContext, proxyRequest, call);
        var route = httpContext.Features.Get<IReverseProxyFeature>()?.Route.Config;
        proxyRequest.RequestUri = UpstreamTarget.Of(destinationPrefix, RemovedPrefixOf(route?.Metadata), UpstreamTarget.PathAndQueryOf(httpContext));
        if (proxyRequest.RequestUri is null)
        {
            throw new InvalidOperationException("The path does not begin with the prefix of its route.");
        }

        return default;
    }

    /// <inheritdoc/>
    public override async ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is null)
        {
            return false;
        }

        if (Call.Of(httpContext) is { } call)
        {
            call.AnsweredAt = _time.GetTimestamp();
        }

        await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        var headers = httpContext.Response.Headers;
        ResponseHeaderRules.Stop(headers, proxyResponse.Headers, httpContext.Request.Protocol);
        LongBodies.GiveTo(httpContext);
        RewriteLinks(httpContext, headers);
        KeepOurs(headers, EdgeTrace.Field);
        KeepOurs(headers, "RateLimit");
        KeepOurs(headers, "RateLimit-Policy");

        // A stream of events may be silent for long after its head: the caller must see at once that it is open.
        if (headers.ContentType is [{ } type] && type.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase))
        {
            await httpContext.Response.Body.FlushAsync(cancellationToken);
        }

        return true;
    }

    /// <summary>The prefix that the route takes off the path, or null.</summary>
    private static string? RemovedPrefixOf(IReadOnlyDictionary<string, string>? metadata)
        => metadata is not null && metadata.TryGetValue(UpstreamTarget.RemovePrefix, out var prefix) ? prefix : null;

    private static void Add(HttpContext context, HttpRequestMessage request, string name, StringValues value)
    {
        if (value is [{ } single])
        {
            if (request.Headers.TryAddWithoutValidation(name, single) || request.Content?.Headers.TryAddWithoutValidation(name, single) == true)
            {
                return;
            }
        }

        // Several values, or a field of the body on a request without one, which YARP knows how to keep.
        RequestTransform.AddHeader(new RequestTransformContext { HttpContext = context, ProxyRequest = request }, name, value);
    }

    private void AddOurs(HttpContext context, HttpRequestMessage request, Call? call)
    {
        request.Headers.TryAddWithoutValidation(SentOnce.Mark, EdgeTrace.TraceParentOf(context, Activity.Current));
        if (call?.Token?.Caller is { } caller)
        {
            AddIfAny(request, VendorField, caller.VendorText);
            AddIfFit(request, SystemField, caller.System);
            AddIfAny(request, CustomerField, caller.CustomerText);
            AddIfFit(request, ClientField, caller.Client);
        }

        if (_forwardedFields)
        {
            AddIfAny(request, "X-Forwarded-For", AddressOf(context.Connection));
            AddIfAny(request, "X-Forwarded-Proto", context.Request.Scheme);
            AddIfAny(request, "X-Forwarded-Host", context.Request.Host.Value);
        }
    }

    /// <summary>The caller's address; on a listener for both families that of an IPv4 caller comes as IPv6.</summary>
    private static string? AddressOf(ConnectionInfo connection)
        => connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4().ToString() : connection.RemoteIpAddress?.ToString();

    /// <summary>The HTTP client writes whatever it is given, line ends and all: names that vendors chose are written only when they are fit for a field.</summary>
    private static void AddIfFit(HttpRequestMessage request, string name, string? value)
    {
        if (!value.AsSpan().ContainsAnyExcept(FieldCharacters))
        {
            AddIfAny(request, name, value);
        }
    }

    private static void AddIfAny(HttpRequestMessage request, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }

    /// <summary>Fields that the caller's Connection field names as belonging to the connection; null when it names none, as nearly always.</summary>
    private static HashSet<string>? Nominated(StringValues connection)
    {
        if (connection.Count == 0 || (connection.Count == 1 && connection[0] is "keep-alive" or "Keep-Alive" or "close" or "Upgrade" or "upgrade"))
        {
            return null;
        }

        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        foreach (var field in connection)
        {
            foreach (var name in (field ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                names.Add(name);
            }
        }

        return names;
    }

    /// <summary>Takes a product's value off again from a field that we had written before it was copied behind ours.</summary>
    private static void KeepOurs(IHeaderDictionary headers, string name)
    {
        if (headers[name] is [{ } ours, _, ..])
        {
            headers[name] = ours;
        }
    }

    private void RewriteLinks(HttpContext context, IHeaderDictionary headers)
    {
        // One look per field; none of them is on most answers.
        var location = headers.Location;
        var contentLocation = headers.ContentLocation;
        var link = headers.Link;
        var next = headers["next"];
        if (location.Count == 0 && contentLocation.Count == 0 && link.Count == 0 && next.Count == 0)
        {
            return;
        }

        if (context.Features.Get<IReverseProxyFeature>() is not { } proxy || ForwardingMiddleware.DestinationOf(context, proxy) is not { } destination)
        {
            return;
        }

        var removed = RemovedPrefixOf(proxy.Route.Config.Metadata);
        var ours = PublicBaseOf(context, removed);
        if (location is [{ } at])
        {
            headers.Location = UpstreamLinks.Rewrite(at, destination, ours, removed);
        }

        if (contentLocation is [{ } contentAt])
        {
            headers.ContentLocation = UpstreamLinks.Rewrite(contentAt, destination, ours, removed);
        }

        if (next is [{ } nextPage])
        {
            headers["next"] = UpstreamLinks.Rewrite(nextPage, destination, ours, removed);
        }

        if (link.Count > 0)
        {
            headers.Link = Array.ConvertAll(link.ToArray(), each => each is null ? null : UpstreamLinks.RewriteLink(each, destination, ours, removed));
        }
    }

    /// <summary>Scheme and host by which the caller reached us, with the prefix that was taken off. Apps on their own host keep that host.</summary>
    private string PublicBaseOf(HttpContext context, string? removed)
    {
        var request = context.Request;
        if (_publicAddress is null)
        {
            return string.Concat(request.Scheme, "://", request.Host.Value, removed);
        }

        return context.GetEndpoint()?.Metadata.GetMetadata<CatalogueRoute>()?.Form == RouteForm.AppHost
            ? string.Concat(_publicAddress.Scheme, "://", request.Host.Value, removed)
            : string.Concat(_publicAddress.AbsoluteUri.TrimEnd('/'), removed);
    }
}
