using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Text.Json;
using Digdir.Altinn.Gateway.Listeners;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.Gateway.Tokens;

/// <summary>What an issuer publishes.</summary>
/// <param name="Keys">Its usable keys; never empty.</param>
/// <param name="Algorithms">The algorithms its metadata names, or default when it names none.</param>
internal sealed record IssuerDocument(ImmutableArray<SigningKey> Keys, ImmutableArray<string> Algorithms);

/// <summary>
/// Fetches an issuer's keys: bounded in size and time, without redirects, from configured addresses and those the issuer's own metadata gives on its own
/// origin. Thread-safe.
/// </summary>
internal sealed class IssuerDocuments(IHttpClientFactory clients, IOptions<TokenOptions> options)
{
    /// <summary>Name of the HTTP client.</summary>
    public const string ClientName = "issuers";

    /// <summary>Largest document taken, bytes.</summary>
    public const int MaxBytes = 256 * 1024;

    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 16 };

    /// <summary>Fetches the keys.</summary>
    /// <exception cref="IssuerDocumentException">The issuer answers something that cannot be used.</exception>
    /// <exception cref="HttpRequestException">The issuer cannot be reached.</exception>
    /// <exception cref="OperationCanceledException">It took too long, or <paramref name="cancellation"/> was asked for.</exception>
    public async Task<IssuerDocument> FetchAsync(Issuer issuer, CancellationToken cancellation)
    {
        using var client = clients.CreateClient(ClientName);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(options.Value.FetchTimeout);

        ImmutableArray<string> algorithms = default;
        var address = issuer.Jwks;
        if (address is null)
        {
            var metadata = issuer.Metadata ?? throw new IssuerDocumentException("Neither keys nor metadata are configured.");
            (address, algorithms) = ReadMetadata(issuer, metadata, await GetAsync(client, metadata, timeout.Token));
        }

        var keys = JsonWebKeys.Read(await GetAsync(client, address, timeout.Token));
        return keys.IsEmpty ? throw new IssuerDocumentException("The key set holds no usable key.") : new IssuerDocument(keys, algorithms);
    }

    private static async Task<byte[]> GetAsync(HttpClient client, Uri address, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));

        // The client buffers the whole answer and fails beyond MaxResponseContentBufferSize.
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellation);
        await SocketThreads.Leave();
        return response.StatusCode == System.Net.HttpStatusCode.OK
            ? await response.Content.ReadAsByteArrayAsync(cancellation)
            : throw new IssuerDocumentException($"The issuer answered {(int)response.StatusCode}.");
    }

    private static (Uri Keys, ImmutableArray<string> Algorithms) ReadMetadata(Issuer issuer, Uri from, byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object
                || !root.TryGetProperty("issuer", out var value)
                || value.ValueKind != JsonValueKind.String
                || !value.ValueEquals(issuer.Value))
            {
                throw new IssuerDocumentException("The metadata is another issuer's: \"issuer\" is not exactly the configured value.");
            }

            if (!root.TryGetProperty("jwks_uri", out var keys)
                || keys.ValueKind != JsonValueKind.String
                || !IssuerList.TryAddress(keys.GetString() ?? "", out var address)
                || Uri.Compare(address, from, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) != 0)
            {
                throw new IssuerDocumentException("The metadata's jwks_uri is not on the metadata's own origin; configure Jwks if that is right.");
            }

            return (address, AlgorithmsOf(root));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new IssuerDocumentException("The metadata cannot be read.", exception);
        }
    }

    private static ImmutableArray<string> AlgorithmsOf(JsonElement metadata)
        => metadata.TryGetProperty("id_token_signing_alg_values_supported", out var listed) && listed.ValueKind == JsonValueKind.Array
            ? [.. listed.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Take(64).Select(item => item.GetString() ?? "")]
            : default;
}

/// <summary>An issuer answered something that cannot be used. The message holds nothing the issuer sent.</summary>
internal sealed class IssuerDocumentException(string message, Exception? inner = null) : Exception(message, inner);
