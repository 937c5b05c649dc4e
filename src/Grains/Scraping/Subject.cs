using System.Numerics;
using System.Runtime.CompilerServices;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Polling;

namespace Digdir.Altinn.Grains.Scraping;

/// <summary>
/// One person, token holder or vendor that is looked at, over windows of 24 hours from the hour of the first call. At most 16 KiB; what it does not need it does
/// not have. Its memory is used again for another when it gives place. Not thread-safe.
/// </summary>
/// <param name="seed">Decides which calls are sampled.</param>
internal sealed class Subject(ulong seed)
{
    /// <summary>Length of a window, in milliseconds.</summary>
    public const long Window = 24 * Hour;

    private const long Hour = 3_600_000;
    private const long Rest = 30_000;
    private const int FewestParties = 16;
    private const int KnowingWindows = 3;
    private const int KnowingIdle = 7;

    private readonly HyperLogLog _parties = new();
    private readonly HyperLogLog _listed = new();
    private readonly Sample _sample = new(seed);
    private readonly OpenedThings _opened = new();
    private HyperLogLog? _known;
    private NumberWalk? _numbers;
    private Transitions? _transitions;
    private BrowserCounts? _browser;
    private ThresholdWalk _walk;
    private Pace _pace;
    private HourCounts _hours;
    private ulong _call;
    private int _windows;
    private int _authorised;
    private int _idle;
    private int _identities;
    private int _badIdentities;
    private double _thingsListed;
    private double _thingsHashed;

    /// <summary>Where it was seen.</summary>
    public Surface Surface { get; private set; }

    /// <summary>Its keyed hash.</summary>
    public ulong Hash { get; private set; }

    /// <summary>Start of the window, in milliseconds since 1970.</summary>
    public long From { get; private set; }

    /// <summary>Last call, likewise. Never runs backwards within a window.</summary>
    public long Last { get; private set; }

    /// <summary>Calls in the window.</summary>
    public int Calls => _pace.Calls;

    /// <summary>Distinct things opened.</summary>
    public HyperLogLog Opened => _opened.All;

    /// <summary>Calls at which it is next weighed.</summary>
    public int WeighAt { get; private set; }

    /// <summary>What it was last found to amount to in this window.</summary>
    public Score Found { get; private set; }

    /// <summary>A sample of the window's calls.</summary>
    public IReadOnlyList<SampledCall> SampledCalls => _sample.Calls();

    /// <summary>Where in the roster it stands; the roster's business.</summary>
    public int Place { get; set; }

    /// <summary>Bytes its tables hold.</summary>
    public int Bytes => _parties.Bytes + _listed.Bytes + _opened.Bytes + _sample.Bytes + (_known?.Bytes ?? 0) + (_numbers is null ? 0 : 512) + (_transitions is null ? 0 : 200) + (_browser is null ? 0 : 150);

    /// <summary>True when it can be forgotten at the end of its window: nothing spoke against it, and it does not read widely enough for its habits to matter.</summary>
    public bool IsOrdinary => !Found.Speaks && _parties.Count < FewestParties && (_idle >= KnowingIdle || (_known?.Count ?? 0) < FewestParties);

    /// <summary>Becomes somebody, with nothing known but where the walk over first contacts stood.</summary>
    public void Become(Surface surface, ulong hash, long at, double walk)
    {
        Surface = surface;
        Hash = hash;
        _known?.Clear();
        _windows = 0;
        _authorised = 0;
        _idle = 0;
        _opened.Rest();
        _pace = default;
        _walk = new ThresholdWalk { Sum = walk };
        Begin(at);
    }

    /// <summary>True when a call at this time is no longer of the window; also when the clock was set back by more than a window.</summary>
    public bool HasEnded(long at) => at - From >= Window || Last - at > Window;

