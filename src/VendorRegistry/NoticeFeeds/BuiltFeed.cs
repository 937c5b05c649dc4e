using System.Security.Cryptography;

namespace Digdir.Altinn.VendorRegistry.NoticeFeeds;

/// <summary>A feed as it is sent, with what caches need to know of it. Immutable.</summary>
internal sealed class BuiltFeed
{
    public BuiltFeed(byte[] body, string contentType, DateTimeOffset? changed)
    {
        Body = body;
        ContentType = contentType;
        LastModified = changed is { } at ? new DateTimeOffset(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero) : null;
        Tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 16))}\"";
    }

    /// <summary>What is sent.</summary>
    public byte[] Body { get; }

    /// <summary>Its media type.</summary>
    public string ContentType { get; }

    /// <summary>Strong validator: of the bytes, so that every node gives the same for the same.</summary>
    public string Tag { get; }

    /// <summary>In whole seconds, as the field has it; null when nothing was ever published.</summary>
    public DateTimeOffset? LastModified { get; }

    /// <summary>When the feed must be built again although no notice has changed.</summary>
    public DateTimeOffset Until { get; init; } = DateTimeOffset.MaxValue;

    /// <summary>When it was built; a clock set back before this makes it worthless.</summary>
    public DateTimeOffset From { get; init; } = DateTimeOffset.MinValue;
}
