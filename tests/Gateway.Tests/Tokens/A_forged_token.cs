using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Digdir.Altinn.Support.Tokens;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Tokens;

/// <summary>Every way we know to forge, bend or misuse a token, over real HTTP: always a clear refusal, never a pass and never a 500.</summary>
public sealed class A_forged_token(TokenHostFixture fixture) : IClassFixture<TokenHostFixture>
{
    private const string Sample = "maskinporten-systemuser";

    private TokenHost Host => fixture.Host;

    private Task<JsonObject> RefusedAsync(string token, string fault) => ExpectAsync(token, 401, "GWY-00004", fault);

    private async Task<JsonObject> ExpectAsync(string token, int status, string code, string? fault)
    {
        var detail = fault is null ? null : Faults.DetailOf(fault);
        return await Host.SendAsync(token).ShouldBeRefusedAsync(status, code, detail);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("NONE")]
    [InlineData("nOnE")]
    [InlineData("")]
    [InlineData("RS256 ")]
    [InlineData("rs256")]
    [InlineData("PS256")]
    [InlineData("ES256")]
    [InlineData("EdDSA")]
    [InlineData("HS512")]
    [InlineData("RSA-OAEP")]
    public async Task By_an_algorithm_its_issuer_does_not_use_is_refused(string algorithm)
    {
        await RefusedAsync(Host.MaskinportenKey.Sign(Host.Claims(Sample).ToJsonString(), ("alg", algorithm)), "algorithm");
        var unsigned = Host.MaskinportenKey.Sign(Host.Claims(Sample).ToJsonString(), ("alg", algorithm));
        await RefusedAsync(unsigned[..(unsigned.LastIndexOf('.') + 1)], "malformed");
    }

