using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Grains.Polling;

/// <summary>Judges what an answered read told, finds what called for it, and puts it on the account (reference 1.3 to 1.6). Owned by one <see cref="PollingWatch"/>; not thread-safe.</summary>
internal sealed class AnsweredReads(PollingRules rules, WatchedKeys keys, Credits credits, FadingSums total)
{
    private readonly Novelty _novelty = new(keys.Seen);
    private readonly FalseClaims _claims = new(credits);

    /// <summary>True for listing through an interface that is not for it.</summary>
    public static bool IsWrongInterface(ObservationFacts facts)
        => (facts & (ObservationFacts.WrongInterface | ObservationFacts.ServiceOwner)) == ObservationFacts.WrongInterface;

    /// <summary>Takes in a read that was answered, with 304 or something in it.</summary>
    public ReadOutcome Hear(in Observation observation, ReadOnlySpan<ulong> things, in ReadQuestion question, GroupWatch group, double share, bool isRetry, bool calledFirst)
    {
        var now = observation.At;
        var tenths = keys.Stamp(now);
        ref var key = ref keys.Know(group, observation.Party, now);
        keys.Decay(ref key, group, now);
        key.PassHours(tenths);
        var first = (key.Flags & KeyFlags.Read) == 0;
        var own = credits.OwnDoingOf(observation.Party, now);
        var news = _novelty.Judge(ref key.Seen, in observation, things, in own);
        var novel = news == News.Foreign;
        var page = credits.SpendCursor(observation.CursorUsed, Calls.Of(in observation), now)
            || (IsWalking(in question, in key, now) && keys.Seen.Add(ref key.Seen, Hash64.Of(observation.RawQuery, key.EpisodeAt)));
        Walk(in observation, group, page, stale: news == News.None && observation.Things > 0, now);
        var at = new Circumstances(tenths, share, page, credits.TakePace(observation.Person, share, now), first);
        var called = novel && credits.CalledFor(in question, group.Product, now);
        var excuse = novel || IsWrongInterface(observation.Facts) ? Excuse.None
            : calledFirst ? credits.SpendCalledFirst(in question, in at, ref key, group, now)
            : credits.Spend(in question, in at, ref key, group, now);
        credits.Answered(observation.Fingerprint);
        if (group.Group.Class == ReadClass.Feed)
        {
            credits.NoteFeed(observation.Fingerprint, novel, now);
        }

        if (novel && own.Recent)
        {
            credits.Vindicate(observation.Party, group.Group.Class);
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

    /// <summary>Adds to what weighs on the group and the vendor.</summary>
    public double Charge(GroupWatch group, double cost, long now)
    {
        group.Sums.Add((int)Sum.Penalty, cost * group.Sums.Weight(now));
        total.Add((int)Sum.Penalty, cost * total.Weight(now));
        return cost;
    }

    /// <summary>True for the next page, asked for while the walk is under way.</summary>
    public bool IsWalking(in ReadQuestion question, in KeySlot key, long now)
        => (question.Facts & ObservationFacts.NextPage) != 0 && key.ReadAt != 0
            && Elapsed.Since(keys.Instant(key.ReadAt), now) <= rules.RetryWithin.TotalMilliseconds;

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
        sums.Add((int)Sum.FalseClaims, _claims.In(in observation, in question, amount));
        total.Add((int)Sum.Reads, share * total.Weight(now));
        group.NoteRead(in observation, redundant, share);

        double cost = 0;
        if (wrong || (!novel && excuse == Excuse.None))
        {
            sums.Add((int)Sum.Excess, amount);
            var notModified = observation.Status == 304 && (observation.Facts & ObservationFacts.Conditional) != 0;
            var timing = wrong ? 1 : group.WeightOf(in key);
            sums.Add((int)Sum.Paced, timing * amount);
            cost = Charge(group, Penalties.Cost(timing, share, notModified && !wrong, rules), now);
            key.Cost += (float)cost;
        }

        return new ReadOutcome(Counted: true, novel, excuse, cost)
        {
            CalledForByEvent = called || excuse is Excuse.Event or Excuse.LateEvent or Excuse.DeclaredEvent,
        };
    }

    private void Walk(in Observation observation, GroupWatch group, bool page, bool stale, long now)
    {
        if (observation.CursorGiven == 0 && !page)
        {
            return;
        }

        var walk = (page ? credits.WalkOf(observation.CursorUsed) : default).With(stale);
        if (observation.CursorGiven != 0)
        {
            credits.NoteCursor(observation.CursorGiven, in walk, now);
        }
        else if (observation.CursorUsed != 0)
        {
            group.NoteWalk(observation.Fingerprint, in walk, now);
        }
    }
}
