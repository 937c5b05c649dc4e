using System.ComponentModel.DataAnnotations;

namespace Digdir.Altinn.VendorRegistry.SelfService;

/// <summary>How vendors come at their own API.</summary>
public sealed class SelfServiceOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Registry:SelfService";

    /// <summary>The Maskinporten scope a token needs for <c>/vendor/v1</c>. <c>altinn:vendorgateway</c> by default.</summary>
    [Required]
    public string Scope { get; set; } = "altinn:vendorgateway";
}
