using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Polling;

namespace Digdir.Altinn.Grains.Scraping;

/// <summary>
/// Watches one vendor for screen-scraping and harvesting (reference 2). Collects evidence and proposes; it refuses nothing and closes nobody.
/// Pure: no clock, no I/O; the same calls in the same order give the same answers. Not thread-safe: the vendor's seat guards it.
/// </summary>
internal sealed class ScrapingWatch
{
    // What the vendor's tokens must have met together before they are looked at as one; S17 and S20 need as many.
    private const int VendorNews = 400;
    private const double VendorWalk = 7;
    private const long Hour = 3_600_000;

    private readonly ScrapingRules _rules;
    private readonly ulong _seed;
    private readonly Roster _roster;
    private readonly Proposals _proposals;
    private readonly FailureHistory _failures;
    private readonly FirstContacts _contacts = new();
    private readonly Crowd _crowd = new();
    private readonly RecentlyListed _listed = new();
    private Fleet? _fleet;
    private Subject? _vendor;
    private ThresholdWalk _walk;
    private int _news;
    private long _from = long.MinValue;
    private long _swept;
    private long _heard;

    /// <param name="rules">The numbers.</param>
    /// <param name="seed">Secret that decides which calls are sampled; the same for all nodes.</param>
    /// <param name="memory">What an earlier watch left behind.</param>
    public ScrapingWatch(ScrapingRules rules, ulong seed, ScrapingMemory memory)
    {
        _rules = rules;
        _seed = seed;
        _roster = new Roster(Math.Max(32, rules.Subjects), seed);
        _proposals = new Proposals(memory.Proposed);
        _failures = new FailureHistory(memory.FailureShares);
    }

    /// <summary>What is known from elsewhere.</summary>
    public ScrapingKnowledge Knowledge { get; set; } = ScrapingKnowledge.None;

    /// <summary>Bytes its tables hold, about. Bounded whatever is heard.</summary>
    public long Bytes => _roster.Bytes + _contacts.Bytes + _listed.Bytes + _crowd.Bytes + (_vendor?.Bytes ?? 0);

    /// <summary>Takes in one call. Calls the gateway refused, and service owners' own, are passed over. Allocates nothing once its tables have grown.</summary>
    /// <param name="observation">The call.</param>
    /// <param name="outcome">What it came to as a read.</param>
    /// <param name="things">What the answer listed (<see cref="ThingHash"/>), in order.</param>
    public void Hear(in Observation observation, in ReadOutcome outcome, ReadOnlySpan<ulong> things)
    {
        const ObservationFacts PassedOver = ObservationFacts.RefusedByLevel | ObservationFacts.RefusedByLimit | ObservationFacts.ServiceOwner;
        if ((observation.Facts & PassedOver) != 0 || observation.At < 0)
        {
            return;
        }

        _heard++;
        Sweep(observation.At);
        var met = Meet(observation);
        _listed.Add(things);
        HearSubject(observation, outcome, things, met);
        if ((observation.Facts & ObservationFacts.PortalSession) == 0)
        {
            HearVendor(observation, outcome, things, met);
        }
    }

    /// <summary>How the vendor stands.</summary>
    public ScrapingView Look(long now)
    {
        var subjects = new List<SubjectView>();
        if (_vendor is { } vendor && !vendor.HasEnded(now))
        {
            AddIfSpeaking(vendor, MeasureVendor(vendor, now));
        }

        foreach (var subject in _roster.All)
        {
            if (!subject.HasEnded(now))
            {
                AddIfSpeaking(subject, subject.Measure(Knowledge));
            }
        }

        subjects.Sort((one, other) => other.Score.CompareTo(one.Score));
        return new ScrapingView(
            now, subjects, new ScrapingCounts(_heard, _roster.All.Count + (_vendor is null ? 0 : 1), _roster.Forgotten, _proposals.Reviews, _proposals.Cases));

        void AddIfSpeaking(Subject subject, in SubjectFigures figures)
        {
            var score = Score.Of(figures, _rules);
            if (score.Speaks)
            {
                subjects.Add(Views.Of(subject, figures, score));
            }
        }
    }

    /// <summary>What was proposed since last asked, oldest first; at most 64 are kept. Each subject at most once a week, and again when its verdict rises.</summary>
    public IReadOnlyList<ProposedCase> TakeProposals() => _proposals.Take();

    /// <summary>What should outlive a restart.</summary>
    public ScrapingMemory Save() => new(_failures.Shares, _proposals.Marks);

    private static Surface SurfaceOf(in Observation call)
        => (call.Facts & ObservationFacts.PortalSession) != 0 ? Surface.Portal
        : (call.Facts & ObservationFacts.Person) != 0 || call.Person != 0 ? Surface.UserToken
        : Surface.MachineToken;

    private static ulong SubjectOf(Surface surface, in Observation call)
        => surface != Surface.MachineToken && call.Person != 0 ? call.Person : call.Holder != 0 ? call.Holder : call.Customer;

