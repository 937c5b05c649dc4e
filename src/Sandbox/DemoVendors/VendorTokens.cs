using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Digdir.Altinn.Sandbox.Cast;
using Digdir.Altinn.Sandbox.Issuers;
using Microsoft.IdentityModel.Tokens;

namespace Digdir.Altinn.Sandbox.DemoVendors;

/// <summary>
/// A vendor's system getting its tokens as real ones do: JWT grants to Maskinporten, the code flow with ID-porten, the exchange through the gateway, each
/// token kept until shortly before it expires. Thread-safe.
/// </summary>
internal sealed class VendorTokens(Vendor vendor, Clients clients, Uri standIns, Uri gateway, Pace pace) : IDisposable
{
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(15);
    private const string Redirect = "http://127.0.0.1/ferdig";

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
    private readonly ConcurrentDictionary<string, (string Token, DateTimeOffset Until)> _kept = new(StringComparer.Ordinal);

    /// <summary>Maskinporten's token for the customer's system user.</summary>
    public Task<string> MaskinportenAsync(string customer, CancellationToken cancellation) => KeptAsync("maskinporten:" + customer, () => GrantAsync(customer, cancellation));

    /// <summary>Altinn's token for the customer's system user.</summary>
    public Task<string> AltinnAsync(string customer, CancellationToken cancellation)
        => KeptAsync("altinn:" + customer, async () => await ExchangeAsync("maskinporten", await MaskinportenAsync(customer, cancellation), cancellation));

    /// <summary>Altinn's token for the vendor itself, with no customer.</summary>
    public Task<string> AltinnOfOwnAsync(CancellationToken cancellation)
        => KeptAsync("altinn:", async () => await ExchangeAsync("maskinporten", await KeptAsync("maskinporten:", () => GrantAsync(null, cancellation)), cancellation));

    /// <summary>Altinn's token for a person who has logged in.</summary>
    public Task<string> AltinnOfPersonAsync(string person, CancellationToken cancellation)
        => KeptAsync("altinn:" + person, async () => await ExchangeAsync("id-porten", await IdPortenAsync(person, cancellation), cancellation));

    /// <summary>ID-porten's token for a person who has logged in.</summary>
    public Task<string> IdPortenAsync(string person, CancellationToken cancellation) => KeptAsync("idporten:" + person, () => LogInAsync(person, cancellation));

    public void Dispose() => _http.Dispose();

    private async Task<string> KeptAsync(string name, Func<Task<string>> get)
    {
        if (_kept.TryGetValue(name, out var kept) && pace.Now < kept.Until)
        {
            return kept.Token;
        }

        var token = await get();
        var expires = CompactToken.TryRead(token, out var read) ? read.Claims.Number("exp") ?? 0 : 0;
        _kept[name] = (token, DateTimeOffset.FromUnixTimeSeconds(expires) - pace.OfLife(Margin));
        return token;
    }

    private async Task<string> ExchangeAsync(string provider, string token, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway, "/authentication/api/v1/exchange/" + provider));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await _http.SendAsync(request, cancellation);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync(cancellation);
    }

    private async Task<string> GrantAsync(string? customer, CancellationToken cancellation)
    {
        var client = clients.Find(vendor.MachineClient) ?? throw new InvalidOperationException("The vendor has no client.");
        var now = pace.Now.ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = client.Id,
            ["aud"] = new Uri(standIns, "/maskinporten/").AbsoluteUri,
            ["scope"] = client.Scopes,
            ["iat"] = now,
            ["exp"] = now + 60,
            ["jti"] = Guid.NewGuid().ToString(),
        };
        if (customer is not null)
        {
            claims["authorization_details"] = new JsonArray(new JsonObject { ["type"] = "urn:altinn:systemuser", ["systemuser_org"] = Claims.Identity(customer) });
        }

        var signed = $"{Base64UrlEncoder.Encode("""{"alg":"RS256","typ":"JWT"}""")}.{Base64UrlEncoder.Encode(claims.ToJsonString())}";
        var signature = clients.KeyOf(client).SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var answer = await PostAsync("/maskinporten/token", new()
        {
            ["grant_type"] = "urn:ietf:params:oauth:grant-type:jwt-bearer",
            ["assertion"] = $"{signed}.{Base64UrlEncoder.Encode(signature)}",
        }, cancellation);
        return answer.Text("access_token") ?? throw new HttpRequestException($"Maskinporten answered {answer.Text("error")}.");
    }

    private async Task<string> LogInAsync(string person, CancellationToken cancellation)
    {
        var verifier = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));
        var challenge = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        var query = $"client_id={vendor.PersonClient}&redirect_uri={Uri.EscapeDataString(Redirect)}&scope={Uri.EscapeDataString(Clients.PersonScopes)}"
            + $"&response_type=code&code_challenge={challenge}&code_challenge_method=S256&pid={person}";
        using var authorized = await _http.GetAsync(new Uri(standIns, "/idporten/authorize?" + query), cancellation);
        var code = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(authorized.Headers.Location?.Query)["code"].ToString();
        var answer = await PostAsync("/idporten/token", new() { ["grant_type"] = "authorization_code", ["code"] = code, ["code_verifier"] = verifier }, cancellation);
        return answer.Text("access_token") ?? throw new HttpRequestException($"ID-porten answered {answer.Text("error")}.");
    }

    private async Task<JsonObject> PostAsync(string path, Dictionary<string, string> form, CancellationToken cancellation)
    {
        using var content = new FormUrlEncodedContent(form);
        using var answer = await _http.PostAsync(new Uri(standIns, path), content, cancellation);
        return await answer.Content.ReadFromJsonAsync<JsonObject>(cancellation) ?? [];
    }
}
