using System.Runtime.InteropServices;

namespace Digdir.Altinn.Grains.Polling;

/// <summary>
/// The event feed is the sanctioned way for those who cannot take a webhook, so it has an allowance of its own (reference 1.8): every read that gets further is
/// free, and one in five minutes that does not. Owned by one <see cref="PollingWatch"/>; not thread-safe.
/// </summary>
internal sealed class FeedAllowance(PollingRules rules)
{
    private readonly SlotTable<Slot> _feeds = new();

    /// <summary>Bytes held.</summary>
    public long Bytes => _feeds.Bytes;

    /// <summary>Notes an answer: after one with news, the next read goes on from there, and may well find nothing.</summary>
    public void Note(ulong fingerprint, bool news, long now)
    {
        if (news)
        {
            Know(fingerprint, now).Further = true;
        }
    }

    /// <summary>Uses the allowance; false when it is used up.</summary>
    public bool Spend(ulong fingerprint, long now)
    {
        ref var slot = ref Know(fingerprint, now);
        if (slot.Further)
        {
            slot.Further = false;
            return true;
        }

        if (slot.At != 0 && Elapsed.Since(slot.At, now) < rules.FeedEvery.TotalMilliseconds)
        {
            return false;
        }

        slot.Before = slot.At;
        slot.At = now;
        return true;
    }

    /// <summary>Gives it back.</summary>
    public void Return(ulong fingerprint)
    {
        if (_feeds.Find(fingerprint) is >= 0 and var at)
        {
            _feeds[at].At = _feeds[at].Before;
        }
    }

    private ref Slot Know(ulong fingerprint, long now)
    {
        var at = _feeds.Find(fingerprint);
        if (at < 0)
        {
            at = _feeds.Add(new Slot { Fingerprint = fingerprint }, rules.EntriesPerVendor, 86_400_000, now);
        }

        return ref _feeds[at];
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Slot : ISlot<Slot>
    {
        public ulong Fingerprint;
        public long At;
        public long Before;
        public bool Further;

        public readonly ulong Key => Fingerprint;

        public readonly long UsedAt => At;
    }
}
