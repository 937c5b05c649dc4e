using System.ComponentModel.DataAnnotations;

namespace Digdir.Altinn.VendorRegistry.Webhooks;

/// <summary>How announcements are delivered to vendors' webhooks.</summary>
public sealed class WebhookOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Webhooks";

    /// <summary>The key that webhooks' secrets are kept under: 32 bytes in base64. Without it webhooks are signed with Ed25519 only.</summary>
    public string? SecretKey { get; set; }

    /// <summary>Webhooks a vendor may have. 10 by default.</summary>
    [Range(1, 100)]
    public int MostPerVendor { get; set; } = 10;

    /// <summary>What the sender calls itself in the handshake: a DNS name. <c>altinn.no</c> by default.</summary>
    [Required, RegularExpression("[a-z0-9.-]{1,200}")]
    public string Origin { get; set; } = "altinn.no";

    /// <summary>The CloudEvents source: a URI. <c>urn:altinn:gateway</c> by default.</summary>
    [Required, StringLength(200, MinimumLength = 1)]
    public string Source { get; set; } = "urn:altinn:gateway";

    /// <summary>Deliveries a minute that a receiver is asked to take. 600 by default.</summary>
    [Range(1, 60_000)]
    public int RequestRate { get; set; } = 600;
}
