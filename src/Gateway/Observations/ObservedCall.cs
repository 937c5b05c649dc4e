using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Gateway.Telemetry;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Gateway.Observations;

/// <summary>
/// One call under observation: its question, the tee on its answer and what the answer's head said. Taken from and given back to <see cref="ObservedCalls"/>;
/// one owner at a time.
/// </summary>
internal sealed class ObservedCall(ObservedCalls calls)
{
    private CallQuestion _question;
    private ObservationFacts _refused;

    /// <summary>The vendor.</summary>
    public VendorId Vendor { get; set; }

    /// <summary>What is asked.</summary>
    public ref CallQuestion Question => ref _question;

    /// <summary>What the catalogue says about the answer.</summary>
    public AnswerPlan? Plan { get; set; }

    /// <summary>True when the answer is one to a GraphQL document.</summary>
    public bool IsGraph { get; set; }

    /// <summary>Names in a GraphQL answer that stand for others; null when there are none.</summary>
    public ulong[]? Aliases { get; set; }

    /// <summary>On the answer's body.</summary>
    public AnswerTee Tee { get; } = new();

    /// <summary>True when the tee stands in front of the body.</summary>
    public bool IsTeed { get; set; }

    /// <summary>What is known of the answer before its body is read.</summary>
    public AnswerFacts Answer { get; private set; }

    /// <summary>The body's encoding; null when it has none.</summary>
    public string? Encoding { get; private set; }

    /// <summary>True when the answer is JSON that came whole.</summary>
    public bool IsJson { get; private set; }

    /// <summary>The operation.</summary>
    public Operation? Operation { get; set; }

    /// <summary>How long the product took for the head of its answer; null when the call was not passed on.</summary>
    public TimeSpan? Upstream { get; private set; }

    /// <summary>True when the product failed the call.</summary>
    public bool ProductFailed { get; private set; }

    /// <summary>The gateway refuses the call, and as what that is observed.</summary>
    public void Refuse(ObservationFacts fact) => _refused = fact;

    /// <summary>The request has ended: takes what is left of it and hands the rest over. Never throws; the object is not the caller's any more.</summary>
    public void End(HttpContext context, Call call, Outcome outcome, TimeSpan? upstream)
    {
        try
        {
            Upstream = upstream;
            ProductFailed = outcome == Outcome.Failed || (outcome == Outcome.Forwarded && context.Response.StatusCode >= 500);
            Read(context, call, outcome);
        }
        catch (Exception surprise)
        {
            Clear();
            calls.Failed(surprise);
            return;
        }

        calls.Enqueue(this);
    }

    /// <summary>Makes it as new.</summary>
    public void Clear()
    {
        Tee.Forget();
        Plan = null;
        IsGraph = false;
        Aliases = null;
        Operation = null;
        Upstream = null;
        ProductFailed = false;
        IsTeed = false;
        Encoding = null;
        IsJson = false;
        Answer = default;
        _refused = ObservationFacts.None;
    }

    private void Read(HttpContext context, Call call, Outcome outcome)
    {
        Tee.End(context);
        var refused = call.Refusal?.Problem.Code;
        var facts = refused == Problems.LimitSpent.Code ? ObservationFacts.RefusedByLimit : _refused;
        facts |= outcome == Outcome.Aborted ? ObservationFacts.CallerLeft : ObservationFacts.None;
        var answered = outcome == Outcome.Forwarded;
        var response = context.Response;
        var isWhole = answered && IsTeed && Tee.Passed > 0;
        Answer = new AnswerFacts
        {
            Status = answered || refused is not null ? response.StatusCode : 0,
            Bytes = IsTeed ? Tee.Passed : response.ContentLength ?? 0,
            Body = isWhole ? Tee.Hash : 0,
            RetryAfter = RetryAfterOf(response.Headers, _question.At),
            CursorGiven = answered && Plan?.NextField is { } field && response.Headers[field] is [{ } next] ? AnswerReader.CursorIn(next, Plan.Cursor, calls.Keys) : 0,
            Facts = facts,
        };
        if (isWhole)
        {
            Encoding = response.Headers.ContentEncoding is [{ Length: > 0 } encoding] && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase) ? encoding : null;
            IsJson = response.StatusCode == StatusCodes.Status200OK && response.ContentType is { } type && type.Contains("json", StringComparison.OrdinalIgnoreCase);
        }
    }

    private static int RetryAfterOf(IHeaderDictionary headers, long now)
    {
        if (headers.RetryAfter is not [{ } value])
        {
            return 0;
        }

        return int.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out var seconds) ? Math.Max(0, seconds)
            : DateTimeOffset.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out var until)
                ? (int)Math.Clamp(Math.Ceiling((until.ToUnixTimeMilliseconds() - now) / 1000.0), 0, int.MaxValue)
            : 0;
    }
}
