using Digdir.Altinn.VendorRegistry.Pictures;

namespace Digdir.Altinn.VendorRegistry.NoticeFeeds;

/// <summary>Where a notice stands at an instant, for those who read.</summary>
internal enum NoticeStanding
{
    /// <summary>What it tells of is to come.</summary>
    Ahead,

    /// <summary>It is going on, or in effect, or simply worth knowing.</summary>
    Current,

    /// <summary>It is over or taken back.</summary>
    Over,
}

internal static class NoticeStandings
{
    /// <summary>Where the notice stands.</summary>
    public static NoticeStanding At(this NoticePicture notice, DateTimeOffset now)
        => !notice.Stands || (notice.Kind is NoticeKind.Maintenance or NoticeKind.Incident && notice.EndsAt is { } end && now >= end) ? NoticeStanding.Over
            : notice.StartsAt is { } start && now < start ? NoticeStanding.Ahead
            : NoticeStanding.Current;

    /// <summary>The kind as a stable word.</summary>
    public static string Word(this NoticeKind kind) => kind switch
    {
        NoticeKind.BreakingChange => "breakingChange",
        NoticeKind.Maintenance => "maintenance",
        NoticeKind.Incident => "incident",
        _ => "information",
    };

    /// <summary>The state as a stable word.</summary>
    public static string Word(this NoticeState state) => state switch
    {
        NoticeState.Published => "published",
        NoticeState.Amended => "amended",
        NoticeState.Completed => "completed",
        NoticeState.Withdrawn => "withdrawn",
        NoticeState.Scheduled => "scheduled",
        _ => "drafted",
    };

    /// <summary>The impact as a stable word.</summary>
    public static string Word(this NoticeImpact impact) => impact switch
    {
        NoticeImpact.Critical => "critical",
        NoticeImpact.Major => "major",
        NoticeImpact.Minor => "minor",
        _ => "none",
    };
}
