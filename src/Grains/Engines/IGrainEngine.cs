using Digdir.Altinn.Grains.Lots;

namespace Digdir.Altinn.Grains.Engines;

/// <summary>
/// Where vendors' grains live and how they are reached: the mutual exclusion, the wire and the store are the engine's business. Thread-safe.
/// Every engine passes the same contract tests (<c>GrainEngineContract</c>).
/// </summary>
internal interface IGrainEngine
{
    /// <summary>Brings a gate's report before the vendor's grain, one report at a time per grain.</summary>
    /// <param name="vendor">Whose grain.</param>
    /// <param name="report">What the gate has to say.</param>
    /// <param name="cancellation">Gives up; the report may have been heard or not.</param>
    /// <returns>The grain's reply.</returns>
    /// <exception cref="Exception">The grain cannot be reached. The gate copes: any exception means the same to it.</exception>
    ValueTask<Reply> ExchangeAsync(VendorId vendor, Report report, CancellationToken cancellation);
}
