using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Gateway.Observations;

/// <summary>Who is told what was observed: the vendor's gate. Thread-safe; never waits, never throws.</summary>
internal interface IObserver
{
    /// <summary>Takes what one call showed: an observation for each of its parties, which are heard of together.</summary>
    /// <param name="vendor">Whose call it was.</param>
    /// <param name="parties">What it showed of each party; borrowed for the time of the call, as the rest.</param>
    /// <param name="ends">Where the things of each party end.</param>
    /// <param name="things">The things the answer listed, in the parties' order.</param>
    void Observe(VendorId vendor, ReadOnlySpan<Observation> parties, ReadOnlySpan<int> ends, ReadOnlySpan<ulong> things);
}
