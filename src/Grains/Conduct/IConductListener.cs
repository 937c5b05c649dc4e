namespace Digdir.Altinn.Grains.Conduct;

/// <summary>
/// Where grains bring what people must hear of: levels, notices due, findings, proposed cases. Thread-safe. Told of events once they are stored, in order per
/// vendor, and again until it returns without throwing: at least once (<see cref="ConductEvent.Id"/> tells).
/// </summary>
internal interface IConductListener
{
    /// <summary>Takes note, durably.</summary>
    /// <exception cref="Exception">It could not; it is told again in a while, and after a restart.</exception>
    ValueTask HearAsync(VendorId vendor, IReadOnlyList<ConductEvent> events, CancellationToken cancellation);
}

/// <summary>Nobody listens: levels work, but no one is told. What a process has until a listener is registered.</summary>
internal sealed class NoConductListener : IConductListener
{
    /// <inheritdoc/>
    public ValueTask HearAsync(VendorId vendor, IReadOnlyList<ConductEvent> events, CancellationToken cancellation) => ValueTask.CompletedTask;
}
