using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Pictures;

namespace Digdir.Altinn.VendorRegistry.NoticeFeeds;

/// <summary>
/// Every notice that was ever published, whole and in all languages, as one document that is signed: whoever keeps it can show later what was announced and when. Its
/// form is that of a notice as JSON by itself; members are only added. Pure.
/// </summary>
internal static class NoticeArchive
{
    public const string ContentType = "application/json; charset=utf-8";
    public const string Path = NoticeFeedsApi.Prefix + "/archive.json";
    public const string SignaturePath = NoticeFeedsApi.Prefix + "/archive.json.sig";
    public const string KeyPath = NoticeFeedsApi.Prefix + "/archive.pem";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false), new InstantConverter() },
    };

    /// <summary>The document, the earliest published first.</summary>
    public static byte[] Build(IEnumerable<NoticePicture> notices)
        => JsonSerializer.SerializeToUtf8Bytes(new Document("Digdir", [.. notices.OrderBy(notice => notice.PublishedAt).ThenBy(notice => notice.Id)]), Json);

    /// <summary>The notices of a document; null when it is none.</summary>
    public static ImmutableArray<NoticePicture>? Read(byte[] document)
    {
        try
        {
            return JsonSerializer.Deserialize<Document>(document, Json)?.Notices is { IsDefault: false } notices ? notices : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>One notice by itself, with what replaces it as an address that can be followed.</summary>
    public static byte[] One(NoticePicture notice, FeedQuestion question)
        => JsonSerializer.SerializeToUtf8Bytes(notice with { Successor = notice.Successor is { } path && path.StartsWith('/') ? question.Address + path : notice.Successor }, Json);

    private sealed record Document(string Publisher, ImmutableArray<NoticePicture> Notices);
}
