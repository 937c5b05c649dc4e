using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Digdir.Altinn.Gateway.Telemetry;

/// <summary>
/// The trace of a request (W3C Trace Context). It begins here: the caller's own is linked, never continued, so that callers can neither force sampling nor
/// choose our ids. The trace's id is the request's <see cref="HttpContext.TraceIdentifier"/>, stands in every answer and problem, and can be quoted.
/// Without an exporter a request has an id but no <see cref="Activity"/>, which costs one string.
/// </summary>
internal static class EdgeTrace
{
    /// <summary>The response field with the trace's id, 32 hexadecimal digits.</summary>
    public const string Field = "Altinn-Gateway-Trace";

    /// <summary>Name of our activity source and meter.</summary>
    public const string SourceName = "Digdir.Altinn.Gateway";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>The id to quote.</summary>
    public static string IdOf(HttpContext context) => context.TraceIdentifier;

    /// <summary>Begins the request's trace. The activity, when there is one, is the caller's to dispose.</summary>
    /// <param name="context">The request.</param>
    /// <param name="sampled">Whether it is one of those to be traced. Decided by us rather than by a sampler, which is asked only after an activity is made.</param>
    public static Activity? Begin(HttpContext context, bool sampled)
    {
        Activity? span = null;
        if (sampled && Source.HasListeners())
        {
            // Whatever the host may have begun, perhaps in the caller's trace, is not our parent.
            Activity.Current = null;
            var links = LinkTo(context.Request.Headers.TraceParent);
            span = Source.StartActivity("request", ActivityKind.Server, parentContext: default, tags: null, links);
        }

        context.TraceIdentifier = span is null ? ActivityTraceId.CreateRandom().ToHexString() : span.TraceId.ToHexString();
        context.Response.Headers[Field] = context.TraceIdentifier;
        return span;
    }

    /// <summary>Begins the part of the trace in which the product is called; null when the request is not traced.</summary>
    public static Activity? StartForwarding()
        => Activity.Current is { } request && ReferenceEquals(request.Source, Source) ? Source.StartActivity("forward", ActivityKind.Client) : null;

    /// <summary>Puts the id back on an answer that was cleared.</summary>
    public static void Show(HttpContext context, string id) => context.Response.Headers[Field] = id;

    /// <summary>True when the request has reached the pipeline, and is told there.</summary>
    public static bool HasBegun(IFeatureCollection request) => request.Get<IHttpResponseFeature>()?.Headers.ContainsKey(Field) == true;

    /// <summary>The <c>traceparent</c> for the product: our trace, sampled only when we do.</summary>
    public static string TraceParentOf(HttpContext context, Activity? current)
    {
        if (current is not null && ReferenceEquals(current.Source, Source) && current.Id is { Length: 55 } id)
        {
            return id;
        }

        var trace = context.TraceIdentifier;
        if (trace.Length != 32)
        {
            trace = ActivityTraceId.CreateRandom().ToHexString();
        }

        // A span id of all zeroes is invalid.
        return string.Create(55, (trace, span: Random.Shared.NextInt64(1, long.MaxValue)), static (text, state) =>
        {
            "00-".CopyTo(text);
            state.trace.CopyTo(text[3..]);
            text[35] = '-';
            state.span.TryFormat(text[36..], out _, "x16");
            "-00".CopyTo(text[52..]);
        });
    }

    /// <summary>A link to the caller's trace; null when the field is missing, repeated or malformed. <c>tracestate</c> is not taken over.</summary>
    private static ActivityLink[]? LinkTo(StringValues traceParent)
        => traceParent is [{ } only] && ActivityContext.TryParse(only, traceState: null, isRemote: true, out var theirs) ? [new ActivityLink(theirs)] : null;
}

/// <summary>Keeps ASP.NET Core and the HTTP clients from reading a caller's trace or writing one of their own.</summary>
internal sealed class NoPropagation : DistributedContextPropagator
{
    public override IReadOnlyCollection<string> Fields => [];

    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) => null;

    public override void ExtractTraceIdAndState(object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState)
    {
        traceId = null;
        traceState = null;
    }

    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter)
    {
    }
}
