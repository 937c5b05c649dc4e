using System.Collections.Concurrent;

namespace Digdir.Altinn.Grains.Gates;

/// <summary>The node's gates. One timer ticks them all: it reports, returns unused tokens and drops idle gates. Thread-safe.</summary>
internal sealed class VendorGates : IVendorGates, IDisposable, IAsyncDisposable
{
    private readonly ConcurrentDictionary<VendorId, VendorGate> _gates = new();
    private readonly GateNode _node;
    private readonly GateRules _rules;
    private readonly TimeSpan _idleAfter;
    private readonly ITimer _timer;
    private int _ticking;

    public VendorGates(GateNode node, GateRules rules, TimeSpan idleAfter, TimeProvider clock)
    {
        _node = node;
        _rules = rules;
        _idleAfter = idleAfter;
        node.Metrics.Watch(() => _gates.Count);
        _timer = clock.CreateTimer(static gates => (gates as VendorGates)?.Tick(), this, rules.Tick, rules.Tick);
    }

    /// <summary>Gates in memory.</summary>
    public int Count => _gates.Count;

    /// <inheritdoc/>
    public IVendorGate Of(VendorId vendor)
        => _gates.TryGetValue(vendor, out var gate)
            ? gate
            : _gates.GetOrAdd(vendor, static (vendor, self) => self.NewGate(vendor), this);

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        foreach (var gate in _gates.Values)
        {
            await gate.CloseAsync();
        }
    }

    private VendorGate NewGate(VendorId vendor)
    {
        var id = unchecked((ulong)Random.Shared.NextInt64(long.MinValue, long.MaxValue));
        return new VendorGate(vendor, new GateLedger(id, _rules), new GateHearing(vendor, id, _node, _rules), _node);
    }

    private void Tick()
    {
        // A tick that takes longer than its interval is not overtaken by the next.
        if (Interlocked.Exchange(ref _ticking, 1) != 0)
        {
            return;
        }

        try
        {
            var idleSince = _node.Now - _idleAfter;
            foreach (var entry in _gates)
            {
                entry.Value.Tick();
                if (entry.Value.UsedAt < idleSince)
                {
                    // Whoever holds on to a dropped gate still gets exact answers; only what it has left lapses instead of being returned.
                    _gates.TryRemove(entry);
                }
            }
        }
        finally
        {
            Volatile.Write(ref _ticking, 0);
        }
    }
}
