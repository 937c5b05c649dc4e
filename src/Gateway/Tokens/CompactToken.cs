using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Digdir.Altinn.Gateway.Tokens;

/// <summary>
/// A signed JWT in compact form taken apart, strictly, before anything in it is believed. Pure. Stricter than the RFCs where leniency only helps forgers: one
/// spelling per token (no stray bits in base64url), no member twice at any depth, valid UTF-8, bounded depth and size, header parameters that would change
/// the meaning refused. Keys and addresses in the header (<c>jwk</c>, <c>jku</c>, <c>x5u</c>, <c>x5c</c>) are never looked at.
/// </summary>
internal sealed class CompactToken : IDisposable
{
    /// <summary>Most members of the payload's top level.</summary>
    public const int MaxClaims = 100;

    /// <summary>Longest <c>kid</c>, characters.</summary>
    public const int MaxKeyId = 256;

    private static readonly SearchValues<char> Alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    private readonly JsonDocument _payload;

    private CompactToken(string algorithm, string keyId, string? type, JsonDocument payload, byte[] signed, byte[] signature)
    {
        Algorithm = algorithm;
        KeyId = keyId;
        Type = type;
        _payload = payload;
        Signed = signed;
        Signature = signature;
    }

    /// <summary><c>alg</c>, as claimed.</summary>
    public string Algorithm { get; }

    /// <summary><c>kid</c>.</summary>
    public string KeyId { get; }

    /// <summary><c>typ</c>, or null.</summary>
    public string? Type { get; }

    /// <summary>The payload: a JSON object.</summary>
    public JsonElement Payload => _payload.RootElement;

    /// <summary>The bytes the signature is over.</summary>
    public byte[] Signed { get; }

    /// <summary>The signature.</summary>
    public byte[] Signature { get; }

    /// <inheritdoc/>
    public void Dispose() => _payload.Dispose();

    /// <summary>Takes the token apart, or says why not.</summary>
    public static TokenFault? Read(ReadOnlySpan<char> text, out CompactToken? token)
    {
        token = null;
        Span<Range> parts = stackalloc Range[7];
        var count = text.Split(parts, '.');
        if (count == 5)
        {
            return TokenFaults.Encrypted;
        }

        if (count != 3
            || !TryDecode(text[parts[0]], out var header)
            || !TryDecode(text[parts[1]], out var payload)
            || !TryDecode(text[parts[2]], out var signature))
        {
            return TokenFaults.Malformed;
        }

        if (ReadHeader(header, out var algorithm, out var keyId, out var type) is { } fault)
        {
            return fault;
        }

        if (Parse(payload) is not { } document)
        {
            return TokenFaults.ClaimsUnreadable;
        }

        if (document.RootElement.GetPropertyCount() > MaxClaims)
        {
            document.Dispose();
            return TokenFaults.ClaimsUnreadable;
        }

        token = new CompactToken(algorithm, keyId, type, document, Encoding.ASCII.GetBytes(text[..parts[1].End.GetOffset(text.Length)].ToArray()), signature);
        return null;
    }

    private static TokenFault? ReadHeader(byte[] json, out string algorithm, out string keyId, out string? type)
    {
        algorithm = keyId = "";
        type = null;
        using var header = Parse(json);
        if (header is null)
        {
            return TokenFaults.Malformed;
        }

        var root = header.RootElement;
        if (root.TryGetProperty("crit", out _) || root.TryGetProperty("b64", out _) || root.TryGetProperty("zip", out _) || root.TryGetProperty("enc", out _))
        {
            return TokenFaults.HeaderNotTaken;
        }

        if (!TryText(root, "alg", 16, out var alg) || alg is null)
        {
            return TokenFaults.Algorithm;
        }

        if (!TryText(root, "kid", MaxKeyId, out var kid) || string.IsNullOrEmpty(kid))
        {
            return TokenFaults.KeyNotNamed;
        }

        if (!TryText(root, "typ", 64, out type) || !TryText(root, "cty", 64, out var content) || content is not null)
        {
            return TokenFaults.WrongType;
        }

        (algorithm, keyId) = (alg, kid);
        return null;
    }

    private static bool TryText(JsonElement root, string name, int longest, out string? text)
    {
        text = null;
        if (!root.TryGetProperty(name, out var value))
        {
            return true;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        text = value.GetString();
        return text is not null && text.Length <= longest;
    }

    private static JsonDocument? Parse(byte[] json)
    {
        if (!Utf8.IsValid(json))
        {
            return null;
        }

        try
        {
            var document = JsonDocument.Parse(json, Json);
            if (document.RootElement.ValueKind == JsonValueKind.Object && AreTextsWhole(document.RootElement))
            {
                return document;
            }

            document.Dispose();
            return null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    // An escaped half of a surrogate pair is valid JSON and no text: reading it later would throw.
    private static bool AreTextsWhole(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    _ = member.Name;
                    if (!AreTextsWhole(member.Value))
                    {
                        return false;
                    }
                }

                return true;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    if (!AreTextsWhole(item))
                    {
                        return false;
                    }
                }

                return true;
            case JsonValueKind.String:
                _ = element.GetString();
                return true;
            default:
                return true;
        }
    }

    private static bool TryDecode(ReadOnlySpan<char> part, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (part.IsEmpty || part.Length % 4 == 1 || part.ContainsAnyExcept(Alphabet))
        {
            return false;
        }

        // Bits beyond the last whole byte must be zero, or one token would have several spellings.
        var stray = (part.Length % 4) switch { 2 => 0b1111, 3 => 0b11, _ => 0 };
        if ((ValueOf(part[^1]) & stray) != 0)
        {
            return false;
        }

        bytes = new byte[Base64Url.GetMaxDecodedLength(part.Length)];
        return Base64Url.TryDecodeFromChars(part, bytes, out var written) && written == bytes.Length;
    }

    private static int ValueOf(char letter) => letter switch
    {
        >= 'A' and <= 'Z' => letter - 'A',
        >= 'a' and <= 'z' => letter - 'a' + 26,
        >= '0' and <= '9' => letter - '0' + 52,
        '-' => 62,
        _ => 63,
    };
}
