using System.Runtime.InteropServices;
using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Grains.Polling;

/// <summary>
/// Credits set aside for reads under way, so that a thousand at once do not all rest on one. A ring: the oldest is dropped when it is full, its credit spent.
/// Owned by one <see cref="PollingWatch"/>; not thread-safe.
/// </summary>
internal sealed class SetAside(PollingRules rules)
{
    private const int Size = 1024;

    private readonly Entry[] _ring = new Entry[Size];
    private int _first;

    /// <summary>Credits set aside.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes held, at most.</summary>
    public static long Bytes => Size * 80;

    /// <summary>Sets a credit aside.</summary>
    public void Put(in ReadQuestion question, Excuse excuse, bool calledFirst, long now)
    {
        if (Count == Size)
        {
            _first = (_first + 1) % Size;
            Count--;
        }

        _ring[(_first + Count++) % Size] = new Entry(question, excuse, calledFirst, now);
    }

    /// <summary>Takes out a credit set aside for such a question.</summary>
    public bool Take(in ReadQuestion question, out Entry entry)
    {
        for (var i = 0; i < Count; i++)
        {
            entry = _ring[(_first + i) % Size];
            if (entry.Excuse != Excuse.None && entry.IsFor(in question))
            {
                // A hole stays until it has come to the front.
                _ring[(_first + i) % Size] = default;
                DropHoles();
                return true;
            }
        }

        entry = default;
        return false;
    }

    /// <summary>Takes out a credit whose read was not heard of in time.</summary>
    public bool TakeOverdue(long now, out Entry entry)
    {
        entry = Count > 0 ? _ring[_first] : default;
        if (Count == 0 || Elapsed.Since(entry.At, now) < rules.SetAsideFor.TotalMilliseconds)
        {
            return false;
        }

        _ring[_first] = default;
        DropHoles();
        return true;
    }

    private void DropHoles()
    {
        while (Count > 0 && _ring[_first].Excuse == Excuse.None)
        {
            _first = (_first + 1) % Size;
            Count--;
        }
    }

    /// <summary>A credit set aside.</summary>
    /// <param name="Question">For which read.</param>
    /// <param name="Excuse">Which.</param>
    /// <param name="CalledFirst">True when what called for the read went before other excuses: it does again when the read is heard of.</param>
    /// <param name="At">When.</param>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Entry(ReadQuestion Question, Excuse Excuse, bool CalledFirst, long At)
    {
        /// <summary>True when it was set aside for such a read.</summary>
        public bool IsFor(in ReadQuestion other)
            => Question.Fingerprint == other.Fingerprint && Question.Party == other.Party && Question.CursorUsed == other.CursorUsed
                && Question.Person == other.Person && Question.DeclaredEvent == other.DeclaredEvent && Question.Group == other.Group;
    }
}
