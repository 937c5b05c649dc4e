using System.Collections.Frozen;
using System.Collections.Immutable;
using Digdir.Altinn.VendorRegistry.Pictures;

namespace Digdir.Altinn.VendorRegistry.NoticeFeeds;

/// <summary>Every notice that was ever published, as it stands at one version of the registry, and the signed archive of them. Immutable.</summary>
internal sealed class NoticeHistory
{
    private readonly FrozenDictionary<Guid, NoticePicture> _byId;

    private NoticeHistory(Guid epoch, long version, IReadOnlyCollection<NoticePicture> notices, BuiltFeed archive, ArchiveSignature? signature)
    {
        (Epoch, Version, Archive, Signature) = (epoch, version, archive, signature);
        _byId = notices.ToFrozenDictionary(notice => notice.Id);
    }

    /// <summary>The database that the version belongs to.</summary>
    public Guid Epoch { get; }

    /// <summary>The version at which a notice last changed.</summary>
    public long Version { get; }

    /// <summary>The document.</summary>
    public BuiltFeed Archive { get; }

    /// <summary>What it can be checked with; null where the registry has no key: then it is not published.</summary>
    public ArchiveSignature? Signature { get; }

    /// <summary>Makes it of the notices themselves.</summary>
    public static NoticeHistory Of(Guid epoch, long version, ImmutableArray<NoticePicture> notices, Func<byte[], ArchiveSignature?> sign)
    {
        var body = NoticeArchive.Build(notices);
        return new NoticeHistory(epoch, version, notices, BuiltOf(body, notices), sign(body));
    }

    /// <summary>Reads it from an archive that a registry gave; null when that is none.</summary>
    public static NoticeHistory? Read(Guid epoch, long version, byte[] body, ArchiveSignature? signature)
        => NoticeArchive.Read(body) is { } notices ? new NoticeHistory(epoch, version, notices, BuiltOf(body, notices), signature) : null;

    /// <summary>True when it knows of every change that the picture knows of.</summary>
    public bool Covers(RegistryPicture picture) => Epoch == picture.Epoch && Version >= picture.NoticesVersion;

    /// <summary>The notice of an id; null when none was published.</summary>
    public NoticePicture? Find(Guid id) => _byId.GetValueOrDefault(id);

    private static BuiltFeed BuiltOf(byte[] body, IReadOnlyCollection<NoticePicture> notices)
        => new(body, NoticeArchive.ContentType, notices.Count == 0 ? null : notices.Max(notice => notice.UpdatedAt));
}

/// <summary>An Ed25519 signature of an archive.</summary>
/// <param name="Value">64 octets.</param>
/// <param name="PublicKey">32 octets.</param>
internal sealed record ArchiveSignature(byte[] Value, byte[] PublicKey)
{
    /// <summary>The public key as a SubjectPublicKeyInfo (RFC 8410) in PEM.</summary>
    public string Pem
    {
        get
        {
            // SEQUENCE { SEQUENCE { OID 1.3.101.112 }, BIT STRING }: the same twelve octets before every key.
            byte[] info = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00, .. PublicKey];
            return $"-----BEGIN PUBLIC KEY-----\n{Convert.ToBase64String(info)}\n-----END PUBLIC KEY-----\n";
        }
    }
}

/// <summary>Where a node has the history from: its own database, or a registry.</summary>
internal interface INoticeHistory
{
    /// <summary>The newest that can be had; null when there is none yet. Never throws for what is out of reach.</summary>
    ValueTask<NoticeHistory?> GetAsync(CancellationToken cancellation);
}
