using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Grains.Scraping;

/// <summary>
/// The things that a <see cref="Subject"/> opened within its window: how many, how old, how many in an hour and in a run, in what order, and whether anything
/// called for them. What it does not need it does not have. Not thread-safe.
/// </summary>
internal sealed class OpenedThings
{
    private const long Hour = 3_600_000;
    private const int OldDays = 365;
    private const int StaleDays = 30;

    private HyperLogLog? _thisHour;
    private HyperLogLog? _uncalled;
    private ListOrder? _order;
    private long _hour;
    private double _mostInAnHour;
    private int _run;
    private int _longestRun;
    private int _reads;
    private int _calledFor;
    private int _knownAge;
    private int _old;
    private int _stale;

    /// <summary>Distinct things.</summary>
    public HyperLogLog All { get; } = new();

    /// <summary>Bytes its tables hold.</summary>
    public int Bytes => All.Bytes + (_thisHour?.Bytes ?? 0) + (_uncalled?.Bytes ?? 0) + (_order?.Bytes ?? 0);

    /// <summary>Begins a window.</summary>
    public void Begin(long at)
    {
        All.Clear();
        _thisHour?.Clear();
        _uncalled?.Clear();
        _order?.Clear();
        _hour = at / Hour;
        _mostInAnHour = 0;
        _longestRun = 0;
        _reads = _calledFor = _knownAge = _old = _stale = 0;
    }

    /// <summary>The run of new things is over.</summary>
    public void Rest() => _run = 0;

    /// <summary>Things were listed, in this order.</summary>
    public void List(ReadOnlySpan<ulong> things) => (_order ??= new ListOrder()).List(things);

    /// <summary>Takes in a read that was answered.</summary>
    /// <param name="call">The call.</param>
    /// <param name="surface">Where.</param>
    /// <param name="at">When: never before the last.</param>
    /// <param name="isCalledFor">An event called for it.</param>
    /// <param name="isNew">The vendor had not met the thing before.</param>
    public void Hear(in Observation call, Surface surface, long at, bool isCalledFor, bool isNew)
    {
        _reads++;
        _calledFor += isCalledFor ? 1 : 0;
        if (call.Group.Class != ReadClass.Thing)
        {
            return;
        }

        if (call.Object != 0)
        {
            HearThing(call, surface, at, isCalledFor);
        }

        if (isNew)
        {
            _longestRun = Math.Max(_longestRun, ++_run);
        }
    }

    /// <summary>Fills in its figures.</summary>
    public void Measure(ref SubjectFigures figures)
    {
        figures.OpenedInARun = _longestRun;
        figures.OpenedInAnHour = Math.Max(_mostInAnHour, _thisHour?.Count ?? 0);
        figures.Opened = All.Count;
        figures.OpenedOfKnownAge = _knownAge;
        figures.OpenedOld = _old;
        figures.OpenedStale = _stale;
        figures.Uncalled = _uncalled?.Count ?? 0;
        figures.Reads = _reads;
        figures.CalledFor = _calledFor;
        if (_order is { } order)
        {
            figures.OpenedFromList = order.Opened;
            figures.ListTau = order.Tau();
        }
    }

    private void HearThing(in Observation call, Surface surface, long at, bool isCalledFor)
    {
        All.Add(call.Object);
        _knownAge += call.AgeDays > 0 ? 1 : 0;
        _old += call.AgeDays > OldDays ? 1 : 0;
        _stale += call.AgeDays > StaleDays ? 1 : 0;
        if (!isCalledFor)
        {
            _order?.Open(call.Object);
        }

        if (surface == Surface.Vendor)
        {
            if (!isCalledFor)
            {
                (_uncalled ??= new HyperLogLog()).Add(call.Object);
            }
        }
        else if (surface != Surface.MachineToken)
        {
            HearHour(call.Object, at);
        }
    }

    private void HearHour(ulong thing, long at)
    {
        _thisHour ??= new HyperLogLog();
        if (at / Hour != _hour)
        {
            _mostInAnHour = Math.Max(_mostInAnHour, _thisHour.Count);
            _thisHour.Clear();
            _hour = at / Hour;
        }

        _thisHour.Add(thing);
    }
}
