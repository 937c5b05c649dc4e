using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Polling;

namespace Digdir.Altinn.Grains.Tests.Polling;

/// <summary>
/// The rules of the reference in the plainest way: dictionaries, true sets, sums over all that ever was. For whole seconds, weight 1, clocks that run forward and
/// no more of anything than the watch has room for. Shares with the watch only the pure formulas of rhythm and gate.
/// </summary>
internal sealed class NaivePolling(PollingRules rules)
{
    private readonly Dictionary<(ulong Party, ReadGroup Group), Key> _keys = [];
    private readonly Dictionary<ulong, Writing> _writes = [];
    private readonly Dictionary<(ulong Party, string Product), List<(long At, bool Delivered)>> _events = [];
    private readonly Dictionary<(ulong Party, string Product), (int Reads, int Called, int Late)> _left = [];
    private readonly Dictionary<ulong, (long At, bool TooMany, bool NoExcuse, int RetryAfter)> _failures = [];
    private readonly Dictionary<ulong, (long At, bool Used)> _cursors = [];
    private readonly Dictionary<ulong, (double Tokens, long At)> _persons = [];
    private readonly Dictionary<ReadGroup, List<byte>> _young = [];
    private readonly Dictionary<(ReadGroup, long Hour), int> _hurried = [];
    private readonly List<(ReadGroup Group, long At, double Cost, double Read)> _all = [];

    public (double Penalty, double Reads) Penalty(ReadGroup group, long now)
    {
        double penalty = 0;
        double reads = 0;
        foreach (var entry in _all.Where(entry => entry.Group == group))
        {
            var factor = Math.Pow(2, -(now - entry.At) / rules.HalfLife.TotalMilliseconds);
            penalty += entry.Cost * factor;
            reads += entry.Read * factor;
        }

        return (penalty, reads);
    }

    public void Hear(EventDelivery delivery)
    {
        var key = (delivery.Party, delivery.Product);
        var history = _events.TryGetValue(key, out var known) ? known : _events[key] = [];
        var left = Left(key, delivery.At);
        _left[key] = delivery.Delivered
            ? (Math.Min(60, left.Reads + rules.ReadsPerEvent), Math.Min(60, left.Called + rules.ReadsPerEvent), left.Late)
            : (left.Reads, left.Called, Math.Min(60, left.Late + 1));
        history.Add((delivery.At, delivery.Delivered));
    }

    public ReadOutcome Hear(Observation read, ulong[] things)
    {
        var now = read.At;
        if (read.Group.Class == ReadClass.Write)
        {
            Write(read);
            return default;
        }

        if ((read.Facts & ObservationFacts.RefusedByLevel) != 0 || read.Status is 0 or 408 or 429 or >= 500)
        {
            var refused = (read.Facts & ObservationFacts.RefusedByLevel) != 0;
            _failures[read.Fingerprint] = (now, read.Status == 429, refused || (read.Facts & ObservationFacts.CallerLeft) != 0, read.RetryAfter);
            var events = (read.Party, read.Group.Product);
            if (!_failures[read.Fingerprint].NoExcuse && Left(events, now).Reads > 0)
            {
                _events[events].Add((now + (read.RetryAfter * 1000L), true));
            }

            if (refused)
            {
                _all.Add((read.Group, now, rules.RefusedCost, 0));
            }

            return new ReadOutcome(false, false, Excuse.None, refused ? rules.RefusedCost : 0);
        }

        if (read.Status != 200)
        {
            return default;
        }

        var key = _keys.TryGetValue((read.Party, read.Group), out var known) ? known : _keys[(read.Party, read.Group)] = new Key { Tokens = rules.GraceOfNewKeys, TokensAt = now };
        var first = key.ReadAt < 0;
        var writing = _writes.TryGetValue(read.Party, out var wrote) && now - wrote.At <= 600_000 ? wrote : null;
        var novel = IsNovel(key, read, things, writing);
        var page = read.CursorUsed != 0 && _cursors.TryGetValue(read.CursorUsed, out var cursor) && !cursor.Used && now - cursor.At <= 86_400_000;
        if (page)
        {
            _cursors[read.CursorUsed] = (_cursors[read.CursorUsed].At, true);
        }

        if (read.CursorGiven != 0)
        {
            _cursors[read.CursorGiven] = (now, false);
        }

        var pace = read.Person != 0 && Take(read.Person, now);
        var retry = _failures.TryGetValue(read.Fingerprint, out var failure) && now - failure.At <= 300_000 + (failure.RetryAfter * 1000L);
        var called = novel && CalledFor(read, now);
        var excuse = novel ? Excuse.None : ExcuseOf(key, read, first, page, pace, retry, failure, writing);
        _failures.Remove(read.Fingerprint);
        if (novel && writing is not null && (writing.Paid & Bit(read)) != 0)
        {
            writing.Grants = Math.Min(rules.WritesPerDay, writing.Grants + Price(read));
        }

        if (!(page || retry || called || excuse is Excuse.Retry or Excuse.OwnWrite or Excuse.Event or Excuse.LateEvent))
        {
            Pace(key, read.Group, now);
        }

        key.ReadAt = now;
        double cost = 0;
        if (!novel && excuse == Excuse.None)
        {
            cost = WeightOf(key, read.Group, now);
        }

        _all.Add((read.Group, now, cost, 1));
        return new ReadOutcome(true, novel, excuse, cost) { CalledForByEvent = called || excuse is Excuse.Event or Excuse.LateEvent };
    }

