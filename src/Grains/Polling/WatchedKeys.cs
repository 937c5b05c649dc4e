using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Grains.Polling;

/// <summary>
/// The life of one vendor's keys: a party in a read group is known from its first read until others need its room more, and forgotten with what it had seen.
/// Pure; not thread-safe. References to keys hold only until the next one is added or forgotten.
/// </summary>
internal sealed class WatchedKeys
{
    private const long Day = 86_400_000;
    private const long LongestLife = 13 * 365 * Day;

    private readonly PollingRules _rules;
    private readonly WatchedGroups _groups;
    private readonly SeenBlocks _blocks;
    private readonly SlotTable<KeySlot> _table = new();

    public WatchedKeys(PollingRules rules, WatchedGroups groups)
    {
        _rules = rules;
        _groups = groups;
        _blocks = new SeenBlocks(rules.SeenBytesPerVendor / sizeof(ushort));
        Seen = new SeenSet(_blocks);
    }

    /// <summary>What was seen of each.</summary>
    public SeenSet Seen { get; }

    /// <summary>All keys.</summary>
    public SlotTable<KeySlot> Table => _table;

    /// <summary>What keys' times count from, in milliseconds since 1970.</summary>
    public long Origin { get; private set; } = long.MaxValue;

    /// <summary>Bytes held.</summary>
    public long Bytes => _table.Bytes + _blocks.Bytes;

    /// <summary>The key at a position.</summary>
    public ref KeySlot this[int slot] => ref _table[slot];

    /// <summary>Makes ready for a call at the instant: what room is short of goes now, before references are taken.</summary>
    public void Begin(long now)
    {
        if (now <= Origin || now - Origin > LongestLife)
        {
            // The origin lies far enough back that only a clock gone mad gets before it. Then, too, everything is news once.
            while (_table.Count > 0)
            {
                Forget(_table.Count - 1);
            }

            Origin = now - (30 * Day);
        }

        if (_blocks.IsShort && _table.Count > 0)
        {
            _blocks.IsShort = false;
            Forget(_table.Victim());
        }
    }

    /// <summary>An instant as keys keep it: tenths of a second since the origin, rounded up.</summary>
    public uint Stamp(long now) => (uint)Math.Clamp(((now - Origin) + 99) / 100, 1, uint.MaxValue);

    /// <summary>The instant that a key has kept, in milliseconds since 1970.</summary>
    public long Instant(uint stamp) => Origin + (stamp * 100L);

    /// <summary>Where the question's key is; -1 when it is not known.</summary>
    public int Find(in ReadQuestion question)
        => _groups.NumberOf(question.Group) is >= 0 and var number ? _table.Find(KeySlot.KeyOf(question.Party, (byte)number)) : -1;

    /// <summary>The key, made when it is not known.</summary>
    public ref KeySlot Know(GroupWatch group, ulong party, long now)
    {
        var at = _table.Find(KeySlot.KeyOf(party, group.Number));
        if (at < 0)
        {
            for (var i = 0; i < 2; i++)
            {
                var turn = _table.NextInTurn();
                if (turn >= 0 && IsStale(in _table[turn], Stamp(now)))
                {
                    Forget(turn);
                }
            }

            if (_table.Count >= Math.Clamp(_rules.KeysPerVendor, 16, SlotTable<KeySlot>.Most))
            {
                Forget(_table.Victim());
            }

            group.Keys++;
            at = _table.Add(new KeySlot(party, group.Number) { GraceFullAt = Graces.OfNewKey(Stamp(now), _rules) });
        }

        return ref _table[at];
    }

    /// <summary>Lets the key's sums fade until now.</summary>
    public void Decay(ref KeySlot key, GroupWatch group, long now)
    {
        if (key.Reads > 0)
        {
            var passed = Elapsed.Since(Instant(key.ReadAt), now);
            var factor = (float)Math.Pow(2, -passed / group.Sums.HalfLife);
            key.Cost *= factor;
            key.Reads *= factor;
            key.Novel *= factor;
        }
    }

    private bool IsStale(in KeySlot key, long tenths) => tenths - Math.Max(key.ReadAt, key.PassedAt) > _rules.KeyLife.TotalMilliseconds / 100;

    private void Forget(int slot)
    {
        ref var key = ref _table[slot];
        Seen.Drop(ref key.Seen);
        _groups[key.Group].Keys--;
        _table.RemoveAt(slot);
    }
}
