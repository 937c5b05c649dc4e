using System.Runtime.InteropServices;
using Digdir.Altinn.Grains.Limits;

namespace Digdir.Altinn.Grains.Lots;

/// <summary>A grain's answer to a <see cref="Report"/>. A plain serialisable value; immutable by convention once built.</summary>
/// <param name="Epoch">Epoch of the activation that answers.</param>
/// <param name="Lifetime">How long the lots live. The gate counts from when it <em>sent</em> the report, on its own clock, so it stops spending before the grain writes the lot off.</param>
/// <param name="Buckets">One entry per bucket of the report, in its order; empty when the report came too late to count.</param>
internal sealed record Reply(long Epoch, TimeSpan Lifetime, IReadOnlyList<BucketReply> Buckets);

/// <summary>The answer for one bucket.</summary>
/// <param name="Key">The bucket.</param>
/// <param name="Rate">Tokens per second the bucket refills with now, active customers counted in.</param>
/// <param name="Quantum">The smallest amount worth coming back for while several gates compete; 0 when this gate is alone.</param>
/// <param name="Lots">One entry per lot of the report, in its order, then one for each further customer who is held to a lot of his own from now on.</param>
internal sealed record BucketReply(LimitKey Key, double Rate, double Quantum, IReadOnlyList<LotReply> Lots);

/// <summary>The answer for one lot, in tokens.</summary>
/// <param name="Customer">The customer whose lot it is, or null for the open lot.</param>
/// <param name="Held">True when the customer is held to this lot; false when he draws from the open lot (again). Of no meaning for the open lot.</param>
/// <param name="Confirmed">How much of what the gate had left still counts. Less than that when it had lapsed or was minted in another epoch.</param>
/// <param name="Granted">Freshly minted, on top.</param>
/// <param name="Mintable">What more could be minted right now; negative when over.</param>
/// <param name="Rate">Tokens per second by which <paramref name="Mintable"/> grows. Greater than 0.</param>
/// <param name="Room">By how much it can grow before gates report what they spent: the bucket does not refill past what is outstanding.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LotReply(ulong? Customer, bool Held, double Confirmed, double Granted, double Mintable, double Rate, double Room);
