using System.ComponentModel.DataAnnotations;

namespace Digdir.Altinn.Gateway.Throttling;

/// <summary>
/// Limits that hold where neither the catalogue nor the vendor's plan says otherwise, and how they are told to callers. Allowances are in tokens; what a call
/// costs stands in the catalogue (most calls 1, a search 5), and callers are told their limits in calls of the kind they made.
/// </summary>
internal sealed class LimitsOptions
{
    public const string SectionName = "Limits";

    /// <summary>The default plan: what a vendor's whole traffic may be.</summary>
    [Required]
    public AllowanceOptions Vendor { get; set; } = new() { Rate = 100, Burst = 1000, RatePerCustomer = 1, MaxRate = 1000 };

    /// <summary>Further limits per product id, for a vendor's traffic to it. None by default.</summary>
    public Dictionary<string, AllowanceOptions> Products { get; } = new(StringComparer.Ordinal);

    /// <summary>Further limits per class of operation (list, detail, content, status, lookup, write, stream, feed, subscription).</summary>
    public Dictionary<string, AllowanceOptions> Classes { get; } = new(StringComparer.OrdinalIgnoreCase)
    {
        // Searches cost the platform most. At five tokens each: ten a second and 120 at once, and more with more customers.
        ["list"] = new() { Rate = 50, Burst = 600, RatePerCustomer = 0.5, MaxRate = 500 },
    };

    /// <summary>Which revision of the RateLimit header fields to send: see <see cref="RateLimitDraft"/>.</summary>
    public RateLimitDraft HeaderDraft { get; set; } = RateLimitDraft.Draft11;

    /// <summary>Share of a limit, 0 to 1, from which answers carry the warning field.</summary>
    [Range(0.0, 1.0)]
    public double WarnFrom { get; set; } = 0.8;
}

/// <summary>An allowance in configuration.</summary>
internal sealed class AllowanceOptions
{
    /// <summary>Tokens per second. Greater than 0.</summary>
    [Range(1e-6, 1e9)]
    public double Rate { get; set; }

    /// <summary>Tokens at once. At least 1.</summary>
    [Range(1, 1e9)]
    public double Burst { get; set; }

    /// <summary>Extra tokens per second for each customer active in the last ten minutes.</summary>
    [Range(0, 1e9)]
    public double RatePerCustomer { get; set; }

    /// <summary>Highest rate customers can raise it to, tokens per second; 0 for no more than <see cref="Rate"/>.</summary>
    [Range(0, 1e9)]
    public double MaxRate { get; set; }
}

/// <summary>Revisions of draft-ietf-httpapi-ratelimit-headers. The draft is no standard and its parameters still move.</summary>
internal enum RateLimitDraft
{
    /// <summary>Send neither field.</summary>
    Off = 0,

    /// <summary>draft-ietf-httpapi-ratelimit-headers-11: <c>r</c> remaining, <c>t</c> seconds to reset.</summary>
    Draft11 = 11,

    /// <summary>The parameters proposed after -11: <c>a</c> available, <c>w</c> seconds to reset.</summary>
    Proposed = 12,
}
