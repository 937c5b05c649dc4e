using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Storage;

namespace Digdir.Altinn.VendorRegistry.Notices;

/// <summary>Where things stand with what a notice tells of.</summary>
internal enum NoticePhase
{
    Published = 0,
    Amended = 1,
    Investigating = 2,
    Identified = 3,
    Monitoring = 4,
    Started = 5,
    Resolved = 6,
    Completed = 7,
    Withdrawn = 8,
}

/// <summary>An entry of a public notice's timeline. Append only.</summary>
internal sealed class NoticeUpdate : IAudited
{
    public required Guid Notice { get; init; }

    /// <summary>1 for the first of the notice.</summary>
    public required long Number { get; init; }

    public required DateTimeOffset At { get; init; }

    public required NoticePhase Phase { get; init; }

    public required string TextNb { get; init; }

    public required string TextNn { get; init; }

    public required string TextEn { get; init; }

    public string Subject => $"notices/{Notice}/updates/{Number}";

    public string? OfVendor => null;

    public NoticeText Text => new(TextNb, TextNn, TextEn);

    /// <summary>The phases that people tell of; the others are told by the moves themselves.</summary>
    public static bool IsTold(NoticePhase phase)
        => phase is NoticePhase.Investigating or NoticePhase.Identified or NoticePhase.Monitoring or NoticePhase.Started or NoticePhase.Resolved;

    /// <summary>What a move says when nobody has written anything.</summary>
    public static NoticeText Plain(NoticePhase phase) => phase switch
    {
        NoticePhase.Published => new("Varselet er publisert.", "Varselet er publisert.", "The notice was published."),
        NoticePhase.Completed => new("Dette er gjennomført.", "Dette er gjennomført.", "This is completed."),
        _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, "Somebody has to say what happened."),
    };
}
