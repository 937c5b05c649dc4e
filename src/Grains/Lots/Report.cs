using System.Runtime.InteropServices;
using Digdir.Altinn.Grains.Limits;

namespace Digdir.Altinn.Grains.Lots;

/// <summary>What a gate tells its vendor's grain. A plain serialisable value; immutable by convention once built.</summary>
/// <param name="Gate">The gate's random id: a restarted gate is another gate, and what the old one held lapses.</param>
/// <param name="Sequence">Rises by one per report of this gate. The grain ignores a report that is not newer than the last it heard, so a late or doubled one does no harm.</param>
/// <param name="Buckets">One entry per bucket there is news about.</param>
internal sealed record Report(ulong Gate, long Sequence, IReadOnlyList<BucketReport> Buckets);

/// <summary>News about one bucket.</summary>
/// <param name="Limit">The limit as this gate knows it. The newest one the grain hears wins.</param>
/// <param name="Lots">The gate's lots of the bucket: the open one and those of single customers.</param>
/// <param name="Customers">What customers asked and took since the last report; empty where the bucket does not look at customers.</param>
internal sealed record BucketReport(Limit Limit, IReadOnlyList<LotReport> Lots, IReadOnlyList<CustomerUse> Customers);

/// <summary>How one lot stands in the gate, in tokens.</summary>
/// <param name="Customer">The one customer who may draw from the lot, or null for the open lot.</param>
/// <param name="Epoch">Epoch of the grain that minted what is left; 0 when nothing was ever minted.</param>
/// <param name="Left">What the gate still holds and may spend.</param>
/// <param name="Returned">What the gate gives back unused; it can no longer spend it.</param>
/// <param name="Needed">What waiting requests lack right now.</param>
/// <param name="Wanted">What the gate would like to be given in all; at least <paramref name="Needed"/>.</param>
/// <param name="Unit">The smallest request seen: a smaller grant is of no use. Greater than 0.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LotReport(ulong? Customer, long Epoch, double Left, double Returned, double Needed, double Wanted, double Unit);

/// <summary>What one customer did at a gate since its last report, in tokens.</summary>
/// <param name="Customer">Keyed hash of the customer.</param>
/// <param name="Asked">Asked for, refused or not.</param>
/// <param name="Taken">Taken from the open lot. What comes from a customer's own lot was charged when it was minted.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CustomerUse(ulong Customer, double Asked, double Taken);
