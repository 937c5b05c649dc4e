namespace Digdir.Altinn.Grains.Scraping;

/// <summary>
/// How predictable the way from operation to operation is: the entropy rate of a Markov chain of order 1 (reference 2.2, S18). The first seven operations
/// have places of their own, the rest share one. 200 bytes. Not thread-safe.
/// </summary>
internal sealed class Transitions
{
    private const int States = 8;

    private readonly ulong[] _operations = new ulong[States - 1];
    private readonly ushort[] _steps = new ushort[States * States];
    private int _last = -1;

    /// <summary>Steps from one operation to the next since <see cref="Clear"/>.</summary>
    public int Steps { get; private set; }

    /// <summary>Takes in the next operation.</summary>
    public void Add(ulong operation)
    {
        var state = StateOf(operation);
        if (_last >= 0)
        {
            Steps++;
            ref var count = ref _steps[(_last * States) + state];
            if (++count == ushort.MaxValue)
            {
                foreach (ref var each in _steps.AsSpan())
                {
                    each /= 2;
                }
            }
        }

        _last = state;
    }

    /// <summary>Bits per step: 0 when every step follows from the one before, at most 3.</summary>
    public double EntropyRate()
    {
        double total = 0, sum = 0;
        for (var from = 0; from < States; from++)
        {
            var row = _steps.AsSpan(from * States, States);
            double outgoing = 0;
            foreach (var count in row)
            {
                outgoing += count;
            }

            foreach (var count in row)
            {
                sum -= count == 0 ? 0 : count * Math.Log2(count / outgoing);
            }

            total += outgoing;
        }

        return total == 0 ? 0 : sum / total;
    }

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        Array.Clear(_operations);
        Array.Clear(_steps);
        _last = -1;
        Steps = 0;
    }

    private int StateOf(ulong operation)
    {
        for (var i = 0; i < _operations.Length; i++)
        {
            if (_operations[i] == operation)
            {
                return i;
            }

            if (_operations[i] == 0)
            {
                _operations[i] = operation;
                return i;
            }
        }

        return States - 1;
    }
}
