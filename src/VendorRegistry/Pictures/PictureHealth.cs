namespace Digdir.Altinn.VendorRegistry.Pictures;

/// <summary>Where a node's picture came from.</summary>
public enum PictureOrigin
{
    /// <summary>Nowhere yet: the picture is empty and every vendor unknown.</summary>
    None = 0,

    /// <summary>The copy on this node's disk, as the registry was when the copy was made.</summary>
    Copy = 1,

    /// <summary>The registry, since this node started.</summary>
    Registry = 2,
}

/// <summary>How well a node's picture follows the registry. Immutable.</summary>
/// <param name="Version">The picture's version; 0 when there is none.</param>
/// <param name="Origin">Where it came from.</param>
/// <param name="InStepAt">UTC instant at which the picture was last known to be the registry's newest; null when never since this node started.</param>
/// <param name="SourceReachable">Whether the last question to the source (the registry's database, or its feed) was answered.</param>
public sealed record PictureHealth(long Version, PictureOrigin Origin, DateTimeOffset? InStepAt, bool SourceReachable)
{
    /// <summary>A node that has just started.</summary>
    public static PictureHealth Starting { get; } = new(0, PictureOrigin.None, null, SourceReachable: false);

    /// <summary>True when there is a picture to serve from, however old.</summary>
    public bool CanServe => Origin != PictureOrigin.None;

    /// <summary>How long since the picture was known to be the newest; null when never.</summary>
    public TimeSpan? Age(DateTimeOffset now) => InStepAt is { } instant ? now - instant : null;
}

/// <summary>Tells how well this node follows the registry. Thread-safe; one volatile read.</summary>
public interface IPictureHealth
{
    /// <summary>The health now.</summary>
    PictureHealth Health { get; }
}
