using System.Runtime.InteropServices;

namespace Digdir.Altinn.Grains.Observations;

/// <summary>An event about a party that reached the vendor, or should have: what makes the reads that follow it credited (reference 1.4).</summary>
/// <param name="At">When, in milliseconds since 1970 (UTC).</param>
/// <param name="Party">Keyed hash of the party it is about.</param>
/// <param name="Product">The product whose reads it calls for; the shared instance.</param>
/// <param name="Id">Hash of the CloudEvent id; 0 when unknown.</param>
/// <param name="Delivered">False when the delivery failed: the vendor may look for itself.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct EventDelivery(long At, ulong Party, string Product, ulong Id, bool Delivered);
