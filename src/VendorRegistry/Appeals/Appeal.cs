using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Storage;

namespace Digdir.Altinn.VendorRegistry.Appeals;

/// <summary>Where an appeal stands.</summary>
internal enum AppealState
{
    /// <summary>A person is to look at it. Until it is decided or the freeze runs out, nothing escalates.</summary>
    Open = 0,

    /// <summary>The detectors were right.</summary>
    Upheld = 1,

    /// <summary>The vendor's need is good: a concession was given.</summary>
    Adjusted = 2,

    /// <summary>The detectors were wrong: penalties and levels start over.</summary>
    FalsePositive = 3,

    /// <summary>The vendor took it back.</summary>
    Withdrawn = 4,
}

/// <summary>
/// A vendor's objection to how its calls are judged (reference 5.4): made by one call, it freezes escalation for five working days, twice a quarter. It is
/// decided once, by a person, with a reason that the vendor reads.
/// </summary>
internal sealed class Appeal : IAudited, IRevised, IIdentified
{
    /// <summary>Working days that escalation stays frozen.</summary>
    public const int FrozenWorkingDays = 5;

    /// <summary>Appeals a vendor may make in a calendar quarter.</summary>
    public const int PerQuarter = 2;

    public required Guid Id { get; init; }

    public required string Vendor { get; init; }

    /// <summary>The product, or null for all of them.</summary>
    public string? Product { get; init; }

    /// <summary>What the vendor says.</summary>
    public required string Statement { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    public required string MadeBy { get; init; }

    /// <summary>Until when escalation is frozen, unless it is decided before.</summary>
    public required DateTimeOffset FrozenUntil { get; init; }

    public AppealState State { get; private set; }

    public DateTimeOffset? DecidedAt { get; private set; }

    public string? DecidedBy { get; private set; }

    /// <summary>Why it was decided so; the vendor reads it.</summary>
    public string? Answer { get; private set; }

    public long Revision { get; set; }

    public string Subject => $"vendors/{Vendor}/appeals/{Id}";

    public string? OfVendor => Vendor;

    /// <summary>Decides an open appeal. False, and nothing changed, when it is not open.</summary>
    public bool Decide(AppealState outcome, string by, string answer, DateTimeOffset now)
    {
        if (State != AppealState.Open || outcome == AppealState.Open)
        {
            return false;
        }

        (State, DecidedBy, Answer, DecidedAt) = (outcome, by, answer, now);
        return true;
    }

    /// <summary>The first instant of the calendar quarter (UTC) that an instant lies in.</summary>
    public static DateTimeOffset QuarterOf(DateTimeOffset instant)
    {
        var utc = instant.ToUniversalTime();
        return new DateTimeOffset(utc.Year, (((utc.Month - 1) / 3) * 3) + 1, 1, 0, 0, 0, TimeSpan.Zero);
    }
}
