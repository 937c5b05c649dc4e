namespace Digdir.Altinn.Grains.Scraping;

/// <summary>
/// Tells the first meeting with a thing from later ones, for one vendor and at least the present day. Two generations of 32-bit marks: one that is a day old, or as large as it may be and full, becomes the elder and a new one begins; what is met again moves on to the younger. At most 2¹⁶
/// marks each (512 KiB in all); under more distinct things than fit the oldest are forgotten. About one in 10⁴ is taken for met when it was not, at most.
/// Not thread-safe.
/// </summary>
internal sealed class FirstContacts
{
    private const int Smallest = 64;
    private const int Largest = 1 << 16;
    private const long Day = 86_400_000;

    private uint[] _young = [];
    private uint[] _old = [];
    private int _count;
    private long _since;

    /// <summary>Bytes it holds, headers of arrays left out.</summary>
    public int Bytes => (_young.Length + _old.Length) * sizeof(uint);

    private bool IsFull => _count * 4 >= _young.Length * 3;

    /// <summary>True when the thing was not met before; it has been now.</summary>
    /// <param name="thing">Keyed hash of the thing.</param>
    /// <param name="at">When, in milliseconds since 1970. A clock that steps back only makes a generation live longer, or end at once.</param>
    public bool Meet(ulong thing, long at)
    {
        if (Math.Abs(at - _since) >= Day || (IsFull && _young.Length == Largest))
        {
            Turn(at);
        }
        else if (IsFull)
        {
            Grow();
        }

        var mark = (uint)Math.Max(1, Mixer.Mix(thing) >> 32);
        if (_young[Find(_young, mark)] == mark)
        {
            return false;
        }

        var isMet = _old.Length > 0 && _old[Find(_old, mark)] == mark;
        Keep(mark);
        return !isMet;
    }

    /// <summary>Where the mark stands, or the free place where it belongs; a quarter is always free.</summary>
    private static int Find(uint[] marks, uint mark)
    {
        var last = marks.Length - 1;
        var at = (int)mark & last;
        while (marks[at] != mark && marks[at] != 0)
        {
            at = (at + 1) & last;
        }

        return at;
    }

    private void Keep(uint mark)
    {
        _young[Find(_young, mark)] = mark;
        _count++;
    }

    private void Grow()
    {
        var before = _young;
        _young = new uint[before.Length * 2];
        _count = 0;
        foreach (var mark in before)
        {
            if (mark != 0)
            {
                Keep(mark);
            }
        }
    }

    private void Turn(long at)
    {
        // The new one is made for as many as the last held.
        var wanted = Smallest;
        while (wanted < Largest && wanted * 3 <= _count * 4)
        {
            wanted *= 2;
        }

        var spare = _old;
        _old = _count > 0 ? _young : [];
        _young = spare.Length == wanted ? spare : new uint[wanted];
        Array.Clear(_young);
        _count = 0;
        _since = at;
    }
}
