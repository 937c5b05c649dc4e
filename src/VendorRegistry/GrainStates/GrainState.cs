namespace Digdir.Altinn.VendorRegistry.GrainStates;

/// <summary>
/// What outlives a grain's activation, one row per vendor. Not a fact that anybody decided: it is not audited, is in no picture, and is written past
/// <see cref="Storage.RegistryChange"/>, whose lock it neither takes nor waits for. The vendor need not be registered.
/// </summary>
internal sealed class GrainState
{
    /// <summary>The vendor's organisation number.</summary>
    public required string Vendor { get; init; }

    /// <summary>The newest activation that claimed the grain; 0 only inside the transaction of the first claim.</summary>
    public long Epoch { get; init; }

    /// <summary>True when <see cref="State"/> tells the whole truth.</summary>
    public bool AtRest { get; init; }

    /// <summary>The grain's own format, opaque here; from nothing to some hundred kilobytes.</summary>
    public byte[] State { get; init; } = [];

    /// <summary>SHA-256 of <see cref="State"/>: tells whether it changed without reading it.</summary>
    public byte[] StateHash { get; init; } = [];
}
