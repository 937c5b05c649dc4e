namespace Digdir.Altinn.VendorRegistry.Signing;

/// <summary>The registry's own key pairs, with which it signs what it sends and publishes.</summary>
public sealed class SigningOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Signing";

    /// <summary>
    /// Ed25519 private keys, each <c>whsk_</c> and 32 bytes in base64. The first is the one in use; while there are more, all of them sign, so that receivers can
    /// change keys in their own time. The first signs the archive of notices too. None by default: then nothing is signed with Ed25519, and there is no archive.
    /// </summary>
    public string[] Keys { get; set; } = [];
}