    /// <summary>Begins the next window.</summary>
    public void Restart(long at)
    {
        if (_parties.Count > 0)
        {
            (_known ??= new HyperLogLog()).Merge(_parties);
            _windows++;
            _idle = 0;
        }
        else
        {
            _idle++;
        }

        if (at < Last)
        {
            // The clock was set back: gaps measured across that would say nothing.
            _pace = default;
        }

        Begin(at);
    }

    /// <summary>Takes in a call of the window.</summary>
    /// <param name="call">The call.</param>
    /// <param name="outcome">What it came to as a read.</param>
    /// <param name="things">What it listed.</param>
    /// <param name="met">What it met for the first time.</param>
    /// <param name="benign">θ0 of the walk.</param>
    /// <returns>True when it should be weighed at once.</returns>
    public bool Hear(in Observation call, in ReadOutcome outcome, ReadOnlySpan<ulong> things, in Meeting met, double benign)
    {
        var at = Math.Max(Last, call.At);
        var isRead = call.Group.Class is ReadClass.List or ReadClass.Thing or ReadClass.Status;
        var succeeded = call.Status is >= 200 and < 400;
        if (isRead && succeeded && call.Party != 0)
        {
            _parties.Add(call.Party);
        }

        if ((call.Facts & ObservationFacts.AuthorisedParties) != 0 && call is { Status: 200, Things: >= 0 } && Surface != Surface.Vendor)
        {
            _authorised = call.Things;
        }

        if (call.Group.Class == ReadClass.List && succeeded)
        {
            HearList(call, things);
        }

        // A call for several parties comes as several observations: it is one call of one person.
        var which = call.Weight is > 0 and < 1 ? Mixer.Mix((ulong)call.At ^ Mixer.Mix(call.Operation ^ call.RawQuery)) : 0;
        if (which != 0 && which == _call)
        {
            return false;
        }

        _call = which;
        if (at - Last > Rest)
        {
            _opened.Rest();
        }

        Last = at;
        HearCall(call, at);
        if (isRead && succeeded)
        {
            _opened.Hear(call, Surface, Last, IsCalledFor(outcome), met.IsNewThing);
        }

        if (call.Number >= 0)
        {
            (_numbers ??= new NumberWalk()).Add(call.Number);
        }

        if (met.IsNewIdentity)
        {
            _identities++;
            _badIdentities += (call.Facts & ObservationFacts.BadIdentityNumber) != 0 ? 1 : 0;
        }

        return met.Contact != Contact.None && _walk.Hear(met.Contact == Contact.Failed, benign);
    }

    /// <summary>Its figures; those of the vendor's tokens together are not among them.</summary>
    public SubjectFigures Measure(ScrapingKnowledge knowledge)
    {
        var figures = new SubjectFigures
        {
            Surface = Surface,
            SeesPages = knowledge.SeesPortalPages,
            SeesAssets = knowledge.SeesPortalAssets,
            RanLikeAMachine = _pace.RanLikeAMachine,
            Over = _pace.Over,
            Gaps = _pace.KnownGaps,
            Burstiness = _pace.Burstiness(),
            LongPauses = _pace.LongPauses,
            ActiveHours = BitOperations.PopCount(_pace.Hours),
            LongestStretch = _pace.LongestStretch,
            Parties = _parties.Count,
            Listed = _listed.Count * (_thingsHashed > 0 ? _thingsListed / _thingsHashed : 1),
            Tried = _walk.HasAlarmed,
            Contacts = _walk.Contacts,
            Failures = _walk.Failures,
            Identities = _identities,
            BadIdentities = _badIdentities,
            AccountantOrAuditor = knowledge.AccountantOrAuditor,
            DeclaredSync = knowledge.HasDeclaredSync(Last),
        };
        _opened.Measure(ref figures);
        _browser?.Measure(ref figures);
        MeasureReach(knowledge, ref figures);
        MeasureOrder(ref figures);
        return figures;
    }

