using System.Runtime.InteropServices;

namespace Digdir.Altinn.Grains.Polling;

/// <summary>
/// Whether a person reads no faster than persons do (reference 2.4): a token bucket per person, kept as the instant at which it is full again. All reads count,
/// those with news as well. Owned by one <see cref="PollingWatch"/>; not thread-safe.
/// </summary>
internal sealed class PersonPace(PollingRules rules)
{
    private readonly SlotTable<Slot> _persons = new();

    /// <summary>Bytes held.</summary>
    public long Bytes => _persons.Bytes;

    private long Every => (long)rules.PersonEvery.TotalMilliseconds;

    /// <summary>Takes a read from the person's bucket; false when it is empty.</summary>
    /// <param name="person">The person.</param>
    /// <param name="share">The share of the call that is taken: a call for a hundred parties is one thing that the person did.</param>
    /// <param name="now">The present.</param>
    public bool Take(ulong person, double share, long now)
    {
        var most = rules.PersonBurst * Every;
        var taken = (long)Math.Round(share * Every);
        var at = _persons.Find(person);
        if (at < 0)
        {
            at = _persons.Add(new Slot { Person = person, FullAt = now }, rules.EntriesPerVendor, most, now);
        }

        // Further ahead than an empty bucket takes to fill: the clock has stepped back.
        ref var slot = ref _persons[at];
        var full = Math.Max(now, Math.Min(slot.FullAt, now + most));
        if (full + taken - now > most)
        {
            slot.FullAt = full;
            return false;
        }

        slot.FullAt = full + taken;
        return true;
    }

    /// <summary>Gives a whole call back.</summary>
    public void Return(ulong person)
    {
        if (_persons.Find(person) is >= 0 and var at)
        {
            _persons[at].FullAt -= Every;
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Slot : ISlot<Slot>
    {
        public ulong Person;
        public long FullAt;

        public readonly ulong Key => Person;

        public readonly long UsedAt => FullAt;
    }
}