    private static int Bit(in Observation read) => read.Group.Class is ReadClass.Thing or ReadClass.Status ? 1 : 2;

    private static double Price(in Observation read) => read.Group.Class switch { ReadClass.Status => 0.1, ReadClass.Thing => 0.5, _ => 1 };

    private static bool IsNovel(Key key, Observation read, ulong[] things, Writing? writing)
    {
        if (read.Things < 0)
        {
            var changed = !key.Bodies.TryGetValue(read.Fingerprint, out var last) || last != read.Body;
            key.Bodies[read.Fingerprint] = read.Body;
            return changed && writing is null;
        }

        var before = read.CursorUsed == 0 && key.Lists.TryGetValue(read.Fingerprint, out var list) ? list : null;
        var fresh = things.Where(thing => key.Seen.Add(thing)).ToArray();
        var foreign = fresh.Any(thing => writing is null || (!writing.Wide && !writing.Things.Contains(ThingHash.Id(thing))));
        if (read.CursorUsed == 0)
        {
            key.Lists[read.Fingerprint] = [.. things];
        }

        return foreign || (fresh.Length == 0 && before is not null && !before.SetEquals(things) && writing is null);
    }

    private (int Reads, int Called, int Late) Left((ulong Party, string Product) key, long now)
    {
        var left = _left.GetValueOrDefault(key);
        var history = _events.TryGetValue(key, out var known) ? known : [];
        var delivered = history.Exists(heard => heard.Delivered && now - heard.At <= 900_000);
        var late = history.Exists(heard => !heard.Delivered && now - heard.At <= 26 * 3_600_000L);
        return (delivered ? left.Reads : 0, delivered ? left.Called : 0, late ? left.Late : 0);
    }

    private bool CalledFor(in Observation read, long now)
    {
        var key = (read.Party, read.Group.Product);
        var left = Left(key, now);
        if (left.Called > 0)
        {
            _left[key] = left with { Called = left.Called - 1 };
            return true;
        }

        if (left.Late > 0)
        {
            _left[key] = left with { Late = left.Late - 1 };
            return true;
        }

        return false;
    }

    private void Write(Observation write)
    {
        var writing = _writes.TryGetValue(write.Party, out var known) ? known : _writes[write.Party] = new Writing { Grants = rules.WritesPerDay, GrantsAt = write.At, At = long.MinValue / 2 };
        if (write.At - writing.At > 600_000)
        {
            writing.Things.Clear();
            writing.Wide = false;
        }

        writing.At = write.At;
        writing.Reads = rules.ReadsPerWrite;
        writing.Paid = 0;
        writing.Wide |= write.Object == 0;
        if (write.Object != 0)
        {
            writing.Things.Add(ThingHash.Id(write.Object));
            writing.Wide |= writing.Things.Count > 8;
        }
    }

