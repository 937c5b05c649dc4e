using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Storage;

namespace Digdir.Altinn.VendorRegistry.Concessions;

/// <summary>What is conceded.</summary>
internal enum ConcessionKind
{
    /// <summary>Announced work (initial sync, migration): reads within its span are credited. The vendor announces it itself.</summary>
    DeclaredWork = 0,

    /// <summary>More reads without news per party and day than the general grace. The servicedesk gives it.</summary>
    Grace = 1,

    /// <summary>Higher thresholds on the ladder. The servicedesk gives it.</summary>
    Allowance = 2,
}

/// <summary>
/// Something a vendor is allowed beyond the general rules about polling (terms 1.2.4), with an end. It is given once and may be withdrawn; one that is to be
/// different is withdrawn and another given, so that the record shows both.
/// </summary>
internal sealed class Concession : IAudited, IIdentified
{
    /// <summary>The longest announced work.</summary>
    public static readonly TimeSpan LongestWork = TimeSpan.FromDays(7);

    /// <summary>How far ahead work can be announced.</summary>
    public static readonly TimeSpan FurthestAhead = TimeSpan.FromDays(90);

    /// <summary>The longest a grace or allowance lasts; it can be given again.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    /// <summary>How often a vendor announces work within a year.</summary>
    public const int WorksPerYear = 2;

    public required Guid Id { get; init; }

    public required string Vendor { get; init; }

    public required ConcessionKind Kind { get; init; }

    /// <summary>The product, or null for all of them.</summary>
    public string? Product { get; init; }

    public required DateTimeOffset From { get; init; }

    public required DateTimeOffset Until { get; init; }

    /// <summary>How many times the usual grace, or the usual thresholds: 1 to 24. 0 for announced work.</summary>
    public double Factor { get; init; }

    /// <summary>Why, in the author's words.</summary>
    public required string Reason { get; init; }

    public required string GivenBy { get; init; }

    public required DateTimeOffset GivenAt { get; init; }

    public DateTimeOffset? WithdrawnAt { get; private set; }

    public string? WithdrawnBy { get; private set; }

    public string Subject => $"vendors/{Vendor}/concessions/{Id}";

    public string? OfVendor => Vendor;

    /// <summary>Ends it now. Withdrawing again changes nothing.</summary>
    public void Withdraw(string by, DateTimeOffset now)
    {
        if (WithdrawnAt is null)
        {
            (WithdrawnAt, WithdrawnBy) = (now, by);
        }
    }

    /// <summary>Whether announced work counts against the year's number: one that was withdrawn before it began does not.</summary>
    public bool Counts(DateTimeOffset yearAgo)
        => Kind == ConcessionKind.DeclaredWork && From > yearAgo && (WithdrawnAt is not { } withdrawn || withdrawn > From);
}
