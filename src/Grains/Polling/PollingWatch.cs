using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Grains.Polling;

/// <summary>
/// Watches one vendor's reads for polling: reading in order to discover a change that could have been announced (reference 1). It judges by redundancy, weighs
/// by timing, and adds up costs; it never refuses. Pure: no clock, no I/O, the same calls come to the same end. Not thread-safe: the owner's lock guards it.
/// Times are milliseconds since 1970 (UTC) and may step back. No allocation once a vendor's tables have their size.
/// </summary>
internal sealed class PollingWatch
{
    private readonly WatchedGroups _groups;
    private readonly WatchedKeys _keys;
    private readonly Credits _credits;
    private readonly AnsweredReads _answered;
    private readonly FadingSums _total;
    private Deliveries?[] _deliveries = [];
    private SetAside? _setAside;
    private long _latest;

    /// <summary>Starts with nothing seen, and with the penalties of a snapshot, if there is one.</summary>
    public PollingWatch(PollingRules? rules = null, PollingSnapshot? snapshot = null)
    {
        Rules = rules ?? PollingRules.Default;
        _groups = new WatchedGroups(Rules);
        _keys = new WatchedKeys(Rules, _groups);
        _credits = new Credits(Rules);
        _total = new FadingSums(2, Rules.HalfLife.TotalMilliseconds);
        _answered = new AnsweredReads(Rules, _keys, _credits, _total);
        if (snapshot is not null)
        {
            PollingSnapshots.Restore(snapshot, _total, _groups.Of, Rules);
        }
    }

    /// <summary>The numbers it goes by.</summary>
    public PollingRules Rules { get; }

    /// <summary>The read groups heard of, oldest first. Grows, never shrinks.</summary>
    public IReadOnlyList<ReadGroup> Groups => _groups.Names;

    /// <summary>Parties times read groups held at present.</summary>
    public int Keys => _keys.Table.Count;

    /// <summary>Bytes held by tables and memory of things seen; object headers and companions apart.</summary>
    public long Bytes => _keys.Bytes + _credits.Bytes + (_setAside is null ? 0 : SetAside.Bytes);

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

        if (_groups.Of(observation.Group) is not { } group)
        {
            return default;
        }

        var question = ReadQuestion.Of(in observation);
        var share = Penalties.Share(observation.Weight);
        var calledFirst = TakeBack(in question, observation.At);
        var retry = _credits.RetryOf(observation.Fingerprint, observation.At);
        if (retry.IsRetry)
        {
            group.NoteRetry(in retry, share, observation.At);
        }

        if ((observation.Facts & ObservationFacts.RefusedByLevel) != 0)
        {
            _credits.NoteFailure(in observation, group.Product);
            var weight = group.Sums.Weight(observation.At);
            group.Sums.Add((int)Sum.Refused, share * weight);
            return new ReadOutcome(Counted: false, Novel: false, Excuse.None, _answered.Charge(group, Rules.RefusedCost * share, observation.At));
        }

        if (Failures.Is(observation.Status) || (observation.Facts & ObservationFacts.RefusedByLimit) != 0)
        {
            _credits.NoteFailure(in observation, group.Product);
            return default;
        }

