namespace Digdir.Altinn.Grains.Conduct;

/// <summary>The part of a vendor's conduct that outlives a restart. Additive changes only. Holds no personal data; the memory of what was read is not in it.</summary>
/// <param name="At">When it was taken, in milliseconds since 1970 (UTC).</param>
internal sealed record ConductSnapshot(long At);
