namespace Digdir.Altinn.Grains.Conduct;

/// <summary>The numbers that conduct is judged by, one record per part. Immutable.</summary>
internal sealed record ConductRules;