        return observation.Status is (>= 200 and < 300) or 304 ? _answered.Hear(in observation, things, in question, group, share, retry.IsRetry, calledFirst) : default;
    }

    /// <summary>Takes in an event that reached the vendor, or failed to.</summary>
    public void Hear(in EventDelivery delivery)
    {
        Begin(delivery.At);
        if (_groups.ProductOf(delivery.Product) is var product && product < WatchedGroups.Most)
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
    /// <param name="question">The read.</param>
    /// <param name="now">The present.</param>
    /// <param name="calledFirst">True when a retry or a next page is to rest on what called for it, where something did.</param>
    public Excuse CreditOf(in ReadQuestion question, long now, bool calledFirst = false)
    {
        Begin(now);
        if (question.Group.Class is ReadClass.Write or ReadClass.Other || AnsweredReads.IsWrongInterface(question.Facts) || _groups.Of(question.Group) is not { } group)
        {
            return Excuse.None;
        }

        DropOverdue(now);
        ref var key = ref _keys.Know(group, question.Party, now);
        var page = _credits.SpendCursor(question.CursorUsed, call: 0, now) || _answered.IsWalking(in question, in key, now);
        var at = new Circumstances(
            _keys.Stamp(now), 1, page, _credits.TakePace(question.Person, share: 1, now), (key.Flags & (KeyFlags.Read | KeyFlags.FirstSetAside)) == 0);
        var excuse = calledFirst ? _credits.SpendCalledFirst(in question, in at, ref key, group, now) : _credits.Spend(in question, in at, ref key, group, now);
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
            (_setAside ??= new SetAside(Rules)).Put(in question, excuse, calledFirst, now);
        }

        return excuse;
    }

    /// <summary>Takes back the credit that <see cref="CreditOf"/> set aside: the read does not come about.</summary>
    public void GiveBack(in ReadQuestion question, long now) => TakeBack(in question, now);

    /// <summary>True when the party has been read in the group before.</summary>
    public bool HasRead(ReadGroup group, ulong party)
        => _groups.NumberOf(group) is >= 0 and var number && _keys.Table.Find(KeySlot.KeyOf(party, (byte)number)) is >= 0 and var at && (_keys[at].Flags & KeyFlags.Read) != 0;

    /// <summary>Milliseconds until the party may be read again in this group at the interval; 0 for now, never more than the interval.</summary>
    public long WaitFor(in ReadQuestion question, long intervalMs, long now)
    {
        Begin(now);
        var at = _keys.Find(in question);
        if (at < 0 || _keys[at].PassedAt == 0)
        {
            return 0;
        }

        // A read let through a moment ahead of now is one under way; further ahead, the clock has stepped back and nothing is known.
        var passed = _keys.Instant(_keys[at].PassedAt);
        return passed - now > 60_000 ? 0 : Math.Clamp(intervalMs - (now - passed), 0, Math.Max(0, intervalMs));
    }

    /// <summary>Notes that the read was let through: the interval runs from here.</summary>
    public void Passed(in ReadQuestion question, long now)
    {
        Begin(now);
        if (_groups.Of(question.Group) is { } group)
        {
            _keys.Know(group, question.Party, now).PassedAt = _keys.Stamp(now);
        }
    }

    /// <summary>Typical milliseconds between readings of the party in this group; 0 when unknown.</summary>
    public long ObservedInterval(in ReadQuestion question) => _keys.Find(in question) is >= 0 and var at ? Rhythm.Period(_keys[at].Gaps).Median : 0;

    /// <summary>How much weighs on the group now. Cheap: no allocation.</summary>
    public PenaltyReading Penalty(ReadGroup group, long now) => _groups.NumberOf(group) is >= 0 and var number ? _groups[number].Penalty(now) : default;

    /// <summary>Parties held in the group.</summary>
    public int Parties(ReadGroup group) => _groups.NumberOf(group) is >= 0 and var number ? _groups[number].Keys : 0;

    /// <summary>How much weighs on the vendor as a whole.</summary>
    public PenaltyReading Total(long now)
    {
        var reads = _total.Read((int)Sum.Reads, now);
        return new PenaltyReading(_total.Read((int)Sum.Penalty, now), reads, Penalties.Gate(reads, paced: 1, Rules));
    }

    /// <summary>The group's figures. Walks all its keys: for views and reports, at most once a minute or so.</summary>
    public GroupFigures Figures(ReadGroup group, long now)
        => _groups.NumberOf(group) is >= 0 and var number
            ? PollingReport.Of(_groups[number], _keys.Table, _groups[number].Product < _deliveries.Length ? _deliveries[_groups[number].Product] : null, _keys.Origin, now)
            : new GroupFigures { Group = group, At = now, Penalty = default, HalfLifeMs = Rules.HalfLife.TotalMilliseconds };

    /// <summary>Multiplies the group's penalty, its parties' shares included: 0 takes it away (an appeal upheld), 0.5 halves it.</summary>
    /// <param name="group">The group.</param>
    /// <param name="factor">0 to 1.</param>
    public void Forgive(ReadGroup group, double factor)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(factor);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(factor, 1);
        if (_groups.NumberOf(group) is not (>= 0 and var number))
        {
            return;
        }

        var forgiven = (1 - factor) * _groups[number].Sums.Read((int)Sum.Penalty, _latest);
        var whole = _total.Read((int)Sum.Penalty, _latest);
        _groups[number].Sums.Multiply((int)Sum.Penalty, factor);
        _total.Multiply((int)Sum.Penalty, whole > 0 ? Math.Clamp(1 - (forgiven / whole), 0, 1) : 1);
        for (var i = 0; i < _keys.Table.Count; i++)
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
        _groups.Of(group)?.Sums.Change(factor * Rules.HalfLife.TotalMilliseconds, now);
    }

    /// <summary>Takes over what people have granted the vendor.</summary>
    public void Adopt(Concessions concessions) => _credits.Concessions = concessions;

    /// <summary>What must outlive a restart.</summary>
    public PollingSnapshot Snapshot(long now) => PollingSnapshots.Of(_groups.All, Total(now), Rules, now);

    /// <summary>True when the credit was set aside with what called for the read first.</summary>
    private bool TakeBack(in ReadQuestion question, long now)
    {
        if (_setAside is { Count: > 0 })
        {
            DropOverdue(now);
            if (_setAside.Take(in question, out var entry))
            {
                Return(in entry, now);
                return entry.CalledFirst;
            }
        }

        return false;
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
        if (_keys.Find(entry.Question) is >= 0 and var at && _groups.Of(entry.Question.Group) is { } group)
        {
            _credits.Return(entry.Question, entry.Excuse, ref _keys[at], group, new Circumstances(_keys.Stamp(now), 1, false, false, false), now);
        }
    }

    private void Begin(long now)
    {
        _keys.Begin(now);
        _latest = Elapsed.Later(_latest, now);
    }
}
