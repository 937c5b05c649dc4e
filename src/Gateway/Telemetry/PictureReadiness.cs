using Digdir.Altinn.VendorRegistry.Pictures;

namespace Digdir.Altinn.Gateway.Telemetry;

/// <summary>A node that has never heard from a registry, nor kept a picture from before, knows no vendor and cannot serve.</summary>
internal sealed class PictureReadiness(IPictures pictures) : IReadiness
{
    /// <inheritdoc/>
    public string Name => "picture";

    /// <inheritdoc/>
    public Readiness Check(DateTimeOffset now)
        => pictures.Current.Version > 0 ? Readiness.Pass : Readiness.Fail("No picture of the registry has been received, and none was kept from before.");
}
