using Digdir.Altinn.VendorRegistry.Pictures;

namespace Digdir.Altinn.Gateway.Telemetry;

/// <summary>
/// A node that has never heard from a registry, nor kept a picture from before, knows no vendor and cannot serve; one whose registry is gone serves on from
/// what it has, and says how old that is.
/// </summary>
internal sealed class PictureReadiness(IPictureHealth pictures) : IReadiness
{
    /// <inheritdoc/>
    public string Name => "picture";

    /// <inheritdoc/>
    public Readiness Check(DateTimeOffset now)
    {
        var health = pictures.Health;
        if (!health.CanServe)
        {
            return Readiness.Fail("No picture of the registry has been received, and none was kept from before.");
        }

        return health.SourceReachable
            ? Readiness.Pass with { Output = $"In step with the registry at version {health.Version}." }
            : Readiness.Warn(health.Age(now) is { } age
                ? $"The registry, or its database, does not answer; the picture was last known to be the newest {age.TotalSeconds:F0} s ago."
                : "The registry, or its database, does not answer; the picture is one kept from before the node started.");
    }
}