    [Theory]
    [InlineData("pem")]
    [InlineData("pem-pkcs1")]
    [InlineData("der")]
    [InlineData("jwk")]
    [InlineData("modulus")]
    [InlineData("empty")]
    public async Task By_the_public_key_as_a_shared_secret_is_refused(string form)
    {
        var rsa = Host.MaskinportenKey.Rsa ?? throw new InvalidOperationException();
        var secret = form switch
        {
            "pem" => Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem() + "\n"),
            "pem-pkcs1" => Encoding.ASCII.GetBytes(rsa.ExportRSAPublicKeyPem()),
            "der" => rsa.ExportSubjectPublicKeyInfo(),
            "jwk" => Encoding.UTF8.GetBytes(Host.MaskinportenKey.PublicKey.ToJsonString()),
            "modulus" => rsa.ExportParameters(false).Modulus ?? [],
            _ => [],
        };
        foreach (var algorithm in new[] { "HS256", "HS384", "HS512" })
        {
            var unsigned = $"{Part($$"""{"alg":"{{algorithm}}","kid":"mp-1","typ":"JWT"}""")}.{Part(Host.Claims(Sample).ToJsonString())}";
            var bytes = Encoding.ASCII.GetBytes(unsigned);
            var mac = algorithm switch { "HS256" => HMACSHA256.HashData(secret, bytes), "HS384" => HMACSHA384.HashData(secret, bytes), _ => HMACSHA512.HashData(secret, bytes) };
            await RefusedAsync($"{unsigned}.{TokenForge.Url(mac)}", "algorithm");
        }
    }

    [Theory]
    [InlineData("../../../../dev/null")]
    [InlineData("/dev/null")]
    [InlineData("mp-1' OR '1'='1")]
    [InlineData("x' UNION SELECT 'secret' -- ")]
    [InlineData("mp-1\0")]
    [InlineData("MP-1")]
    [InlineData(" mp-1")]
    [InlineData("http://127.0.0.1:1/keys")]
    [InlineData("$(sleep 9)")]
    [InlineData("ｍｐ-1")]
    public async Task Whose_kid_is_bent_is_refused(string kid)
        => await RefusedAsync(Host.MaskinportenKey.Sign(Host.Claims(Sample).ToJsonString(), ("kid", kid)), "kid_unknown");

    [Fact]
    public async Task Whose_kid_is_missing_empty_long_or_no_text_is_refused()
    {
        var claims = Host.Claims(Sample).ToJsonString();
        await RefusedAsync(Host.MaskinportenKey.SignRaw("""{"alg":"RS256"}""", claims), "kid_missing");
        foreach (JsonNode? kid in new JsonNode?[] { "", new string('k', 5000), 1, true, new JsonArray("mp-1"), new JsonObject { ["mp-1"] = 1 }, null })
        {
            await RefusedAsync(Host.MaskinportenKey.Sign(claims, ("kid", kid)), "kid_missing");
        }
    }

    [Fact]
    public async Task That_brings_its_own_key_is_refused_and_its_addresses_are_never_called()
    {
        await using var lair = await IssuerStandIn.StartAsync("lair");
        var forger = TokenForge.WithRsa("mp-1", other: true);
        lair.Publish(forger);
        var claims = Host.Claims(Sample).ToJsonString();
        (string, JsonNode?)[][] headers =
        [
            [("jwk", forger.PublicKey)],
            [("jku", lair.KeysAddress)],
            [("x5u", lair.KeysAddress)],
            [("jku", lair.KeysAddress), ("kid", "lair")],
            [("x5c", new JsonArray(Convert.ToBase64String(SelfSigned(forger))))],
            [("x5t", "AAAA")],
        ];
        foreach (var header in headers)
        {
            var problem = await ExpectAsync(forger.Sign(claims, header), 401, "GWY-00004", null);
            problem["detail"]?.GetValue<string>().ShouldBeOneOf(Faults.DetailOf("signature"), Faults.DetailOf("kid_unknown"));
        }

        lair.Fetches.ShouldBe(0);
    }

    [Fact]
    public async Task By_another_issuers_key_is_refused()
    {
        // The same key id at two issuers: a key counts only for the issuer that published it.
        var dialog = Host.DialogportenKey;
        await RefusedAsync(TokenForge.WithRsa("id-1", other: true).Sign(Host.Claims("idporten-access-token")), "signature");
        await RefusedAsync(TokenForge.WithRsa("altinn-1").Sign(Host.Claims(Sample)), "kid_unknown");
        await RefusedAsync(dialog.Sign(Host.Claims(Sample)), "algorithm");
        await RefusedAsync(TokenForge.WithEd25519("dp-1", seed: 9).Sign(Host.Claims("dialog-token")), "signature");
    }

    [Fact]
    public async Task Of_an_issuer_that_is_not_trusted_is_refused_to_the_last_slash()
    {
        var issuer = Host.Maskinporten.Issuer;
        JsonNode[] bent =
        [
            issuer.TrimEnd('/'), issuer + "/", issuer.ToUpperInvariant(), issuer + "?", issuer + "#", " " + issuer, issuer + "\0",
            issuer.Replace("127.0.0.1", "127.0.0.1.evil.example", StringComparison.Ordinal), issuer.Replace("maskinporten", "mаskinporten", StringComparison.Ordinal),
            "https://maskinporten.no/", "https://platform.at22.altinn.cloud/authentication/api/v1/openid/", "",
        ];
        foreach (var value in bent)
        {
            await RefusedAsync(Host.MaskinportenKey.Sign(Host.Claims(Sample, ("iss", value))), "issuer");
        }

        foreach (JsonNode? value in new JsonNode?[] { null, 1, new JsonArray(issuer), new JsonObject { ["x"] = issuer } })
        {
            await RefusedAsync(Host.MaskinportenKey.Sign(Host.Claims(Sample, ("iss", value))), "claims");
        }
    }

    [Fact]
    public async Task That_has_expired_is_refused()
    {
        var now = Host.Clock.GetUtcNow().ToUnixTimeSeconds();
        await RefusedAsync(Host.Token(Sample, ("iat", now - 700), ("exp", now - 100)), "expired");
        await RefusedAsync(Host.Token(Sample, ("iat", now - 700), ("exp", now - 2)), "expired");
        await Host.SendAsync(Host.Token(Sample, ("iat", now - 700), ("exp", now - 1))).ShouldPassAsync();
    }

    [Fact]
    public async Task Of_the_future_is_refused()
    {
        var now = Host.Clock.GetUtcNow().ToUnixTimeSeconds();
        await RefusedAsync(Host.Token(Sample, ("nbf", now + 3)), "not_yet_valid");
        await RefusedAsync(Host.Token(Sample, ("iat", now + 3)), "not_yet_valid");
        await Host.SendAsync(Host.Token(Sample, ("iat", now + 2), ("nbf", now + 2))).ShouldPassAsync();
    }

    [Fact]
    public async Task That_lives_too_long_is_refused()
    {
        var now = Host.Clock.GetUtcNow().ToUnixTimeSeconds();
        await RefusedAsync(Host.Token(Sample, ("exp", now + (24 * 3600) + 1)), "lifetime");
        await RefusedAsync(Host.Token(Sample, ("iat", null), ("exp", now + (24 * 3600) + 1)), "lifetime");
        await RefusedAsync(Host.Token(Sample, ("iat", 0), ("exp", now + 60)), "lifetime");
        await Host.SendAsync(Host.Token(Sample, ("exp", now + (24 * 3600)))).ShouldPassAsync();
    }

    [Theory]
    [InlineData("\"1893456000\"")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("[1893456000]")]
    [InlineData("-1")]
    [InlineData("-1893456000")]
    [InlineData("1e400")]
    [InlineData("1e18")]
    [InlineData("99999999999999999999999999999999999999")]
    [InlineData("253402300800")]
    [InlineData("{}")]
    public async Task Whose_times_are_no_times_is_refused(string value)
    {
        foreach (var claim in new[] { "exp", "iat", "nbf" })
        {
            var claims = Host.Claims(Sample);
            claims[claim] = 111222333;
            await RefusedAsync(Host.MaskinportenKey.Sign(claims.ToJsonString().Replace("111222333", value, StringComparison.Ordinal)), "claims");
        }

        await RefusedAsync(Host.Token(Sample, ("exp", null)), "claims");
    }

    [Theory]
    [InlineData("{\"iss\":\"https://maskinporten.no/\",")]
    [InlineData("{\"\\u0069ss\":\"https://maskinporten.no/\",")]
    [InlineData("{\"exp\":1,")]
    [InlineData("{\"consumer\":{\"ID\":\"0192:974761076\"},")]
    [InlineData("{\"x\":{\"a\":1,\"a\":2},")]
    [InlineData("{\"x\":[{\"a\":1,\"\\u0061\":2}],")]
    public async Task With_a_claim_that_stands_twice_is_refused(string start)
        => await RefusedAsync(Host.MaskinportenKey.Sign(start + Host.Claims(Sample).ToJsonString()[1..]), "claims");

    [Fact]
    public async Task With_a_header_that_says_a_thing_twice_is_refused()
        => await RefusedAsync(Host.MaskinportenKey.SignRaw("""{"alg":"RS256","alg":"none","kid":"mp-1"}""", Host.Claims(Sample).ToJsonString()), "malformed");

    [Theory]
    [InlineData("crit", "[\"exp\"]")]
    [InlineData("crit", "[]")]
    [InlineData("b64", "false")]
    [InlineData("b64", "true")]
    [InlineData("zip", "\"DEF\"")]
    [InlineData("enc", "\"A256GCM\"")]
    public async Task Whose_header_changes_the_rules_is_refused(string name, string value)
        => await RefusedAsync(Host.MaskinportenKey.Sign(Host.Claims(Sample).ToJsonString(), (name, JsonNode.Parse(value))), "header");

    [Theory]
    [InlineData("typ", "dpop+jwt")]
    [InlineData("typ", "logout+jwt")]
    [InlineData("typ", "id_token")]
    [InlineData("typ", "")]
    [InlineData("typ", "JWE")]
    [InlineData("cty", "JWT")]
    public async Task Of_another_type_is_refused(string name, string value)
        => await RefusedAsync(Host.MaskinportenKey.Sign(Host.Claims(Sample).ToJsonString(), (name, value)), "type");

    [Theory]
    [InlineData("nonce")]
    [InlineData("at_hash")]
    [InlineData("c_hash")]
    [InlineData("s_hash")]
    [InlineData("events")]
    public async Task That_is_an_ID_token_is_refused(string claim)
    {
        await RefusedAsync(Host.Token("idporten-access-token", (claim, "x")), "id_token");
        await RefusedAsync(Host.Token("altinn-from-idporten", (claim, "x"), ("scope", null)), "id_token");
    }

    [Fact]
    public async Task That_looks_like_an_ID_token_is_refused()
    {
        await RefusedAsync(Host.Token("idporten-access-token", ("aud", "b2b7")), "id_token");
        await RefusedAsync(Host.Token("idporten-access-token", ("aud", new JsonArray("x", "b2b7"))), "id_token");
        await RefusedAsync(Host.Token("idporten-access-token", ("scope", null)), "id_token");
        await RefusedAsync(Host.Token("idporten-access-token", ("client_id", null)), "id_token");
    }

    [Theory]
    [InlineData("""{"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}""")]
    [InlineData("""{"x5t#S256":"bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2"}""")]
    [InlineData("""{}""")]
    [InlineData("""null""")]
    public async Task Bound_to_a_key_is_refused_as_Bearer(string confirmation)
    {
        var claims = Host.Claims(Sample);
        claims["cnf"] = JsonNode.Parse(confirmation);
        await RefusedAsync(Host.MaskinportenKey.Sign(claims), "sender_constrained");
    }

    [Fact]
    public async Task With_one_letter_changed_is_refused_and_checked_only_once()
    {
        var token = Host.Token(Sample);
        var at = token.LastIndexOf('.') + 20;
        var changed = token[..at] + (token[at] == 'A' ? 'B' : 'A') + token[(at + 1)..];
        var before = Host.Validator.RememberedFalse;
        await RefusedAsync(changed, "signature");
        await RefusedAsync(changed, "signature");
        Host.Validator.RememberedFalse.ShouldBe(before + 1);
    }

    [Fact]
    public async Task Is_never_echoed()
    {
        var token = Host.MaskinportenKey.Sign(Host.Claims(Sample, ("iss", "https://secret.example/")));
        using var response = await Host.SendAsync(token);
        var all = response + await response.Content.ReadAsStringAsync();
        all.ShouldNotContain("secret");
        foreach (var part in token.Split('.'))
        {
            all.ShouldNotContain(part);
        }
    }

    private static string Part(string text) => TokenForge.Url(Encoding.UTF8.GetBytes(text));

    private static byte[] SelfSigned(TokenForge forge)
    {
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest(
            "CN=forger", forge.Rsa ?? throw new InvalidOperationException(), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(90));
        return certificate.RawData;
    }
}
