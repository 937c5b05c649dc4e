using System.Runtime.InteropServices;

namespace Digdir.Altinn.Grains.Polling;

/// <summary>
/// The hour that Altinn Events takes to take in a change of subscriptions, in which vendors rightly read beside it (Altinn reference 3.2). No more than four
/// hours a day and party, so that subscribing anew every hour is no excuse. Owned by one <see cref="PollingWatch"/>; not thread-safe.
/// </summary>
internal sealed class Settlings(PollingRules rules)
{
    private readonly SlotTable<Slot> _parties = new();

    /// <summary>Bytes held.</summary>
    public long Bytes => _parties.Bytes;

    /// <summary>Notes a change.</summary>
    /// <param name="party">Whose; 0 for the vendor as a whole.</param>
    /// <param name="at">When.</param>
    public void Note(ulong party, long at)
    {
        var settling = (long)rules.Settling.TotalMilliseconds;
        var most = (float)rules.MostSettlingPerDay.TotalMilliseconds;
        var slot = _parties.Find(party);
        if (slot < 0)
        {
            slot = _parties.Add(new Slot { Party = party, FilledAt = at, Left = most }, rules.EntriesPerVendor, 86_400_000, at);
        }

        ref var entry = ref _parties[slot];
        var passed = Math.Min(86_400_000, Elapsed.Since(entry.FilledAt, at));
        entry.Left = Math.Min(most, entry.Left + (most * passed / 86_400_000));
        entry.FilledAt = Elapsed.Later(entry.FilledAt, at);

        // A change while another settles costs only the time it adds. All of it or nothing: a minute each time would be enough to poll in.
        var added = at + settling - Math.Clamp(entry.Until, at, at + settling);
        if (added <= entry.Left)
        {
            entry.Left -= added;
            entry.Until = at + settling;
        }
    }

    /// <summary>True while a change of the party's or of the vendor's as a whole is settling.</summary>
    public bool Covers(ulong party, long now) => _parties.Count > 0 && (IsSettling(party, now) || (party != 0 && IsSettling(0, now)));

    private bool IsSettling(ulong party, long now)
        => _parties.Find(party) is >= 0 and var at && now < _parties[at].Until && _parties[at].Until - now <= rules.Settling.TotalMilliseconds;

    [StructLayout(LayoutKind.Auto)]
    private struct Slot : ISlot<Slot>
    {
        public ulong Party;
        public long Until;
        public long FilledAt;
        public float Left;

        public readonly ulong Key => Party;

        public readonly long UsedAt => Until;
    }
}
