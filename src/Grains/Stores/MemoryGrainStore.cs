using System.Collections.Concurrent;

namespace Digdir.Altinn.Grains.Stores;

/// <summary>Keeps grains in this process: what a node without a durable store uses, and what tests use. Thread-safe.</summary>
internal sealed class MemoryGrainStore : IGrainStore
{
    private readonly ConcurrentDictionary<VendorId, StoredGrain> _grains = new();
    private readonly Lock _guard = new();

    /// <inheritdoc/>
    public ValueTask<Activation> ActivateAsync(VendorId vendor, long atLeast, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_guard)
        {
            var last = _grains.GetValueOrDefault(vendor);
            var epoch = Math.Max((last?.Epoch ?? 0) + 1, atLeast);
            _grains[vendor] = new StoredGrain(vendor, epoch, AtRest: false, last?.State ?? default);
            return ValueTask.FromResult(new Activation(epoch, last));
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<VendorId>> SaveAsync(IReadOnlyList<StoredGrain> grains, CancellationToken cancellation)
    {
        List<VendorId>? overtaken = null;
        lock (_guard)
        {
            foreach (var grain in grains)
            {
                if (_grains.TryGetValue(grain.Vendor, out var stored) && stored.Epoch > grain.Epoch)
                {
                    (overtaken ??= []).Add(grain.Vendor);
                }
                else
                {
                    _grains[grain.Vendor] = grain;
                }
            }
        }

        return ValueTask.FromResult<IReadOnlyList<VendorId>>(overtaken ?? []);
    }
}
