using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Grains.Polling;

/// <summary>What adds up per read group. Companions are made when there is something to note. Owned by one <see cref="PollingWatch"/>; not thread-safe.</summary>
internal sealed class GroupWatch(ReadGroup group, byte number, byte product, PollingRules rules)
{
    /// <summary>Kinds of excuses.</summary>
    public const int Excuses = 14;

    private const double CompanionsFrom = 50;
    private long _graceHour;
    private double _graceSpent;
    private Herd? _herd;
    private RetryStorm? _retries;
    private CacheBusting? _queries;
    private ReCrawls? _walks;
    private FadingSums? _lately;

    /// <summary>Product and class.</summary>
    public ReadGroup Group { get; } = group;

    /// <summary>Its number within the watch.</summary>
    public byte Number { get; } = number;

    /// <summary>The product's number within the watch.</summary>
    public byte Product { get; } = product;

    /// <summary>Keys held.</summary>
    public int Keys { get; set; }

    /// <summary>The sums, by <see cref="Sum"/>; excuses after them.</summary>
    public FadingSums Sums { get; } = new((int)Sum.Excused + Excuses, rules.HalfLife.TotalMilliseconds);

    /// <summary>The first gaps of its keys.</summary>
    public YoungGaps Young { get; } = new();

    /// <summary>The timing weight m of a key.</summary>
    public double WeightOf(in KeySlot key) => Rhythm.Weight(key.Gaps, key.Hours, Young.Weight);

    /// <summary>Takes one grace for a hurried key from the hour's; false when it is used up.</summary>
    /// <param name="share">The share of the call.</param>
    /// <param name="factor">How many times the usual grace.</param>
    /// <param name="now">Now.</param>
    public bool TakeHurriedGrace(double share, double factor, long now)
    {
        var hour = now / 3_600_000;
        if (hour != _graceHour)
        {
            _graceHour = hour;
            _graceSpent = 0;
        }

        if (_graceSpent + share > factor * Math.Max(rules.HurriedGracePerHour, Keys * rules.HurriedGraceShare))
        {
            return false;
        }

        _graceSpent += share;
        return true;
    }

    /// <summary>Gives one back, if it was of this hour.</summary>
    public void ReturnHurriedGrace(double share, long now)
        => _graceSpent = now / 3_600_000 == _graceHour ? Math.Max(0, _graceSpent - share) : _graceSpent;

    /// <summary>Notes a retry.</summary>
    public void NoteRetry(in Retry retry, double share, long at) => (_retries ??= new RetryStorm()).Note(in retry, share, at);

    /// <summary>Notes a walk that has come to its end.</summary>
    public void NoteWalk(ulong fingerprint, in Walk walk, long at)
    {
        if (walk.Stale > 0)
        {
            (_walks ??= new ReCrawls(rules)).Note(fingerprint, in walk, at);
        }
    }

    /// <summary>Notes how a read turned out, for the companions.</summary>
    public void NoteRead(in Observation observation, bool redundant, double share)
    {
        if (_herd is null)
        {
            if (Sums.Read((int)Sum.Redundant, observation.At) < CompanionsFrom)
            {
                return;
            }

            _herd = new Herd();
            _queries = new CacheBusting();
            _lately = new FadingSums(1, 6 * 3_600_000);
        }

        if (redundant)
        {
            _herd.Note(share, observation.At);
            _lately?.Add(0, share * _lately.Weight(observation.At));
        }

        if (observation.CursorUsed == 0 && (observation.Facts & (ObservationFacts.TimeFiltered | ObservationFacts.NextPage)) == 0)
        {
            _queries?.Note(observation.RawQuery, observation.Fingerprint, redundant, observation.At);
        }
    }

    /// <summary>How much weighs on the group.</summary>
    public PenaltyReading Penalty(long now)
    {
        var scale = Sums.Scale(now);
        var reads = Sums.Raw((int)Sum.Reads) * scale;
        var paced = Sums.Raw((int)Sum.Excess) is > 0 and var excess ? Sums.Raw((int)Sum.Paced) / excess : 0;
        return new PenaltyReading(Sums.Raw((int)Sum.Penalty) * scale, reads, Penalties.Gate(reads, paced, rules)) { SlowingGate = Penalties.SlowingGate(reads, paced, rules) };
    }

    /// <summary>What the companions have found.</summary>
    public IEnumerable<Finding> Findings(Deliveries? deliveries, long now)
    {
        var penalty = Penalty(now);
        Finding?[] found =
        [
            _herd?.Find(now),
            _retries?.FindEarly(now),
            _retries?.FindNoBackOff(now),
            _queries?.Find(now),
            _walks?.Find(now),
            deliveries?.FindBeltAndBraces(in penalty, rules, now),
            deliveries?.FindDeadWebhook(IsRising(now), now),
            Over(Sum.FeedBeyond, Pattern.FeedPolling, rules.Threshold, now),
            Over(Sum.WrongInterface, Pattern.WrongInterface, 0.5, now),
            Over(Sum.FalseClaims, Pattern.FalseClaims, 0.5, now),
        ];
        return found.OfType<Finding>();
    }

    private Finding? Over(Sum sum, Pattern pattern, double threshold, long now)
        => Sums.Read((int)sum, now) is var value && value >= threshold ? new Finding(pattern, value, threshold, value) : null;

    private bool IsRising(long now)
    {
        // As daily rates: a short memory against the long one.
        var longer = Sums.Read((int)Sum.Redundant, now) / Sums.HalfLife;
        return _lately is not null && longer > 0 && _lately.Read(0, now) / _lately.HalfLife >= 0.9 * longer;
    }
}

/// <summary>What a <see cref="GroupWatch"/> adds up.</summary>
internal enum Sum
{
    /// <summary>P.</summary>
    Penalty,

    /// <summary>N.</summary>
    Reads,

    /// <summary>Reads with news.</summary>
    Novel,

    /// <summary>Reads without, not excused or on grace.</summary>
    Redundant,

    /// <summary>Reads in excess.</summary>
    Excess,

    /// <summary>Reads in excess, each by its timing weight.</summary>
    Paced,

    /// <summary>Reads refused by the ladder.</summary>
    Refused,

    /// <summary>Events claimed that never were.</summary>
    FalseClaims,

    /// <summary>Listing through an interface that is not for it.</summary>
    WrongInterface,

    /// <summary>Reads of the feed beyond its allowance.</summary>
    FeedBeyond,

    /// <summary>Excused reads, by number of excuse.</summary>
    Excused,
}
