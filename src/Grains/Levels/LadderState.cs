using System.Runtime.InteropServices;

namespace Digdir.Altinn.Grains.Levels;

/// <summary>Where one group stands on the ladder, and what it remembers. All instants in milliseconds since 1970; 0 for never. Stored: additive changes only.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LadderState
{
    /// <summary>The level.</summary>
    public Level Level { get; init; }

    /// <summary>Since when.</summary>
    public long Since { get; init; }

    /// <summary>True when all this only would be: nobody was told.</summary>
    public bool Shadow { get; init; }

    /// <summary>When the vendor was to be told.</summary>
    public long NoticedAt { get; init; }

    /// <summary>By when it may mend matters before anything is refused.</summary>
    public long Deadline { get; init; }

    /// <summary>Levels come back to within thirty days.</summary>
    public int Strikes { get; init; }

    /// <summary>When the level last rose.</summary>
    public long RisenAt { get; init; }

    /// <summary>When <see cref="Level.Notice"/> was last left downwards.</summary>
    public long LeftNoticeAt { get; init; }

    /// <summary>When <see cref="Level.Soft"/> was last left downwards.</summary>
    public long LeftSoftAt { get; init; }

    /// <summary>When <see cref="Level.Hard"/> was last left downwards.</summary>
    public long LeftHardAt { get; init; }

    /// <summary>Since when the penalty has been high enough for a case without a break.</summary>
    public long OverSince { get; init; }

    /// <summary>When the level was last left downwards.</summary>
    public long LeftAt(Level level) => level switch
    {
        Level.Notice => LeftNoticeAt,
        Level.Soft => LeftSoftAt,
        Level.Hard => LeftHardAt,
        _ => 0,
    };

    /// <summary>
    /// The same with no instant later than <paramref name="now"/>: the clock was set back, and what was served so far counts from now. A deadline that was
    /// told stays as it was told.
    /// </summary>
    public LadderState NotAfter(long now)
        => Math.Max(Math.Max(Since, RisenAt), Math.Max(Math.Max(NoticedAt, OverSince), Math.Max(LeftNoticeAt, Math.Max(LeftSoftAt, LeftHardAt)))) <= now
            ? this
            : this with
            {
                Since = Math.Min(Since, now),
                NoticedAt = Math.Min(NoticedAt, now),
                RisenAt = Math.Min(RisenAt, now),
                LeftNoticeAt = Math.Min(LeftNoticeAt, now),
                LeftSoftAt = Math.Min(LeftSoftAt, now),
                LeftHardAt = Math.Min(LeftHardAt, now),
                OverSince = Math.Min(OverSince, now),
            };
}
