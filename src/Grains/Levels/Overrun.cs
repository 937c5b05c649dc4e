namespace Digdir.Altinn.Grains.Levels;

/// <summary>A product was overrun, and half of it or more was one vendor's doing: why the emergency brake was pulled (reference 5.2, LE). Immutable; names no party.</summary>
/// <param name="Product">The product's id.</param>
/// <param name="Shadow">True when the brake would only have been pulled.</param>
/// <param name="Share">The vendor's share of the time the product spent on answers, at least; 0 to 1.</param>
/// <param name="FailureShare">The share of all calls that the product failed, 0 to 1.</param>
/// <param name="LatencyMs">Milliseconds until an answer, on average, in the minute looked at.</param>
/// <param name="UsualLatencyMs">The same as it usually is.</param>
/// <param name="PerMinute">Calls of all vendors in the minute.</param>
/// <param name="UsualPerMinute">The same as it usually is.</param>
internal sealed record Overrun(
    string Product, bool Shadow, double Share, double FailureShare, double LatencyMs, double UsualLatencyMs, double PerMinute, double UsualPerMinute);