    private Excuse ExcuseOf(
        Key key, Observation read, bool first, bool page, bool pace, bool retry, (long At, bool TooMany, bool NoExcuse, int RetryAfter) failure, Writing? writing)
    {
        var now = read.At;
        if (retry && !failure.NoExcuse && (!failure.TooMany || now - failure.At >= failure.RetryAfter * 1000L))
        {
            return Excuse.Retry;
        }

        if (page)
        {
            return Excuse.Pagination;
        }

        if (writing is { Reads: > 0 })
        {
            if ((writing.Paid & Bit(read)) == 0)
            {
                writing.Grants = Math.Min(rules.WritesPerDay, writing.Grants + (rules.WritesPerDay * (now - writing.GrantsAt) / 86_400_000));
                writing.GrantsAt = now;
            }

            if ((writing.Paid & Bit(read)) != 0 || writing.Grants >= Price(read) - 1e-4)
            {
                writing.Grants -= (writing.Paid & Bit(read)) == 0 ? Price(read) : 0;
                writing.Paid |= Bit(read);
                writing.Reads--;
                return Excuse.OwnWrite;
            }
        }

        var events = (read.Party, read.Group.Product);
        var left = Left(events, now);
        if (left.Reads > 0)
        {
            _left[events] = left with { Reads = left.Reads - 1 };
            return Excuse.Event;
        }

        if (left.Late > 0)
        {
            _left[events] = left with { Late = left.Late - 1 };
            return Excuse.LateEvent;
        }

        if (pace && !Rhythm.IsMachinePaced(key.Gaps.ToArray()))
        {
            return Excuse.Person;
        }

        if (first)
        {
            return Excuse.FirstContact;
        }

        if ((read.Facts & ObservationFacts.NoEventExists) != 0)
        {
            return Excuse.NoEventExists;
        }

        key.Tokens = Math.Min(rules.GracePerDay, key.Tokens + (rules.GracePerDay * (now - key.TokensAt) / 86_400_000));
        key.TokensAt = now;
        var machine = _young.TryGetValue(read.Group, out var young) && young.Count >= 16 && Rhythm.IsMachinePaced(young.ToArray());
        var hurried = machine && now - key.ReadAt >= 5_000 && now - key.ReadAt < 0.8 * 6 * 3_600_000;
        var spent = _hurried.GetValueOrDefault((read.Group, now / 3_600_000));
        if (key.Tokens < 1 - 1e-6 || (hurried && spent + 1 > Math.Max(50, _keys.Keys.Count(one => one.Group == read.Group) / 6.0)))
        {
            return Excuse.None;
        }

        key.Tokens--;
        if (hurried)
        {
            _hurried[(read.Group, now / 3_600_000)] = spent + 1;
        }

        return Excuse.Grace;
    }

    private bool Take(ulong person, long now)
    {
        var (tokens, at) = _persons.TryGetValue(person, out var known) ? known : (60, now);
        tokens = Math.Min(60, tokens + ((now - at) / 2000.0));
        _persons[person] = (tokens >= 1 ? tokens - 1 : tokens, now);
        return tokens >= 1;
    }

    private void Pace(Key key, ReadGroup group, long now)
    {
        key.Hours.Add(now / 3_600_000);
        if (key.EpisodeAt < 0)
        {
            key.EpisodeAt = now;
        }
        else if (now - key.ReadAt >= 5000)
        {
            var gap = Rhythm.Quantise(now - key.EpisodeAt);
            key.EpisodeAt = now;
            key.Gaps.Enqueue(gap);
            if (key.Gaps.Count > 16)
            {
                key.Gaps.Dequeue();
            }

            if (key.Gaps.Count < 5)
            {
                var young = _young.TryGetValue(group, out var known) ? known : _young[group] = [];
                young.Add(gap);
                if (young.Count > 64)
                {
                    young.RemoveAt(0);
                }
            }
        }
    }

    private double WeightOf(Key key, ReadGroup group, long now)
    {
        // The watch's hours of the day count from an origin of its own, a whole number of hours away from these.
        var hours = key.Hours.Count(hour => hour > (now / 3_600_000) - 24);
        var young = _young.TryGetValue(group, out var known) && known.Count >= 16 ? Rhythm.Weight(known.ToArray(), 0) : 0.5;
        return Rhythm.Weight(key.Gaps.ToArray(), hours, young);
    }

    private sealed class Key
    {
        public HashSet<ulong> Seen { get; } = [];

        public Dictionary<ulong, HashSet<ulong>> Lists { get; } = [];

        public Dictionary<ulong, ulong> Bodies { get; } = [];

        public Queue<byte> Gaps { get; } = [];

        public HashSet<long> Hours { get; } = [];

        public double Tokens { get; set; }

        public long TokensAt { get; set; }

        public long ReadAt { get; set; } = -1;

        public long EpisodeAt { get; set; } = -1;
    }

    private sealed class Writing
    {
        public long At { get; set; }

        public int Reads { get; set; }

        public HashSet<uint> Things { get; } = [];

        public bool Wide { get; set; }

        public double Grants { get; set; }

        public long GrantsAt { get; set; }

        public int Paid { get; set; }
    }
}
