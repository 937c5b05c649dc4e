using System.Text;
using Digdir.Altinn.Grains.Limits;
using Microsoft.Extensions.Primitives;

namespace Digdir.Altinn.Gateway.Throttling;

/// <summary>
/// The <c>RateLimit-Policy</c> and <c>RateLimit</c> fields in the configured revision of the draft, and the warning field of our own. Never holds an
/// organisation or person number: policies are named by what they limit, not by whom.
/// </summary>
internal static class RateLimitFields
{
    public const string Policy = "RateLimit-Policy";
    public const string State = "RateLimit";

    /// <summary>Ours: the policy that is nearly spent, and the share of it that is used, in per cent.</summary>
    public const string Warning = "Altinn-Limit-Warning";

    /// <summary>
    /// The policy field for a set of limits; null when the draft is off. Quota is the burst in calls of this cost, window the time a spent bucket takes to fill.
    /// </summary>
    public static string? PolicyOf(LimitSet set, double cost, RateLimitDraft draft)
    {
        if (draft == RateLimitDraft.Off || set.Limits.IsEmpty)
        {
            return null;
        }

        var field = new StringBuilder();
        foreach (var limit in set.Limits)
        {
            if (field.Length > 0)
            {
                field.Append(", ");
            }

            field.AppendString(limit.Key.Policy)
                .AppendParameter("q", Calls(limit.Allowance.Burst, cost))
                .AppendParameter("w", Math.Max(1, (long)Math.Ceiling(limit.Allowance.Burst / limit.Allowance.Rate)));
        }

        return field.ToString();
    }

    /// <summary>Adds what the verdict says to the answer.</summary>
    public static void Add(IHeaderDictionary headers, in Verdict verdict, ThrottledSet set, RateLimitDraft draft, double warnFrom)
    {
        if (verdict.Tightest is not { } tightest)
        {
            return;
        }

        var name = set.WrittenNameOf(tightest);
        var remaining = Calls(verdict.Remaining, set.Cost);
        if (draft != RateLimitDraft.Off)
        {
            headers[Policy] = set.PolicyField;
            headers[State] = draft == RateLimitDraft.Draft11
                ? StructuredFields.Item(name, "r", remaining, "t", verdict.ResetSeconds)
                : StructuredFields.Item(name, "a", remaining, "w", verdict.ResetSeconds);
        }

        var used = 1 - (verdict.Remaining / tightest.Allowance.Burst);
        if (used >= warnFrom)
        {
            headers[Warning] = new StringBuilder(name).AppendParameter("used", (long)Math.Clamp(Math.Floor(used * 100), 0, 100)).ToString();
        }
    }

    /// <summary>Whole calls in so many tokens.</summary>
    public static long Calls(double tokens, double cost) => (long)Math.Floor((tokens / cost) + 1e-9);
}

/// <summary>The limits of one kind of call, with what it costs and the parts of its header fields that never change.</summary>
internal sealed class ThrottledSet
{
    private readonly string[] _names;

    public ThrottledSet(LimitSet limits, double cost, RateLimitDraft draft)
    {
        Limits = limits;
        Cost = cost;
        PolicyField = new StringValues(RateLimitFields.PolicyOf(limits, cost, draft));
        _names = new string[limits.Limits.Length];
        for (var i = 0; i < _names.Length; i++)
        {
            _names[i] = new StringBuilder().AppendString(limits.Limits[i].Key.Policy).ToString();
        }
    }

    public LimitSet Limits { get; }

    /// <summary>Tokens one call costs in each limit.</summary>
    public double Cost { get; }

    public StringValues PolicyField { get; }

    /// <summary>The limit's policy name as a structured field string.</summary>
    public string WrittenNameOf(Limit limit)
    {
        var limits = Limits.Limits;
        for (var i = 0; i < limits.Length; i++)
        {
            if (limits[i].Key == limit.Key)
            {
                return _names[i];
            }
        }

        return new StringBuilder().AppendString(limit.Key.Policy).ToString();
    }
}
