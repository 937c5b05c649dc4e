using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Limits;
using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Grains.Gates;

/// <summary>This node's gates, one per vendor. Thread-safe.</summary>
internal interface IVendorGates
{
    /// <summary>The vendor's gate on this node, made at its first request and dropped when idle.</summary>
    IVendorGate Of(VendorId vendor);
}

/// <summary>A node's face of one vendor's grain. Thread-safe; admits from lots that the grain minted, so a request normally completes synchronously.</summary>
internal interface IVendorGate
{
    /// <summary>
    /// Asks for one request's tokens from every limit of <paramref name="limits"/>, all or nothing. Completes synchronously while the lots last.
    /// Never throws for an unreachable grain: it then admits from the degraded share and says so.
    /// </summary>
    /// <param name="limits">The limits of this kind of request.</param>
    /// <param name="customer">Keyed hash of the customer the vendor acts for; 0 when there is none.</param>
    /// <param name="cost">Tokens the request costs in each limit. Greater than 0.</param>
    /// <param name="cancellation">Ends the wait for the grain, not the accounting of what was asked.</param>
    ValueTask<Verdict> AdmitAsync(LimitSet limits, ulong customer, double cost, CancellationToken cancellation);

    /// <summary>
    /// Hands over what a call showed: an observation for each of its parties, which the grain hears of one after the other with nothing between them. Returns at
    /// once and never throws; the grain hears of it within a moment, or never when it cannot be reached.
    /// </summary>
    /// <param name="parties">What it showed of each party; copied, as the rest.</param>
    /// <param name="ends">Where the things of each party end.</param>
    /// <param name="things">Hashes of id and revision of what the answer listed, in the parties' order.</param>
    void Observe(ReadOnlySpan<Observation> parties, ReadOnlySpan<int> ends, ReadOnlySpan<ulong> things);

    /// <summary>Hands over that an event was delivered to the vendor, or could not be.</summary>
    void Observe(in EventDelivery delivery);

    /// <summary>
    /// Asks whether the ladder lets a read pass. Completes synchronously while no group of the vendor is slowed; otherwise the grain decides, on everything
    /// that was observed here before. A grain that cannot be reached lets it pass.
    /// </summary>
    ValueTask<Judgement> JudgeAsync(in ReadQuestion question, CancellationToken cancellation);
}

/// <summary>Shorter ways to say it.</summary>
internal static class VendorGateExtensions
{
    /// <summary>Hands over what a call for one party showed.</summary>
    public static void Observe(this IVendorGate gate, in Observation observation, ReadOnlySpan<ulong> things) => gate.Observe(new ReadOnlySpan<Observation>(in observation), [things.Length], things);
}
