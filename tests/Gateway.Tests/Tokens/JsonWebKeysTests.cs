using System.Collections.Immutable;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Digdir.Altinn.Gateway.Tokens;
using Digdir.Altinn.Support.Tokens;
using Digdir.Altinn.VendorRegistry.Signing;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Tokens;

public sealed class JsonWebKeysTests
{
    private static ImmutableArray<SigningKey> Read(params JsonObject[] keys)
        => JsonWebKeys.Read(Encoding.UTF8.GetBytes(new JsonObject { ["keys"] = new JsonArray([.. keys.Select(key => key.DeepClone())]) }.ToJsonString()));

    private static JsonObject Rsa(params (string Name, JsonNode? Value)[] members) => With(TokenForge.WithRsa().PublicKey, members);

    private static JsonObject With(JsonObject key, params (string Name, JsonNode? Value)[] members)
    {
        var changed = key.DeepClone().AsObject();
        foreach (var (name, value) in members)
        {
            if (value is null)
            {
                changed.Remove(name);
            }
            else
            {
                changed[name] = value.DeepClone();
            }
        }

        return changed;
    }

    [Fact]
    public void Reads_the_three_kinds_of_key()
    {
        var keys = Read(Rsa(), TokenForge.WithEllipticCurve().PublicKey, TokenForge.WithEd25519().PublicKey);
        keys.Select(key => key.Id).ShouldBe(["rsa-1", "ec-1", "ed-1"]);
        keys[0].Algorithms.ShouldBe(["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"]);
        keys[1].Algorithms.ShouldBe(["ES256"]);
        keys[2].Algorithms.ShouldBe(["EdDSA"]);
    }

    [Fact]
    public void Narrows_a_key_to_the_algorithm_it_names()
    {
        Read(Rsa(("alg", "RS256")))[0].Algorithms.ShouldBe(["RS256"]);
        Read(Rsa(("alg", "HS256"))).AsEnumerable().ShouldBeEmpty();
        Read(Rsa(("alg", "RSA-OAEP"))).AsEnumerable().ShouldBeEmpty();
        Read(Rsa(("alg", 7))).AsEnumerable().ShouldBeEmpty();
    }

    [Fact]
    public void Passes_over_keys_that_cannot_be_trusted_and_keeps_the_rest()
    {
        using var small = RSA.Create(1024);
        JsonObject[] unusable =
        [
            Rsa(("kid", null)),
            Rsa(("kid", "")),
            Rsa(("kid", 1)),
            Rsa(("use", "enc")),
            Rsa(("use", 1)),
            Rsa(("key_ops", new JsonArray("sign"))),
            Rsa(("kty", "oct"), ("k", "c2VjcmV0")),
            Rsa(("kty", "rsa")),
            Rsa(("k", "c2VjcmV0")),
            Rsa(("d", "c2VjcmV0")),
            Rsa(("n", null)),
            Rsa(("n", "!!!")),
            Rsa(("n", new string('A', 400))),
            Rsa(("e", "AQ")),
            Rsa(("e", "AA")),
            Rsa(("e", "AQAC")),
            TokenForge.WithRsa(key: small).PublicKey,
            With(TokenForge.WithEllipticCurve().PublicKey, ("crv", "P-384")),
            With(TokenForge.WithEllipticCurve().PublicKey, ("crv", "secp256k1")),
            With(TokenForge.WithEllipticCurve().PublicKey, ("x", TokenForge.Url(new byte[32]))),
            With(TokenForge.WithEd25519().PublicKey, ("crv", "X25519")),
            With(TokenForge.WithEd25519().PublicKey, ("x", "AAAA")),
            With(TokenForge.WithEd25519().PublicKey, ("x", TokenForge.Url(new byte[32]))),
            With(TokenForge.WithEd25519().PublicKey, ("x", TokenForge.Url([1, .. new byte[31]]))),
        ];
        for (var i = 0; i < unusable.Length; i++)
        {
            Read(unusable[i], Rsa(("kid", "good"))).Select(key => key.Id).ShouldBe(["good"], $"key {i}");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"keys\":{}}")]
    [InlineData("{\"keys\":[1,null,\"x\",[]]}")]
    [InlineData("{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"\\ud800\"}]}")]
    [InlineData("<html>")]
    public void Reads_nothing_from_nonsense(string json) => JsonWebKeys.Read(Encoding.UTF8.GetBytes(json)).ShouldBeEmpty();

    [Fact]
    public void Looks_at_no_more_than_so_many_keys()
        => Read([.. Enumerable.Range(0, 500).Select(i => Rsa(("kid", "k" + i)))]).Length.ShouldBe(JsonWebKeys.MaxKeys);

    [Fact]
    public void Ed25519_verifies_the_vectors_of_its_RFC()
    {
        // RFC 8032, section 7.1, tests 2 and 3.
        Ed25519.Verify(
            Convert.FromHexString("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"),
            Convert.FromHexString("72"),
            Convert.FromHexString("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")).ShouldBeTrue();
        Ed25519.Verify(
            Convert.FromHexString("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"),
            Convert.FromHexString("af82"),
            Convert.FromHexString("6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")).ShouldBeTrue();
    }

    [Fact]
    public void Ed25519_takes_no_second_spelling_of_a_signature()
    {
        var order = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493");
        var key = Convert.FromHexString("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
        var signature = Convert.FromHexString("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
        for (var times = 1; times < 8; times++)
        {
            var scalar = new BigInteger(signature.AsSpan(32), isUnsigned: true) + (times * order);
            var second = signature.AsSpan(0, 32).ToArray().Concat(scalar.ToByteArray(isUnsigned: true).Concat(new byte[32]).Take(32)).ToArray();
            Ed25519.Verify(key, [0x72], second).ShouldBeFalse();
        }

        Ed25519.Verify(key, [0x73], signature).ShouldBeFalse();
        Ed25519.Verify(key, [0x72], new byte[64]).ShouldBeFalse();
        Ed25519.Verify(key, [0x72], signature.AsSpan(0, 63)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000080")]
    [InlineData("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")]
    [InlineData("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85")]
    [InlineData("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")]
    [InlineData("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("0200000000000000000000000000000000000000000000000000000000000000")]
    public void Ed25519_takes_no_key_of_small_order_or_off_the_curve(string key) => Ed25519.IsUsableKey(Convert.FromHexString(key)).ShouldBeFalse();
}
