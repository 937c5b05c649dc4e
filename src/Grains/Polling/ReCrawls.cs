using System.Runtime.InteropServices;

namespace Digdir.Altinn.Grains.Polling;

/// <summary>Companion (reference 1.8, re-crawl): whole walks through what was known already, twice a week or more of the same question. Not thread-safe.</summary>
internal sealed class ReCrawls(PollingRules rules)
{
    private const double Stale = 0.95;
    private const double Often = 2;
    private const long Week = 7 * 86_400_000L;

    private readonly SlotTable<Slot> _walks = new();
    private double _worst;
    private long _worstAt;
    private double _again;

    /// <summary>Bytes held.</summary>
    public long Bytes => _walks.Bytes;

    /// <summary>Notes a walk that has come to its end.</summary>
    public void Note(ulong fingerprint, in Walk walk, long at)
    {
        if (walk.Pages < 2 || walk.Stale < Stale * walk.Pages)
        {
            return;
        }

        var slot = _walks.Find(fingerprint);
        if (slot < 0)
        {
            _walks.Add(new Slot { Fingerprint = fingerprint, At = at, Count = 1 }, rules.EntriesPerVendor, Week, at);
            return;
        }

        ref var entry = ref _walks[slot];
        entry.Count = (Elapsed.Since(entry.At, at) > Week ? 0 : entry.Count * Math.Pow(0.5, Elapsed.Since(entry.At, at) / (double)Week)) + 1;
        entry.At = at;
        if (Elapsed.Since(_worstAt, at) > Week)
        {
            _worst = _again = 0;
        }

        _again++;
        _worst = Math.Max(_worst, entry.Count);
        _worstAt = at;
    }

    /// <summary>What was found; null when nothing was. The value is the most walks of one question, the count all of them.</summary>
    public Finding? Find(long now)
        => _again > 0 && Elapsed.Since(_worstAt, now) <= Week && Math.Ceiling(_worst) >= Often ? new Finding(Pattern.ReCrawl, Math.Ceiling(_worst), Often, _again + 1) : null;

    [StructLayout(LayoutKind.Auto)]
    private struct Slot : ISlot<Slot>
    {
        public ulong Fingerprint;
        public long At;
        public double Count;

        public readonly ulong Key => Fingerprint;

        public readonly long UsedAt => At;
    }
}
