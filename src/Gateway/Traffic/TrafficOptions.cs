using System.ComponentModel.DataAnnotations;

namespace Digdir.Altinn.Gateway.Traffic;

/// <summary>How a node counts its traffic for the registry.</summary>
internal sealed class TrafficOptions
{
    public const string SectionName = "Traffic";

    /// <summary>How often counts are brought to the registry; what a crash loses at most. 1 s to 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan FlushInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Rows that are counted at a time: one for each vendor, system, customer, operation and hour since the last flush. Beyond it systems and customers are not
    /// told apart any more; some 200 bytes each. 1000 to 2000000.
    /// </summary>
    [Range(1000, 2_000_000)]
    public int MaxRows { get; set; } = 100_000;
}
