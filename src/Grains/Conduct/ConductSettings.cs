using System.Runtime.InteropServices;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Polling;
using Digdir.Altinn.Grains.Scraping;

namespace Digdir.Altinn.Grains.Conduct;

/// <summary>How far the ladder goes for a group of reads (reference 5.4, roll-out). Values are stored: add, never renumber.</summary>
internal enum ConductMode : byte
{
    /// <summary>Nothing is computed and nothing is refused.</summary>
    Off = 0,

    /// <summary>Penalties and levels are computed and shown as what they would be. Nobody is written to and nothing is refused.</summary>
    Shadow = 1,

    /// <summary>Vendors are told, and refused once they were told and the deadline has passed. With a <see cref="ConductSettings.Ceiling"/> of Notice: told only.</summary>
    Enforce = 2,
}

/// <summary>What people have decided about one vendor's conduct, as far as it holds now. Immutable; a changed decision is a new value.</summary>
internal sealed record ConductSettings
{
    /// <summary>Everything in shadow: what holds until somebody decides otherwise.</summary>
    public static ConductSettings Shadow { get; } = new();

    /// <summary>The mode of products that are not named.</summary>
    public ConductMode Mode { get; init; } = ConductMode.Shadow;

    /// <summary>Modes of single products, by product id.</summary>
    public IReadOnlyDictionary<string, ConductMode> Products { get; init; } = new Dictionary<string, ConductMode>(StringComparer.Ordinal);

    /// <summary>Modes of single groups, which go before their product's: listing is enforced first.</summary>
    public IReadOnlyDictionary<ReadGroup, ConductMode> Groups { get; init; } = new Dictionary<ReadGroup, ConductMode>();

    /// <summary>The mode of scraping detection for products that are not named; null where it follows <see cref="Products"/> and <see cref="Mode"/>.</summary>
    public ConductMode? Scraping { get; init; }

    /// <summary>Its modes for single products, by product id.</summary>
    public IReadOnlyDictionary<string, ConductMode> ScrapingProducts { get; init; } = new Dictionary<string, ConductMode>(StringComparer.Ordinal);

    /// <summary>
    /// The highest level any group of this vendor may be at: the kill switch, of one level, of one vendor or of all. A group above it comes down at once.
    /// <see cref="Level.Notice"/> tells and refuses nothing; <see cref="Level.Clear"/> stops the ladder.
    /// </summary>
    public Level Ceiling { get; init; } = Level.ClosureCase;

    /// <summary>False to disable the emergency brake.</summary>
    public bool MayBrake { get; init; } = true;

    /// <summary>Escalation is frozen until then (an appeal under consideration), in milliseconds since 1970; 0 when it is not. Levels still fall.</summary>
    public long FrozenUntil { get; init; }

    /// <summary>Spans in which only the emergency brake refuses: days with legal deadlines.</summary>
    public IReadOnlyList<ProtectedSpan> Protected { get; init; } = [];

    /// <summary>Raised thresholds.</summary>
    public IReadOnlyList<LargerAllowance> Allowances { get; init; } = [];

    /// <summary>What people decided about single groups, each carried out once.</summary>
    public IReadOnlyList<GroupDecision> Decisions { get; init; } = [];

    /// <summary>Announced work and larger graces.</summary>
    public Concessions Concessions { get; init; } = Concessions.None;

    /// <summary>What is known from elsewhere and bears on scraping.</summary>
    public ScrapingKnowledge Knowledge { get; init; } = ScrapingKnowledge.None;

    /// <summary>The mode that holds for a group.</summary>
    public ConductMode ModeOf(in ReadGroup group)
        => Groups.TryGetValue(group, out var mode) || Products.TryGetValue(group.Product, out mode) ? mode : Mode;

    /// <summary>The mode in which a product's calls are watched for scraping: its own, else that of all, else that of its other detectors.</summary>
    public ConductMode ScrapingModeOf(string product)
        => ScrapingProducts.TryGetValue(product, out var mode) ? mode
            : Scraping ?? (Products.TryGetValue(product, out mode) ? mode : Mode);

    /// <summary>By how much a group's thresholds are raised now; at least 1.</summary>
    public double AllowanceOf(in ReadGroup group, long now)
    {
        var factor = 1.0;
        for (var i = 0; i < Allowances.Count; i++)
        {
            var allowance = Allowances[i];
            if (now >= allowance.From && now < allowance.Until && (allowance.Group is not { } only || only == group))
            {
                factor = Math.Max(factor, allowance.Factor);
            }
        }

        return factor;
    }

    /// <summary>True on days when only the emergency brake refuses.</summary>
    public bool IsProtected(long now)
    {
        for (var i = 0; i < Protected.Count; i++)
        {
            if (Protected[i].Contains(now))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>A span of time, both in milliseconds since 1970 (UTC).</summary>
/// <param name="From">The first instant.</param>
/// <param name="Until">The instant after the last.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ProtectedSpan(long From, long Until)
{
    /// <summary>True when the instant lies within.</summary>
    public bool Contains(long now) => now >= From && now < Until;

    /// <summary>A whole day as a zone counts it: 23 to 25 hours.</summary>
    /// <param name="day">The day.</param>
    /// <param name="zone">The zone; Europe/Oslo, where the deadlines are.</param>
    public static ProtectedSpan OfDay(DateOnly day, TimeZoneInfo zone) => new(Midnight(day, zone), Midnight(day.AddDays(1), zone));

    private static long Midnight(DateOnly day, TimeZoneInfo zone)
        => new DateTimeOffset(TimeZoneInfo.ConvertTimeToUtc(day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Unspecified), zone)).ToUnixTimeMilliseconds();
}

/// <summary>Thresholds raised for a vendor, as an appeal may decide (reference 5.4).</summary>
/// <param name="Group">The group; null for all.</param>
/// <param name="Factor">By how much; at least 1.</param>
/// <param name="From">From when it holds, in milliseconds since 1970 (UTC).</param>
/// <param name="Until">When it lapses, likewise.</param>
internal sealed record LargerAllowance(ReadGroup? Group, double Factor, long From, long Until);

/// <summary>What people decided about one group: the end of a closure case or of an appeal. Carried out once.</summary>
/// <param name="At">When it was decided, in milliseconds since 1970 (UTC); later than any earlier decision about the group. Decisions not later are old ones.</param>
/// <param name="Group">The group.</param>
/// <param name="Level">The level it is put at; null to leave it.</param>
/// <param name="PenaltyFactor">What the penalty is multiplied by, 0 to 1: 0 takes it away.</param>
internal sealed record GroupDecision(long At, ReadGroup Group, Level? Level, double PenaltyFactor);
