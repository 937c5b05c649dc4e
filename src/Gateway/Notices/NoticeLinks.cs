using System.Buffers;
using System.Globalization;
using System.Text;
using Digdir.Altinn.VendorRegistry.Pictures;

namespace Digdir.Altinn.Gateway.Notices;

/// <summary>
/// Addresses of notices and Link values (RFC 8288) to them: absolute where the gateway's public address is configured, else relative to the address that was
/// called. Thread-safe.
/// </summary>
internal sealed class NoticeLinks(IConfiguration configuration)
{
    /// <summary>Path under which every public notice can be read; a notice's is this plus its id.</summary>
    public const string Path = "/notices/";

    /// <summary>What is behind this at the end of a notice's address is the same as JSON.</summary>
    public const string JsonSuffix = ".json";

    /// <summary>RFC 8288 section 3.4.1: several hreflang say that the target comes in several languages.</summary>
    private const string Page = "; type=\"text/html\"; hreflang=\"nb\"; hreflang=\"nn\"; hreflang=\"en\"";

    /// <summary>RFC 3986 appendix A: what a reference may hold as it is. The rest is percent-encoded, which also keeps a value within its angle brackets.</summary>
    private static readonly SearchValues<char> ReferenceCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=%");

    private readonly string _base = configuration["Gateway:PublicAddress"]?.TrimEnd('/') ?? "";

    /// <summary>Where the notice can be read.</summary>
    public string AddressOf(NoticePicture notice) => string.Concat(_base, Path, notice.Id.ToString());

    /// <summary>What replaces the operations, or null.</summary>
    public string? SuccessorOf(NoticePicture notice) => notice.Successor is { Length: > 0 } successor
        ? Encoded(successor.StartsWith('/') && !successor.StartsWith("//", StringComparison.Ordinal) ? _base + successor : successor)
        : null;

    /// <summary>The Link values of a breaking change: RFC 9745 section 3 (deprecation), RFC 8594 section 6 (sunset), RFC 5829 (successor-version), and the notice as JSON.</summary>
    public IEnumerable<string> OfChange(NoticePicture notice)
    {
        var address = AddressOf(notice);
        yield return $"<{address}>; rel=\"deprecation\"{Page}";
        if (notice.Removes)
        {
            yield return $"<{address}>; rel=\"sunset\"{Page}";
        }

        if (SuccessorOf(notice) is { } successor)
        {
            yield return $"<{successor}>; rel=\"successor-version\"";
        }

        yield return $"<{address}{JsonSuffix}>; rel=\"describedby\"; type=\"application/json\"";
    }

    /// <summary>The Link value of maintenance: RFC 8631 section 4.4 (status).</summary>
    public string OfMaintenance(NoticePicture notice) => $"<{AddressOf(notice)}>; rel=\"status\"{Page}";

    private static string Encoded(string reference)
    {
        if (!reference.AsSpan().ContainsAnyExcept(ReferenceCharacters))
        {
            return reference;
        }

        var encoded = new StringBuilder(reference.Length + 16);
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in reference.EnumerateRunes())
        {
            if (rune.IsAscii && ReferenceCharacters.Contains((char)rune.Value))
            {
                encoded.Append((char)rune.Value);
                continue;
            }

            foreach (var octet in bytes[..rune.EncodeToUtf8(bytes)])
            {
                encoded.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
            }
        }

        return encoded.ToString();
    }
}
