using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Gateway.Observations;

/// <summary>Who is told what was observed: the vendor's gate. Thread-safe; never waits, never throws.</summary>
internal interface IObserver
{
    /// <summary>Takes one observation.</summary>
    /// <param name="vendor">Whose call it was.</param>
    /// <param name="observation">What it showed.</param>
    /// <param name="things">The things the answer listed for the observation's party; borrowed for the time of the call.</param>
    void Observe(VendorId vendor, in Observation observation, ReadOnlySpan<ulong> things);
}