    private Meeting Meet(in Observation call)
    {
        var contact = Contact.None;
        var isNew = false;

        // A party named by a number that can be counted through is tried like a thing.
        var thing = call.Object != 0 ? call.Object : call.Number >= 0 ? call.Party : 0;
        if (thing != 0 && call.Status is (>= 200 and < 400) or 403 or 404)
        {
            var failed = call.Status is 403 or 404;
            isNew = _contacts.Meet(thing, call.At);
            if (isNew && !_listed.Has(thing))
            {
                contact = failed ? Contact.Failed : Contact.Given;
            }

            if (failed)
            {
                _listed.Widen();
            }
        }

        // A number that cannot exist is often answered 400, so here the answer does not matter. Kept apart from the things by turning the hash.
        var number = call.Object != 0 ? call.Object : call.Party;
        var isNewIdentity = (call.Facts & ObservationFacts.IdentityNumber) != 0 && number != 0 && _contacts.Meet(~number, call.At);
        return new Meeting(contact, isNew, isNewIdentity);
    }

    private void HearSubject(in Observation call, in ReadOutcome outcome, ReadOnlySpan<ulong> things, in Meeting met)
    {
        var surface = SurfaceOf(call);
        var hash = SubjectOf(surface, call);
        var key = Roster.KeyOf(surface, hash);
        var subject = _roster.Find(key);
        if (subject is null)
        {
            if (!_crowd.Notice(surface, key, call, met, _failures.Benign, out var walk))
            {
                return;
            }

            subject = _roster.Admit(key, surface, hash, call.At, walk);
        }
        else if (subject.HasEnded(call.At))
        {
            Weigh(subject);
            subject.Restart(call.At);
        }

        if (subject.Hear(call, outcome, things, met, _failures.Benign) || subject.Calls >= subject.WeighAt)
        {
            Weigh(subject);
        }
    }

    private void HearVendor(in Observation call, in ReadOutcome outcome, ReadOnlySpan<ulong> things, in Meeting met)
    {
        if (_from == long.MinValue || call.At - _from >= Subject.Window || _from - call.At >= Subject.Window)
        {
            EndVendorDay(call.At);
        }

        _news += met.IsNewThing || met.IsNewIdentity ? 1 : 0;
        var alarmed = met.Contact != Contact.None && _walk.Hear(met.Contact == Contact.Failed, _failures.Benign);
        if (_vendor is null)
        {
            if (_news < VendorNews && _walk.Sum < VendorWalk && !alarmed)
            {
                return;
            }

            _vendor = new Subject(_seed);
            _vendor.Become(Surface.Vendor, 0, call.At, 0);
        }

        _vendor.Hear(call, outcome, things, met, _failures.Benign);
        if (alarmed || _vendor.Calls >= _vendor.WeighAt)
        {
            WeighVendor(_vendor);
        }
    }

    private void EndVendorDay(long at)
    {
        _failures.Add(_walk.Contacts, _walk.Failures);
        if (_vendor is { } vendor)
        {
            WeighVendor(vendor);
            vendor.Restart(at);
        }

        _walk.Restart();
        _news = 0;
        _from = at - (at % Hour);
    }

    /// <summary>Once an hour: weighs those whose window is over though they do not call any more, and stops looking at those who turned out ordinary.</summary>
    private void Sweep(long now)
    {
        if (now / Hour == _swept)
        {
            return;
        }

        _swept = now / Hour;
        for (var i = _roster.All.Count - 1; i >= 0; i--)
        {
            var subject = _roster.All[i];
            if (!subject.HasEnded(now))
            {
                continue;
            }

            Weigh(subject);
            if (subject.IsOrdinary)
            {
                _roster.Dismiss(subject);
            }
            else
            {
                subject.Restart(now);
            }
        }
    }

    private void Weigh(Subject subject)
    {
        var figures = subject.Measure(Knowledge);
        var score = Score.Of(figures, _rules);
        subject.Weighed(score);
        Propose(subject, figures, score);
    }

    private void WeighVendor(Subject vendor)
    {
        var figures = MeasureVendor(vendor, vendor.Last);
        var score = Score.Of(figures, _rules);
        vendor.Weighed(score);

        // What one token shows by itself is that token's case.
        if (!_proposals.HasAny(score.Verdict, vendor.Last))
        {
            Propose(vendor, figures, score);
        }
    }

    private SubjectFigures MeasureVendor(Subject vendor, long now)
    {
        var figures = vendor.Measure(Knowledge);
        figures.Tried = _walk.HasAlarmed;
        figures.Contacts = _walk.Contacts;
        figures.Failures = _walk.Failures;
        (_fleet ??= new Fleet()).Measure(_roster.All, now, ref figures);
        return figures;
    }

    private void Propose(Subject subject, in SubjectFigures figures, in Score score)
    {
        if (_proposals.Wants(subject.Surface, subject.Hash, score.Verdict, subject.Last))
        {
            _proposals.Add(new ProposedCase(subject.Last, Views.Of(subject, figures, score), subject.SampledCalls));
        }
    }
}
