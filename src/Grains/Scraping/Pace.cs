using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Digdir.Altinn.Grains.Polling;

namespace Digdir.Altinn.Grains.Scraping;

/// <summary>
/// How fast, how regularly and how long calls come (reference 1.6, 2.2 S8-S9, 2.4). About 120 bytes. Times may stand still but must not run backwards.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct Pace
{
    private const long RunPause = 30_000;
    private const long LongRun = 600_000;
    private const int RunCalls = 50;
    private const long Short = 1_000;
    private const long StretchPause = 300_000;
    private const long HumanPause = 60_000;
    private const long Hour = 3_600_000;
    private const double PersonsBurst = 60;
    private const double PersonsInterval = 2_000;

    private GapRing _gaps;
    private int _episodes;
    private long _episode;
    private long _last;
    private long _runSince;
    private int _run;
    private int _runShort;
    private bool _runOver;
    private long _stretchSince;
    private double _tokens;
    private bool _begun;

    /// <summary>Calls in the window.</summary>
    public int Calls { get; private set; }

    /// <summary>Calls above what a person does: 60 at once and one every two seconds (reference 2.4).</summary>
    public int Over { get; private set; }

    /// <summary>
    /// At least 50 calls went by without a pause of 30 seconds and with most gaps under one second, for ten minutes or beyond a person's pace.
    /// A short stretch within it is not enough: one page of an application may make dozens of calls at once.
    /// </summary>
    public bool RanLikeAMachine { get; private set; }

    /// <summary>Gaps of more than a minute in the window.</summary>
    public int LongPauses { get; private set; }

    /// <summary>The longest stretch in the window without a pause of five minutes, in milliseconds.</summary>
    public long LongestStretch { get; private set; }

    /// <summary>Hours of the day (UTC) in which anything happened, as bits 0 to 23.</summary>
    public uint Hours { get; private set; }

    /// <summary>Gaps between episodes that <see cref="Burstiness"/> rests on, at most 16.</summary>
    public readonly int KnownGaps => Math.Clamp(_episodes - 1, 0, Rhythm.Gaps);

    /// <summary>Takes in a call.</summary>
    /// <param name="at">When, in milliseconds since 1970.</param>
    public void Hear(long at)
    {
        Calls++;
        Hours |= 1u << (int)(at / Hour % 24);
        if (!_begun)
        {
            _begun = true;
            _tokens = PersonsBurst - 1;
            _last = _episode = _runSince = _stretchSince = at;
            _run = 1;
            _episodes = 1;
            return;
        }

        var gap = Math.Max(0, at - _last);
        _last = at;
        _tokens = Math.Min(PersonsBurst, _tokens + (gap / PersonsInterval)) - 1;
        var over = _tokens < 0;
        _tokens = Math.Max(0, _tokens);
        Over += over ? 1 : 0;
        LongPauses += gap > HumanPause ? 1 : 0;
        HearStretch(at, gap);
        HearRun(at, gap, over);
        HearEpisode(at, gap);
    }

    /// <summary>Kim and Jo's burstiness of the last 16 gaps: −1 regular, 0 at random, towards 1 in bursts; NaN below five gaps (reference 1.6).</summary>
    public readonly double Burstiness()
    {
        var gaps = ((ReadOnlySpan<byte>)_gaps)[..KnownGaps];
        return gaps.Length < Rhythm.Enough ? double.NaN : Rhythm.Burstiness(gaps.Length, Rhythm.Variation(gaps));
    }

    /// <summary>Begins a new window; the rhythm is carried over.</summary>
    public void Restart()
    {
        Calls = 0;
        Over = 0;
        RanLikeAMachine = false;
        LongPauses = 0;
        LongestStretch = 0;
        Hours = 0;
    }

    private void HearStretch(long at, long gap)
    {
        _stretchSince = gap > StretchPause ? at : _stretchSince;
        LongestStretch = Math.Max(LongestStretch, at - _stretchSince);
    }

    private void HearRun(long at, long gap, bool over)
    {
        if (gap > RunPause)
        {
            _runSince = at;
            _run = 1;
            _runShort = 0;
            _runOver = false;
            return;
        }

        _run++;
        _runShort += gap < Short ? 1 : 0;
        _runOver |= over;
        RanLikeAMachine |= _run >= RunCalls && _runShort * 2 > _run - 1 && (_runOver || at - _runSince >= LongRun);
    }

    private void HearEpisode(long at, long gap)
    {
        if (gap < Rhythm.EpisodeMs)
        {
            return;
        }

        // From start to start, as polling does.
        _gaps[(_episodes - 1) % Rhythm.Gaps] = Rhythm.Quantise(at - _episode);
        _episode = at;
        _episodes++;
    }

    [InlineArray(Rhythm.Gaps)]
    private struct GapRing
    {
        private byte _first;
    }
}
