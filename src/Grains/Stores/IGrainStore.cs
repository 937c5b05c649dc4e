namespace Digdir.Altinn.Grains.Stores;

/// <summary>
/// Keeps what must outlive a grain's activation. Thread-safe. Grains never wait for it on the request path, and go on when it throws.
/// One row per vendor: vendor, epoch, at rest, state.
/// </summary>
public interface IGrainStore
{
    /// <summary>
    /// Claims a vendor's grain for a new activation, atomically: raises the stored epoch to the larger of the stored one plus 1 and
    /// <paramref name="atLeast"/>, clears <see cref="StoredGrain.AtRest"/>, keeps the state, and returns the new epoch with the row as it was before.
    /// </summary>
    /// <param name="vendor">Whose grain.</param>
    /// <param name="atLeast">The lowest epoch that will do. Greater than 0.</param>
    /// <param name="cancellation">Gives the claim up: it is then made at once or not at all, never later, when it would take the grain from whoever went on without it.</param>
    ValueTask<Activation> ActivateAsync(VendorId vendor, long atLeast, CancellationToken cancellation);

    /// <summary>Writes each grain unless the store holds a newer epoch of it. The caller waits for one call before the next: later news of a grain must not land first.</summary>
    /// <param name="grains">At most one per vendor.</param>
    /// <param name="cancellation">Gives up; some of the grains may have been written.</param>
    /// <returns>The vendors whose grain was claimed by a newer activation: their writer has lost the right to mint. Empty when all were written.</returns>
    ValueTask<IReadOnlyList<VendorId>> SaveAsync(IReadOnlyList<StoredGrain> grains, CancellationToken cancellation);
}

/// <summary>A claim on a grain.</summary>
/// <param name="Epoch">The new activation's epoch; greater than every earlier one.</param>
/// <param name="Last">What the last activation left, or null when there was none: this is the vendor's first.</param>
public sealed record Activation(long Epoch, StoredGrain? Last);

/// <summary>A grain as stored.</summary>
/// <param name="Vendor">Whose grain.</param>
/// <param name="Epoch">The activation that wrote it, and the concurrency token: an older one never overwrites a newer one.</param>
/// <param name="AtRest">True when no minted token was in any gate's hands, so that <paramref name="State"/> tells the whole truth about limits.</param>
/// <param name="State">
/// The grain's own format, UTF-8 JSON without personal data, some kilobytes as a rule and a hundred at most; opaque to the store. Empty when there is nothing
/// worth keeping. What it says of limits counts only at rest, what it says of conduct always.
/// </param>
public sealed record StoredGrain(VendorId Vendor, long Epoch, bool AtRest, ReadOnlyMemory<byte> State);
