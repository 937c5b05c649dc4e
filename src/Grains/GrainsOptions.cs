using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.Grains;

/// <summary>How limits are kept across nodes: the configuration section <c>Limits</c>. Bound once at start.</summary>
public sealed class GrainsOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Limits";

    /// <summary>Gateway nodes in service. While a vendor's grain cannot be reached each of them lets through 1 / (2 · nodes) of every limit, unless <see cref="DegradedShare"/> says otherwise.</summary>
    [Range(1, 1000)]
    public int Nodes { get; set; } = 1;

    /// <summary>The share of every limit that this node lets through while a grain cannot be reached; above 0, at most 1. Null for 1 / (2 · <see cref="Nodes"/>).</summary>
    [Range(0.0001, 1)]
    public double? DegradedShare { get; set; }

    /// <summary>How long a minted lot lives. What a lost node held counts as used after that.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:00:30")]
    public TimeSpan LotLifetime { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How often a gate with news reports, and after how long it gives back tokens that nobody asked for.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:05")]
    public TimeSpan Tick { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest that a request waits for a grain before the degraded share answers.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:10")]
    public TimeSpan ExchangeTimeout { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest that a grain's activation waits for its store before it goes on without.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:10")]
    public TimeSpan StoreTimeout { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How often grains in use are written to their store, and so how soon a stale owner learns that it lost its right to mint.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan SaveInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The share of every limit that a grain mints after it was lost, until all older lots have lapsed; above 0, at most 1.</summary>
    [Range(0.0001, 1)]
    public double SafeShare { get; set; } = 0.25;

    /// <summary>How long a gate or a grain without requests is kept in memory.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan IdleAfter { get; set; } = TimeSpan.FromMinutes(5);

    internal double EffectiveDegradedShare => DegradedShare ?? 1.0 / (2 * Nodes);
}

/// <summary>Checks <see cref="GrainsOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class GrainsOptionsValidator : IValidateOptions<GrainsOptions>;
