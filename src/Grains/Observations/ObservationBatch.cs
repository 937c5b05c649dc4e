namespace Digdir.Altinn.Grains.Observations;

/// <summary>
/// What one gate observed since its last batch. A plain serialisable value. The arrays behind it are the gate's and are filled anew once the call that carries it
/// has been answered: whoever hears it keeps nothing of it.
/// </summary>
/// <param name="Gate">The gate's random id.</param>
/// <param name="Sequence">Rises by one per batch of this gate: a late or doubled batch is not heard twice.</param>
/// <param name="Observations">The calls, in the order in which they were answered.</param>
/// <param name="Ends">For each call, where its things end in <paramref name="Things"/>; they begin where those of the call before end.</param>
/// <param name="Things">Hashes of id and revision of what answers listed.</param>
/// <param name="Deliveries">Events delivered to the vendor, or not.</param>
internal sealed record ObservationBatch(
    ulong Gate,
    long Sequence,
    ReadOnlyMemory<Observation> Observations,
    ReadOnlyMemory<int> Ends,
    ReadOnlyMemory<ulong> Things,
    ReadOnlyMemory<EventDelivery> Deliveries);
