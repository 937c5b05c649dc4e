namespace Digdir.Altinn.Grains.Scraping;

/// <summary>
/// The subjects that are looked at, a bounded number of them. When all places are taken the newcomer gets that of the least of sixteen: one whose window is
/// over, else one without evidence, else the lowest score, else the fewest calls. So a flood of new holders drives out itself, not the one with evidence. Not thread-safe.
/// </summary>
internal sealed class Roster(int places, ulong seed)
{
    private const int Looked = 16;
    private const int Spares = 16;

    private readonly Dictionary<ulong, Subject> _byKey = [];
    private readonly Stack<Subject> _spare = new();
    private int _hand;

    /// <summary>Those looked at, in no order.</summary>
    public List<Subject> All { get; } = [];

    /// <summary>How many had to give place.</summary>
    public long Forgotten { get; private set; }

    /// <summary>Bytes the tables of all hold, about.</summary>
    public long Bytes
    {
        get
        {
            long bytes = 0;
            foreach (var subject in All)
            {
                bytes += subject.Bytes;
            }

            return bytes;
        }
    }

    /// <summary>One dictionary key for where and who.</summary>
    public static ulong KeyOf(Surface surface, ulong hash) => Mixer.Mix(hash + (ulong)surface);

    /// <summary>Who is looked at under the key; null when nobody is.</summary>
    public Subject? Find(ulong key) => _byKey.GetValueOrDefault(key);

    /// <summary>Takes in somebody.</summary>
    public Subject Admit(ulong key, Surface surface, ulong hash, long at, double walk)
    {
        if (All.Count >= places)
        {
            var least = Least(at);
            Forgotten++;
            Dismiss(least);
        }

        var subject = _spare.Count > 0 ? _spare.Pop() : new Subject(seed);
        subject.Become(surface, hash, at, walk);
        _byKey[key] = subject;
        subject.Place = All.Count;
        All.Add(subject);
        return subject;
    }

    /// <summary>Stops looking at somebody.</summary>
    public void Dismiss(Subject subject)
    {
        _byKey.Remove(KeyOf(subject.Surface, subject.Hash));
        var last = All[^1];
        All[subject.Place] = last;
        last.Place = subject.Place;
        All.RemoveAt(All.Count - 1);
        if (_spare.Count < Spares)
        {
            _spare.Push(subject);
        }
    }

    private Subject Least(long now)
    {
        var least = Next();
        for (var i = 1; i < Math.Min(Looked, All.Count); i++)
        {
            var other = Next();
            least = IsLess(other, least, now) ? other : least;
        }

        return least;
    }

    private Subject Next()
    {
        _hand = (_hand + 1) % All.Count;
        return All[_hand];
    }

    private static bool IsLess(Subject one, Subject other, long now)
        => (one.HasEnded(now), other.HasEnded(now)) switch
        {
            (true, false) => true,
            (false, true) => false,
            _ when one.Found.Speaks != other.Found.Speaks => other.Found.Speaks,
            _ => one.Found.Total < other.Found.Total || (one.Found.Total <= other.Found.Total && one.Calls < other.Calls),
        };
}