    /// <summary>Notes what it was found to amount to, and when to look again: after a few percent more calls.</summary>
    public void Weighed(in Score score)
    {
        Found = score;
        WeighAt = Calls + (Surface == Surface.Vendor ? Math.Max(256, Calls / 8) : Math.Clamp(Calls / 16, 8, 256));
    }

    /// <summary>The window's calls per hour of the day (UTC).</summary>
    public void CopyHours(Span<double> hours)
    {
        for (var i = 0; i < 24; i++)
        {
            hours[i] = _hours[i];
        }
    }

    private static bool IsCalledFor(in ReadOutcome outcome)
        => outcome.CalledForByEvent || outcome.Excuse is Excuse.Event or Excuse.LateEvent or Excuse.DeclaredEvent;

    private void Begin(long at)
    {
        From = at - (at % Hour);
        Last = at;
        _parties.Clear();
        _listed.Clear();
        _opened.Begin(at);
        _sample.Clear();
        _numbers?.Clear();
        _transitions?.Clear();
        _browser?.Clear();
        _walk.Restart();
        _pace.Restart();
        _hours = default;
        _identities = _badIdentities = 0;
        _thingsListed = _thingsHashed = 0;
        Found = default;
        WeighAt = 8;
    }

    private void HearList(in Observation call, ReadOnlySpan<ulong> things)
    {
        foreach (var thing in things)
        {
            _listed.Add(ThingHash.Id(thing));
        }

        _thingsHashed += things.Length;
        _thingsListed += Math.Max(things.Length, call.Things);
        if (things.Length > 0 && Surface != Surface.Vendor)
        {
            _opened.List(things);
        }
    }

    private void HearCall(in Observation call, long at)
    {
        // What a page loads for itself, session checks and token calls are nobody's pace.
        if (call.Group.Class != ReadClass.Other || Surface == Surface.Vendor)
        {
            _pace.Hear(at);
            _hours[(int)(at / Hour % 24)] += (ushort)(_hours[(int)(at / Hour % 24)] < ushort.MaxValue ? 1 : 0);
        }

        if (Surface is Surface.Portal or Surface.UserToken && call.Group.Class != ReadClass.Other)
        {
            (_transitions ??= new Transitions()).Add(call.Operation);
        }

        if (Surface == Surface.Portal)
        {
            (_browser ??= new BrowserCounts()).Hear(call);
        }

        _sample.Offer(
            new SampledCall(
                call.At, call.Group, call.Operation, call.Status, (int)Math.Min(int.MaxValue, call.Bytes), (uint)(call.Party >> 32), (uint)(call.Object >> 32)),
            call.RawQuery);
    }

    private void MeasureReach(ScrapingKnowledge knowledge, ref SubjectFigures figures)
    {
        if (knowledge.AuthorisedParties.TryGetValue(Hash, out var authorised))
        {
            figures.Authorised = authorised;
        }
        else if (_authorised > 0)
        {
            figures.Authorised = Math.Max(_authorised, figures.Parties);
        }
        else if (_windows >= KnowingWindows && _known is not null)
        {
            figures.Authorised = Math.Max(_known.Count, figures.Parties);
        }

        // Who reads many may read at least as many, and is nobody's peer among those who may read few.
        figures.PeerParties = knowledge.Peers.For(Math.Max(figures.Authorised, figures.Parties));
    }

    private void MeasureOrder(ref SubjectFigures figures)
    {
        if (_transitions is { } transitions)
        {
            figures.Steps = transitions.Steps;
            figures.EntropyRate = transitions.EntropyRate();
        }

        if (_numbers is { } numbers)
        {
            numbers.Measure(out var distinct, out var neighbours, out var tau);
            figures.Numbers = distinct;
            figures.Neighbours = neighbours;
            figures.NumberTau = tau;
        }
    }

    [InlineArray(24)]
    private struct HourCounts
    {
        private ushort _first;
    }
}
