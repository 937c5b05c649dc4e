using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Grains.Polling;

/// <summary>
/// Watches one vendor's reads for polling: reading in order to discover a change that could have been announced (reference 1). It judges by redundancy, weighs
/// by timing, and adds up costs; it never refuses. Pure: no clock, no I/O, the same calls come to the same end. Not thread-safe: the owner's lock guards it.
/// Times are milliseconds since 1970 (UTC) and may step back. No allocation once a vendor's tables have their size.
/// </summary>
internal sealed class PollingWatch
{
    private const byte MostGroups = 255;
    private const long Day = 86_400_000;
    private const long LongestLife = 13 * 365 * Day;

    private readonly List<ReadGroup> _names = [];
    private readonly List<GroupWatch> _groups = [];
    private readonly List<string> _products = [];
    private Deliveries?[] _deliveries = [];
    private readonly SlotTable<KeySlot> _keys = new();
    private readonly SeenBlocks _blocks;
    private readonly SeenSet _seen;
    private readonly Novelty _novelty;
    private readonly Credits _credits;
    private readonly FadingSums _total;
    private SetAside? _setAside;
    private long _origin = long.MaxValue;
    private long _latest;

    /// <summary>Starts with nothing seen, and with the penalties of a snapshot, if there is one.</summary>
    public PollingWatch(PollingRules? rules = null, PollingSnapshot? snapshot = null)
    {
        Rules = rules ?? PollingRules.Default;
        _blocks = new SeenBlocks(Rules.SeenBytesPerVendor / sizeof(ushort));
        _seen = new SeenSet(_blocks);
        _novelty = new Novelty(_seen);
        _credits = new Credits(Rules);
        _total = new FadingSums(2, Rules.HalfLife.TotalMilliseconds);
        if (snapshot is not null)
        {
            PollingSnapshots.Restore(snapshot, _total, GroupOf, Rules);
        }
    }

    /// <summary>The numbers it goes by.</summary>
    public PollingRules Rules { get; }

    /// <summary>The read groups heard of, oldest first. Grows, never shrinks.</summary>
    public IReadOnlyList<ReadGroup> Groups => _names;

    /// <summary>Parties times read groups held at present.</summary>
    public int Keys => _keys.Count;

    /// <summary>Bytes held by tables and memory of things seen; object headers and companions apart.</summary>
    public long Bytes => _keys.Bytes + _blocks.Bytes + _credits.Bytes + (_setAside is null ? 0 : SetAside.Bytes);

    /// <summary>Takes in what a call showed, with the hashes of the things its answer listed.</summary>
    public ReadOutcome Hear(in Observation observation, ReadOnlySpan<ulong> things)
    {
        Begin(observation.At);
        if (observation.Group.Class is ReadClass.Write or ReadClass.Other || (observation.Facts & ObservationFacts.SubscriptionChange) != 0)
        {
            if (observation.Status is >= 200 and < 300)
            {
                _credits.NoteWrite(in observation);
            }

            return default;
        }

        if (GroupOf(observation.Group) is not { } group)
        {
            return default;
        }

        var question = new ReadQuestion
        {
            Group = observation.Group,
            Party = observation.Party,
            Customer = observation.Customer,
            Fingerprint = observation.Fingerprint,
            Person = observation.Person,
            CursorUsed = observation.CursorUsed,
            DeclaredEvent = observation.DeclaredEvent,
            Facts = observation.Facts,
        };
        var share = Penalties.Share(observation.Weight);
        TakeBack(in question, observation.At);
        var retry = _credits.RetryOf(observation.Fingerprint, observation.At);
        if (retry.IsRetry)
        {
            group.NoteRetry(in retry, share, observation.At);
        }

        if ((observation.Facts & ObservationFacts.RefusedByLevel) != 0)
        {
            _credits.NoteFailure(in observation);
            var weight = group.Sums.Weight(observation.At);
            group.Sums.Add((int)Sum.Refused, share * weight);
            return new ReadOutcome(Counted: false, Novel: false, Excuse.None, Charge(group, Rules.RefusedCost * share, observation.At));
        }

        if (Failures.Is(observation.Status) || (observation.Facts & ObservationFacts.RefusedByLimit) != 0)
        {
            _credits.NoteFailure(in observation);
            return default;
        }

        return observation.Status is (>= 200 and < 300) or 304 ? Answered(in observation, things, in question, group, share, retry.IsRetry) : default;
    }

