namespace Digdir.Altinn.VendorRegistry.NoticeFeeds;

/// <summary>How notices are published to everyone.</summary>
public sealed class NoticeFeedOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "NoticeFeeds";

    /// <summary>Ed25519 private key (RFC 8032, the 32 octets in base64) that the archive of notices is signed with; the same on every node. Without it there is no archive.</summary>
    public string? SigningKey { get; set; }

    /// <summary>How long a feed may be used without asking again. A minute by default; 0 to 1 day.</summary>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromMinutes(1);
}
