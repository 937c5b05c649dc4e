using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Digdir.Altinn.Grains.Polling;

/// <summary>
/// What is known of one party in one read group: 64 bytes (reference 1.9). Times are tenths of a second since the watch's origin, rounded up; 0 for never.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct KeySlot : ISlot<KeySlot>
{
    /// <summary>Tenths of a second per hour.</summary>
    public const long Hour = 36_000;

    /// <summary>Keyed hash of the party.</summary>
    public ulong Party;

    /// <summary>When an answer was last had.</summary>
    public uint ReadAt;

    /// <summary>When the last episode began.</summary>
    public uint EpisodeAt;

    /// <summary>When a read was last let through.</summary>
    public uint PassedAt;

    /// <summary>When the grace is full again: a token bucket in one number.</summary>
    public uint GraceFullAt;

    /// <summary>Its part of the penalty, decayed to <see cref="ReadAt"/>.</summary>
    public float Cost;

    /// <summary>Its reads, decayed to <see cref="ReadAt"/>.</summary>
    public float Reads;

    /// <summary>Of these, those with news.</summary>
    public float Novel;

    /// <summary>Handle of what it has seen.</summary>
    public int Seen;

    private uint _hours;
    private byte _gapState;
    private readonly byte _spare;
    private GapRing _gaps;

    /// <summary>A key never read.</summary>
    public KeySlot(ulong party, byte group)
    {
        Party = party;
        _hours = (uint)group << 24;
    }

    /// <summary>Flags.</summary>
    public KeyFlags Flags { get; set; }

    /// <summary>The read group's number within the watch.</summary>
    public readonly byte Group => (byte)(_hours >> 24);

    /// <inheritdoc/>
    public readonly ulong Key => KeyOf(Party, Group);

    /// <inheritdoc/>
    public readonly long UsedAt => ReadAt;

    /// <summary>Distinct hours of the last twenty-four in which it was read.</summary>
    public readonly int Hours => BitOperations.PopCount(_hours & 0xFF_FFFF);

    /// <summary>Gaps known, 0 to 16.</summary>
    public readonly int GapCount => (_gapState & Rhythm.Gaps) != 0 ? Rhythm.Gaps : _gapState;

    /// <summary>The last gaps between episodes, in no order.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Gaps => ((ReadOnlySpan<byte>)_gaps)[..GapCount];

    /// <summary>What a key is found by.</summary>
    public static ulong KeyOf(ulong party, byte group) => Hash64.Of(party, group);

    /// <summary>The one that costs less goes first; of those that cost nothing to speak of, the one read longest ago.</summary>
    public static bool GoesFirst(in KeySlot one, in KeySlot other)
    {
        // Costs are as of different instants; between costs that near each other that does not matter, and a hundredth of a call is nothing.
        var costs = Math.Max(one.Cost, other.Cost) > 0.01f;
        return costs && one.Cost != other.Cost ? one.Cost < other.Cost : one.ReadAt < other.ReadAt;
    }

    /// <summary>Notes a read that says something about the rhythm.</summary>
    /// <param name="now">Now, in tenths of a second.</param>
    /// <returns>The gap that it ended, if it is one of the first; else null.</returns>
    public byte? Pace(long now)
    {
        _hours |= 1u << (int)(now / Hour % 24);
        if (EpisodeAt == 0)
        {
            EpisodeAt = (uint)now;
            return null;
        }

        // An episode unbelievably far ahead was noted by a clock that was wrong.
        EpisodeAt = (EpisodeAt - now) * 100 > Elapsed.Believable ? (uint)now : EpisodeAt;

        // Reads that come close upon another are one episode, however long it lasts.
        var sinceLast = now - ReadAt;
        if (sinceLast * 100 < Rhythm.EpisodeMs || now <= EpisodeAt)
        {
            return null;
        }

        var gap = Rhythm.Quantise((now - EpisodeAt) * 100);
        _gaps[_gapState & (Rhythm.Gaps - 1)] = gap;
        _gapState = (byte)((_gapState & Rhythm.Gaps) | ((_gapState + 1) & (Rhythm.Gaps - 1)) | ((_gapState & (Rhythm.Gaps - 1)) == Rhythm.Gaps - 1 ? Rhythm.Gaps : 0));
        EpisodeAt = (uint)now;
        return GapCount < Rhythm.Enough ? gap : null;
    }

    /// <summary>Lets the hours go by that lie between the last read and now.</summary>
    public void PassHours(long now)
    {
        var mask = _hours & 0xFF_FFFF;
        if (mask != 0)
        {
            _hours = (_hours & 0xFF00_0000) | Rhythm.Advance(mask, ReadAt / Hour, now / Hour);
        }
    }

    [InlineArray(Rhythm.Gaps)]
    private struct GapRing
    {
        private byte _first;
    }
}

/// <summary>Flags of a <see cref="KeySlot"/>.</summary>
[Flags]
internal enum KeyFlags : byte
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>An answer has been had.</summary>
    Read = 1,

    /// <summary>The first reading is under way, and excused: others beside it are not.</summary>
    FirstSetAside = 2,
}