    /// <summary>Takes in an event that reached the vendor, or failed to.</summary>
    public void Hear(in EventDelivery delivery)
    {
        Begin(delivery.At);
        if (ProductOf(delivery.Product) is var product && product < MostGroups)
        {
            _credits.NoteEvent(in delivery, product);
            if (product >= _deliveries.Length)
            {
                Array.Resize(ref _deliveries, product + 1);
            }

            (_deliveries[product] ??= new Deliveries()).Note(delivery.Delivered, delivery.At);
        }
    }

    /// <summary>
    /// The excuse that the read has if it turns out to bring no news; <see cref="Excuse.None"/> when it has none. The credit is set aside until the read is heard
    /// of, or for a minute, so that many reads at once do not all rest on one.
    /// </summary>
    public Excuse CreditOf(in ReadQuestion question, long now)
    {
        Begin(now);
        if (question.Group.Class is ReadClass.Write or ReadClass.Other || IsWrongInterface(question.Facts) || GroupOf(question.Group) is not { } group)
        {
            return Excuse.None;
        }

        DropOverdue(now);
        ref var key = ref Know(group, question.Party, now);
        var page = _credits.SpendCursor(question.CursorUsed, now) || IsWalking(in question, in key, now);
        var at = new Circumstances(
            Stamp(now), 1, page, _credits.TakePace(question.Person, now), (key.Flags & (KeyFlags.Read | KeyFlags.FirstSetAside)) == 0);
        var excuse = _credits.Spend(in question, in at, ref key, group, now);
        if (page && excuse != Excuse.Pagination)
        {
            _credits.Return(in question, Excuse.Pagination, ref key, group, in at, now);
        }

        if (at.PersonsPace && excuse != Excuse.Person)
        {
            _credits.Return(in question, Excuse.Person, ref key, group, in at, now);
        }

        key.Flags |= excuse == Excuse.FirstContact ? KeyFlags.FirstSetAside : KeyFlags.None;
        if (excuse != Excuse.None)
        {
            (_setAside ??= new SetAside(Rules)).Put(in question, excuse, now);
        }

        return excuse;
    }

    /// <summary>Milliseconds until the party may be read again in this group at the interval; 0 for now, never more than the interval.</summary>
    public long WaitFor(in ReadQuestion question, long intervalMs, long now)
    {
        Begin(now);
        var at = Find(in question);
        if (at < 0 || _keys[at].PassedAt == 0)
        {
            return 0;
        }

        // A read let through a moment ahead of now is one under way; further ahead, the clock has stepped back and nothing is known.
        var passed = _origin + (_keys[at].PassedAt * 100L);
        return passed - now > 60_000 ? 0 : Math.Clamp(intervalMs - (now - passed), 0, Math.Max(0, intervalMs));
    }

    /// <summary>Notes that the read was let through: the interval runs from here.</summary>
    public void Passed(in ReadQuestion question, long now)
    {
        Begin(now);
        if (GroupOf(question.Group) is { } group)
        {
            Know(group, question.Party, now).PassedAt = Stamp(now);
        }
    }

    /// <summary>Typical milliseconds between readings of the party in this group; 0 when unknown.</summary>
    public long ObservedInterval(in ReadQuestion question) => Find(in question) is >= 0 and var at ? Rhythm.Period(_keys[at].Gaps).Median : 0;

    /// <summary>How much weighs on the group now. Cheap: no allocation.</summary>
    public PenaltyReading Penalty(ReadGroup group, long now) => NumberOf(group) is >= 0 and var number ? _groups[number].Penalty(now) : default;

