namespace Digdir.Altinn.VendorRegistry.Pictures;

/// <summary>The node's current picture of the registry. Thread-safe; reading it is one volatile read.</summary>
public interface IPictures
{
    /// <summary>The newest picture this node has.</summary>
    RegistryPicture Current { get; }
}
