using System.Text.Json.Nodes;
using Digdir.Altinn.Support.Tokens;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Tokens;

/// <summary>What issuers publish of their keys, and what of it is believed.</summary>
public sealed class Keys_as_issuers_write_them : IAsyncLifetime
{
    private TokenHost? _host;

    private TokenHost Host => _host ?? throw new InvalidOperationException();

    public async Task InitializeAsync() => _host = await TokenHost.StartAsync();

    public async Task DisposeAsync() => await Host.DisposeAsync();

    [Theory]
    [InlineData("issuer", "https://maskinporten.no/")]
    [InlineData("jwks_uri", "https://127.0.0.1/jwks")]
    [InlineData("jwks_uri", "http://localhost:1/jwks")]
    [InlineData("jwks_uri", "file:///etc/passwd")]
    [InlineData("jwks_uri", "jwks")]
    [InlineData("jwks_uri", 7)]
    public async Task Are_not_taken_from_metadata_that_is_another_issuers_or_points_elsewhere(string member, object value)
    {
        Host.IdPorten.Metadata[member] = JsonValue.Create(value);
        await using var host = await TokenHost.StartAsync(("Tokens:Issuers:idporten:Metadata", Host.IdPorten.MetadataAddress), ("Tokens:Issuers:idporten:Issuer", Host.IdPorten.Issuer));
        var before = Host.IdPorten.Fetches;
        await host.SendAsync(Host.IdPortenKey.Sign(SampleTokens.Claims("idporten-access-token", Host.IdPorten.Issuer, host.Clock.GetUtcNow())))
            .ShouldBeRefusedAsync(503, "GWY-00007");
        Host.IdPorten.Fetches.ShouldBe(before);
    }

    [Fact]
    public async Task Are_read_in_plain_base64_with_padding_as_Altinn_writes_them()
    {
        var key = Host.AltinnKey.PublicKey.DeepClone().AsObject();
        foreach (var number in new[] { "n", "e" })
        {
            var text = (key[number]?.GetValue<string>() ?? "").Replace('-', '+').Replace('_', '/');
            key[number] = text.PadRight((text.Length + 3) / 4 * 4, '=');
        }

        key["kid"] = "padded";
        Host.Altinn.Publish(key);
        Host.Clock.Advance(TimeSpan.FromMinutes(2));
        await Host.SendAsync(Host.AltinnKey.Sign(Host.Claims("altinn-from-idporten").ToJsonString(), ("kid", "padded"))).ShouldPassAsync();
    }

    [Theory]
    [InlineData("PS256")]
    [InlineData("PS512")]
    public async Task Sign_for_IDporten_by_what_its_metadata_names(string algorithm)
    {
        await Host.SendAsync(TokenForge.WithRsa("id-1", algorithm).Sign(Host.Claims("idporten-access-token"))).ShouldPassAsync();
        Host.IdPorten.Metadata["id_token_signing_alg_values_supported"] = new JsonArray("RS256", "HS256", "none");
        Host.IdPorten.Publish(Host.IdPortenKey, TokenForge.WithRsa("id-2"));
        Host.Clock.Advance(TimeSpan.FromMinutes(2));
        await Host.SendAsync(TokenForge.WithRsa("id-2").Sign(Host.Claims("idporten-access-token"))).ShouldPassAsync();
        await Host.SendAsync(TokenForge.WithRsa("id-1", algorithm).Sign(Host.Claims("idporten-access-token")))
            .ShouldBeRefusedAsync(401, "GWY-00004", Faults.DetailOf("algorithm"));
    }

    [Fact]
    public async Task On_an_elliptic_curve_verify_and_take_no_signature_of_zeros()
    {
        var forge = TokenForge.WithEllipticCurve("ec-1");
        Host.IdPorten.Publish(forge);
        Host.Clock.Advance(TimeSpan.FromMinutes(2));
        var token = forge.Sign(Host.Claims("idporten-access-token"));
        await Host.SendAsync(token).ShouldPassAsync();

        var signed = token[..token.LastIndexOf('.')];
        byte[][] signatures = [new byte[64], [.. new byte[32], .. Enumerable.Repeat((byte)1, 32)], [0x30, 0x06, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00], [1], new byte[128]];
        foreach (var signature in signatures)
        {
            await Host.SendAsync($"{signed}.{TokenForge.Url(signature)}").ShouldBeRefusedAsync(401, "GWY-00004", Faults.DetailOf("signature"));
        }
    }
}
