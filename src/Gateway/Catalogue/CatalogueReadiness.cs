using Digdir.Altinn.Gateway.Telemetry;

namespace Digdir.Altinn.Gateway.Catalogue;

/// <summary>Says on the health page when the files on disk are refused and an older catalogue serves.</summary>
internal sealed class CatalogueReadiness(LiveCatalogue catalogue) : IReadiness
{
    public string Name => "catalogue";

    public Readiness Check(DateTimeOffset now)
        => catalogue.Errors is [var first, ..] errors ? Readiness.Warn($"An older catalogue serves; the files have {errors.Count} error(s), first {first}") : Readiness.Pass with { Output = $"{catalogue.Current.Operations.Length} operations in force." };
}
