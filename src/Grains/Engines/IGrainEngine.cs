using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Lots;
using Digdir.Altinn.Grains.Observations;

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

    /// <summary>Brings before the vendor's grain what a gate observed.</summary>
    /// <param name="vendor">Whose grain.</param>
    /// <param name="batch">What was observed; the gate's again once the call has been answered.</param>
    /// <param name="cancellation">Gives up; the batch may have been heard or not.</param>
    /// <returns>What the gate must know of the vendor's conduct.</returns>
    /// <exception cref="Exception">The grain cannot be reached.</exception>
    ValueTask<ConductLevels> ObserveAsync(VendorId vendor, ObservationBatch batch, CancellationToken cancellation);

    /// <summary>Asks the vendor's grain whether a read passes. It never refuses by a level that a crash could undo.</summary>
    /// <param name="vendor">Whose grain.</param>
    /// <param name="batch">What the gate observed before, to be heard first; null for nothing.</param>
    /// <param name="question">The read.</param>
    /// <param name="cancellation">Gives up; the batch may have been heard or not.</param>
    /// <exception cref="Exception">The grain cannot be reached.</exception>
    ValueTask<ConductReply> JudgeAsync(VendorId vendor, ObservationBatch? batch, ReadQuestion question, CancellationToken cancellation);

    /// <summary>How the vendor's conduct stands.</summary>
    /// <exception cref="Exception">The grain cannot be reached.</exception>
    ValueTask<ConductView> LookAsync(VendorId vendor, CancellationToken cancellation);

    /// <summary>Pulls the vendor's emergency brake or holds it for another hour (true), or lets go of it (false).</summary>
    /// <returns>False when the brake is disabled for the vendor.</returns>
    /// <exception cref="Exception">The grain cannot be reached.</exception>
    ValueTask<bool> BrakeAsync(VendorId vendor, bool pull, CancellationToken cancellation);

    /// <summary>
    /// Pulls the vendor's emergency brake because it overran a product, unless it is on already: only a person holds it longer. In shadow it is only kept as
    /// evidence.
    /// </summary>
    /// <returns>False when the brake is disabled for the vendor.</returns>
    /// <exception cref="Exception">The grain cannot be reached.</exception>
    ValueTask<bool> OverrunAsync(VendorId vendor, Overrun overrun, CancellationToken cancellation)
        => overrun.Shadow ? ValueTask.FromResult(true) : BrakeAsync(vendor, pull: true, cancellation);
}