    /// <summary>How much weighs on the vendor as a whole.</summary>
    public PenaltyReading Total(long now)
    {
        var reads = _total.Read((int)Sum.Reads, now);
        return new PenaltyReading(_total.Read((int)Sum.Penalty, now), reads, Penalties.Gate(reads, Rules));
    }

    /// <summary>The group's figures. Walks all its keys: for views and reports, at most once a minute or so.</summary>
    public GroupFigures Figures(ReadGroup group, long now)
        => NumberOf(group) is >= 0 and var number
            ? PollingReport.Of(_groups[number], _keys, _groups[number].Product < _deliveries.Length ? _deliveries[_groups[number].Product] : null, _origin, now)
            : new GroupFigures { Group = group, At = now, Penalty = default, HalfLifeMs = Rules.HalfLife.TotalMilliseconds };

    /// <summary>Multiplies the group's penalty, its parties' shares included: 0 takes it away (an appeal upheld), 0.5 halves it.</summary>
    /// <param name="group">The group.</param>
    /// <param name="factor">0 to 1.</param>
    public void Forgive(ReadGroup group, double factor)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(factor);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(factor, 1);
        if (NumberOf(group) is not (>= 0 and var number))
        {
            return;
        }

        var forgiven = (1 - factor) * _groups[number].Sums.Read((int)Sum.Penalty, _latest);
        var whole = _total.Read((int)Sum.Penalty, _latest);
        _groups[number].Sums.Multiply((int)Sum.Penalty, factor);
        _total.Multiply((int)Sum.Penalty, whole > 0 ? Math.Clamp(1 - (forgiven / whole), 0, 1) : 1);
        for (var i = 0; i < _keys.Count; i++)
        {
            ref var key = ref _keys[i];
            key.Cost = key.Group == number ? key.Cost * (float)factor : key.Cost;
        }
    }

    /// <summary>Sets how many times the usual half-life the group's penalty decays with: strikes lengthen it (reference 5.3).</summary>
    /// <param name="group">The group.</param>
    /// <param name="factor">1 to 16.</param>
    /// <param name="now">Now.</param>
    public void Lengthen(ReadGroup group, double factor, long now)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(factor, 16);
        GroupOf(group)?.Sums.Change(factor * Rules.HalfLife.TotalMilliseconds, now);
    }

    /// <summary>Takes over what people have granted the vendor.</summary>
    public void Adopt(Concessions concessions) => _credits.Concessions = concessions;

    /// <summary>What must outlive a restart.</summary>
    public PollingSnapshot Snapshot(long now) => PollingSnapshots.Of(_groups, Total(now), Rules, now);

    private static bool IsWrongInterface(ObservationFacts facts)
        => (facts & (ObservationFacts.WrongInterface | ObservationFacts.ServiceOwner)) == ObservationFacts.WrongInterface;

    private ReadOutcome Answered(in Observation observation, ReadOnlySpan<ulong> things, in ReadQuestion question, GroupWatch group, double share, bool isRetry)
    {
        var now = observation.At;
        var tenths = Stamp(now);
        ref var key = ref Know(group, observation.Party, now);
        Decay(ref key, group, now);
        key.PassHours(tenths);
        var first = (key.Flags & KeyFlags.Read) == 0;
        var own = _credits.OwnDoingOf(observation.Party, now);
        var news = _novelty.Judge(ref key.Seen, in observation, things, in own);
        var novel = news == News.Foreign;
        var page = _credits.SpendCursor(observation.CursorUsed, now)
            || (IsWalking(in question, in key, now) && _seen.Add(ref key.Seen, Hash64.Of(observation.RawQuery, key.EpisodeAt)));
        Walk(in observation, group, page, stale: news == News.None && observation.Things > 0, now);
        var at = new Circumstances(tenths, share, page, _credits.TakePace(observation.Person, now), first);
        var called = novel && _credits.CalledFor(in question, group.Product, now);
        var excuse = novel || IsWrongInterface(observation.Facts) ? Excuse.None : _credits.Spend(in question, in at, ref key, group, now);
        _credits.Answered(observation.Fingerprint);
        if (group.Group.Class == ReadClass.Feed)
        {
            _credits.NoteFeed(observation.Fingerprint, novel, now);
        }

        if (novel && own.Recent)
        {
            _credits.Vindicate(observation.Party, group.Group.Class);
        }

        // What something else called for says nothing about the rhythm the vendor reads at by itself.
        var reacts = page || isRetry || called || excuse is Excuse.Retry or Excuse.OwnWrite or Excuse.Event or Excuse.LateEvent or Excuse.DeclaredEvent;
        if (!reacts && key.Pace(tenths) is { } gap)
        {
            group.Young.Note(gap);
        }

        key.ReadAt = Elapsed.Later(key.ReadAt, tenths);
        key.PassedAt = Elapsed.Later(key.PassedAt, tenths);
        key.Flags = KeyFlags.Read;
        key.Reads += (float)share;
        key.Novel += novel ? (float)share : 0;
        return Account(in observation, in question, ref key, group, novel, called, excuse, share);
    }

    private ReadOutcome Account(
        in Observation observation, in ReadQuestion question, ref KeySlot key, GroupWatch group, bool novel, bool called, Excuse excuse, double share)
    {
        var now = observation.At;
        var sums = group.Sums;
        var amount = share * sums.Weight(now);
        var wrong = IsWrongInterface(observation.Facts);
        var redundant = !novel && excuse is Excuse.None or Excuse.Grace;
        sums.Add((int)Sum.Reads, amount);
        sums.Add((int)(novel ? Sum.Novel : Sum.Excused + (int)excuse), excuse == Excuse.None && !novel ? 0 : amount);
        sums.Add((int)Sum.Redundant, redundant ? amount : 0);
        sums.Add((int)Sum.WrongInterface, wrong ? amount : 0);
        sums.Add((int)Sum.FeedBeyond, redundant && group.Group.Class == ReadClass.Feed ? amount : 0);
        sums.Add((int)Sum.FalseClaims, question.DeclaredEvent != 0 && _credits.IsFalseClaim(in question, now) ? amount : 0);
        _total.Add((int)Sum.Reads, share * _total.Weight(now));
        group.NoteRead(in observation, redundant, share);

        double cost = 0;
        if (wrong || (!novel && excuse == Excuse.None))
        {
            sums.Add((int)Sum.Excess, amount);
            var notModified = observation.Status == 304 && (observation.Facts & ObservationFacts.Conditional) != 0;
            cost = Charge(group, wrong ? share : Penalties.Cost(group.WeightOf(in key), share, notModified, Rules), now);
            key.Cost += (float)cost;
        }

        return new ReadOutcome(Counted: true, novel, excuse, cost)
        {
            CalledForByEvent = called || excuse is Excuse.Event or Excuse.LateEvent or Excuse.DeclaredEvent,
        };
    }

    private double Charge(GroupWatch group, double cost, long now)
    {
        group.Sums.Add((int)Sum.Penalty, cost * group.Sums.Weight(now));
        _total.Add((int)Sum.Penalty, cost * _total.Weight(now));
        return cost;
    }

    private void Walk(in Observation observation, GroupWatch group, bool page, bool stale, long now)
    {
        if (observation.CursorGiven == 0 && !page)
        {
            return;
        }

        var walk = (page ? _credits.WalkOf(observation.CursorUsed) : default).With(stale);
        if (observation.CursorGiven != 0)
        {
            _credits.NoteCursor(observation.CursorGiven, in walk, now);
        }
        else if (observation.CursorUsed != 0)
        {
            group.NoteWalk(observation.Fingerprint, in walk, now);
        }
    }

    private bool IsWalking(in ReadQuestion question, in KeySlot key, long now)
        => (question.Facts & ObservationFacts.NextPage) != 0 && key.ReadAt != 0
            && Elapsed.Since(_origin + (key.ReadAt * 100L), now) <= Rules.RetryWithin.TotalMilliseconds;

    private void Decay(ref KeySlot key, GroupWatch group, long now)
    {
        if (key.Reads > 0)
        {
            var passed = Elapsed.Since(_origin + (key.ReadAt * 100L), now);
            var factor = (float)Math.Pow(2, -passed / group.Sums.HalfLife);
            key.Cost *= factor;
            key.Reads *= factor;
            key.Novel *= factor;
        }
    }

    private void TakeBack(in ReadQuestion question, long now)
    {
        if (_setAside is { Count: > 0 })
        {
            DropOverdue(now);
            if (_setAside.Take(in question, out var entry))
            {
                Return(in entry, now);
            }
        }
    }

    private void DropOverdue(long now)
    {
        while (_setAside is { Count: > 0 } && _setAside.TakeOverdue(now, out var entry))
        {
            Return(in entry, now);
        }
    }

    private void Return(in SetAside.Entry entry, long now)
    {
        if (Find(entry.Question) is >= 0 and var at && GroupOf(entry.Question.Group) is { } group)
        {
            _credits.Return(entry.Question, entry.Excuse, ref _keys[at], group, new Circumstances(Stamp(now), 1, false, false, false), now);
        }
    }

    private void Begin(long now)
    {
        if (now <= _origin || now - _origin > LongestLife)
        {
            // The origin lies far enough back that only a clock gone mad gets before it. Then, too, everything is news once.
            while (_keys.Count > 0)
            {
                Forget(_keys.Count - 1);
            }

            _origin = now - (30 * Day);
        }

        _latest = Elapsed.Later(_latest, now);
        if (_blocks.IsShort && _keys.Count > 0)
        {
            _blocks.IsShort = false;
            Forget(_keys.Victim());
        }
    }

    private uint Stamp(long now) => (uint)Math.Clamp(((now - _origin) + 99) / 100, 1, uint.MaxValue);

    private int Find(in ReadQuestion question)
        => NumberOf(question.Group) is >= 0 and var number ? _keys.Find(KeySlot.KeyOf(question.Party, (byte)number)) : -1;

    private ref KeySlot Know(GroupWatch group, ulong party, long now)
    {
        var at = _keys.Find(KeySlot.KeyOf(party, group.Number));
        if (at < 0)
        {
            for (var i = 0; i < 2; i++)
            {
                var turn = _keys.NextInTurn();
                if (turn >= 0 && IsStale(in _keys[turn], Stamp(now)))
                {
                    Forget(turn);
                }
            }

            if (_keys.Count >= Math.Clamp(Rules.KeysPerVendor, 16, SlotTable<KeySlot>.Most))
            {
                Forget(_keys.Victim());
            }

            group.Keys++;
            at = _keys.Add(new KeySlot(party, group.Number) { GraceFullAt = Graces.OfNewKey(Stamp(now), Rules) });
        }

        return ref _keys[at];
    }

    private bool IsStale(in KeySlot key, long tenths) => tenths - Math.Max(key.ReadAt, key.PassedAt) > Rules.KeyLife.TotalMilliseconds / 100;

    private void Forget(int slot)
    {
        ref var key = ref _keys[slot];
        _seen.Drop(ref key.Seen);
        _groups[key.Group].Keys--;
        _keys.RemoveAt(slot);
    }

    private int NumberOf(in ReadGroup group)
    {
        for (var i = 0; i < _names.Count; i++)
        {
            if (_names[i].Class == group.Class && string.Equals(_names[i].Product, group.Product, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }

    private GroupWatch? GroupOf(ReadGroup group)
    {
        var number = NumberOf(group);
        if (number >= 0)
        {
            return _groups[number];
        }

        var product = ProductOf(group.Product);
        if (_groups.Count >= MostGroups || product >= MostGroups)
        {
            return null;
        }

        var made = new GroupWatch(group, (byte)_groups.Count, product, Rules);
        _names.Add(group);
        _groups.Add(made);
        return made;
    }

    private byte ProductOf(string product)
    {
        for (var i = 0; i < _products.Count; i++)
        {
            if (string.Equals(_products[i], product, StringComparison.Ordinal))
            {
                return (byte)i;
            }
        }

        if (_products.Count >= MostGroups)
        {
            return MostGroups;
        }

        _products.Add(product);
        return (byte)(_products.Count - 1);
    }
}
