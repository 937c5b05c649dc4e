using System.Text;
using System.Text.Json.Nodes;
using Digdir.Altinn.Support.Tokens;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Tokens;

/// <summary>What is no token at all, or one that can be read in two ways, over real HTTP: always a clear refusal, never a pass and never a 500.</summary>
public sealed class A_misshapen_token(TokenHostFixture fixture) : IClassFixture<TokenHostFixture>
{
    private const string Sample = "maskinporten-systemuser";

    private TokenHost Host => fixture.Host;

    private Task<JsonObject> RefusedAsync(string token, string fault) => ExpectAsync(token, 401, "GWY-00004", fault);

    private Task<JsonObject> ExpectAsync(string token, int status, string code, string? fault)
        => Host.SendAsync(token).ShouldBeRefusedAsync(status, code, fault is null ? null : Faults.DetailOf(fault));

    [Fact]
    public async Task That_is_encrypted_or_nested_is_refused()
    {
        var inner = Host.Token(Sample);
        await RefusedAsync($"{Part("""{"alg":"RSA-OAEP","enc":"A256GCM","kid":"mp-1"}""")}.AAAA.AAAA.AAAA.AAAA", "encrypted");
        await RefusedAsync(Host.MaskinportenKey.Sign(inner), "claims");
        await RefusedAsync(Host.MaskinportenKey.Sign($"\"{inner}\""), "claims");
    }

    [Theory]
    [InlineData("a")]
    [InlineData("a.b")]
    [InlineData("..")]
    [InlineData("...")]
    [InlineData("....")]
    [InlineData(".....")]
    [InlineData("a.b.c.d")]
    [InlineData("a.b.c.d.e.f")]
    [InlineData("e30.e30.AAAA")]
    [InlineData("bnVsbA.bnVsbA.AAAA")]
    [InlineData("W10.W10.AAAA")]
    [InlineData("MQ.MQ.AAAA")]
    [InlineData("AAAA.AAAA.AAAA")]
    [InlineData("-.-.-")]
    [InlineData("____.____.____")]
    public async Task That_is_garbage_is_refused(string token)
        => await ExpectAsync(token, 401, "GWY-00004", null);

    [Theory]
    [InlineData("a b")]
    [InlineData("a, Bearer b")]
    [InlineData("\"x\"")]
    [InlineData("a;b")]
    [InlineData("{}")]
    public async Task With_letters_no_token_has_is_a_malformed_request(string token)
    {
        await ExpectAsync(token, 400, "GWY-00005", "bad_credentials");
        await ExpectAsync(Host.Token(Sample) + token[1..] + "\t", 400, "GWY-00005", "bad_credentials");
    }

    [Fact]
    public async Task Cut_short_at_any_place_is_refused()
    {
        var token = Host.Token(Sample);
        for (var length = token.Length - 1; length > 0; length -= 97)
        {
            using var response = await Host.SendAsync(token[..length]);
            ((int)response.StatusCode).ShouldBe(401);
        }
    }

    [Fact]
    public async Task In_a_second_spelling_is_refused()
    {
        // Padding, plain base64, stray bits and a repeated part all decode to the same bytes somewhere.
        var token = Host.Token(Sample);
        await RefusedAsync(token + "=", "malformed");
        await RefusedAsync(token + "==", "malformed");
        await RefusedAsync(token.Replace('-', '+').Replace('_', '/') + "/", "malformed");
        const string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        await RefusedAsync(token[..^1] + letters[letters.IndexOf(token[^1], StringComparison.Ordinal) + 1], "malformed");
    }

    [Fact]
    public async Task That_is_too_long_is_refused()
    {
        await RefusedAsync(Host.Token(Sample, ("padding", new string('x', 13_000))), "too_long");
        await RefusedAsync(new string('a', 20_000), "too_long");
        await Host.SendAsync(Host.Token(Sample, ("padding", new string('x', 10_000)))).ShouldPassAsync();
    }

    [Fact]
    public async Task Of_a_megabyte_is_refused()
    {
        using var response = await Host.SendAsync(new string('a', 1_000_000));
        ((int)response.StatusCode).ShouldBeInRange(400, 499);
    }

    [Fact]
    public async Task Nested_deep_or_wide_is_refused()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 1000)) + string.Concat(Enumerable.Repeat("]", 1000));
        await RefusedAsync(Host.Token(Sample, ("x", "@")).Length > 0 ? Host.MaskinportenKey.Sign(Host.Claims(Sample, ("x", "@")).ToJsonString().Replace("\"@\"", deep, StringComparison.Ordinal)) : "", "claims");
        var wide = Host.Claims(Sample);
        for (var i = 0; i < 200; i++)
        {
            wide["x" + i] = i;
        }

        await RefusedAsync(Host.MaskinportenKey.Sign(wide), "claims");
        await RefusedAsync(Host.Token(Sample, ("scope", string.Join(' ', Enumerable.Range(0, 300)))), "claims");
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("{\"iss\":")]
    [InlineData("{} {}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("// c\n{}")]
    [InlineData("{\"a\":NaN}")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("{\"a\":\"\\udc00\"}")]
    [InlineData("\uFEFF{}")]
    public async Task Whose_payload_is_not_a_JSON_object_is_refused(string payload) => await RefusedAsync(Host.MaskinportenKey.Sign(payload), "claims");

    [Fact]
    public async Task With_broken_text_anywhere_is_refused()
        => await RefusedAsync(Host.MaskinportenKey.Sign("{\"x\":\"\\ud800\"," + Host.Claims(Sample).ToJsonString()[1..]), "claims");

    private static string Part(string text) => TokenForge.Url(Encoding.UTF8.GetBytes(text));
}
