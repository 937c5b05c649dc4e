using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Digdir.Altinn.Sandbox.Cast;
using Digdir.Altinn.Sandbox.Issuers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.EndToEnd.Tests.Issuers;

[Collection(SharedSandbox.Name)]
public sealed class MaskinportenTests(RunningSandbox sandbox)
{
    private static readonly Vendor Vendor = Players.GoodStanding;

    [Fact]
    public async Task A_grant_gives_a_token_that_its_published_keys_check()
    {
        var answer = await GrantAsync([]).JsonAsync();
        CompactToken.TryRead(answer["access_token"].Text(), out var token).ShouldBeTrue();
        token!.Claims.Organisation("consumer").ShouldBe(Vendor.Number);
        var jwks = await sandbox.AskStandInAsync("/maskinporten/jwk", null).JsonAsync();
        var key = new JsonWebKey(jwks["keys"]!.AsArray().Single(one => one!["kid"].Text() == token.KeyId)!.ToJsonString());
        using var rsa = RSA.Create(new RSAParameters { Modulus = Base64UrlEncoder.DecodeBytes(key.N), Exponent = Base64UrlEncoder.DecodeBytes(key.E) });
        rsa.VerifyData(token.Signed, token.Signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).ShouldBeTrue();
    }

    [Fact]
    public async Task A_grant_for_a_system_user_names_customer_and_system()
    {
        var customer = Players.Customers[1].Number;
        var answer = await GrantAsync(new() { ["authorization_details"] = Details(customer) }).JsonAsync();
        CompactToken.TryRead(answer["access_token"].Text(), out var token).ShouldBeTrue();
        var user = token!.Claims.SystemUser().ShouldNotBeNull();
        user.Organisation("systemuser_org").ShouldBe(customer);
        user.Text("system_id").ShouldBe(Vendor.SystemId);
    }

    [Fact]
    public async Task A_customer_that_approved_nothing_has_no_system_user()
        => (await GrantAsync(new() { ["authorization_details"] = Details(RunningSandbox.NewCustomer()) }).JsonAsync())["error"].Text().ShouldBe("invalid_authorization_details");

    [Fact]
    public async Task A_delegated_scope_makes_the_customer_consumer_and_the_vendor_supplier()
    {
        var customer = Players.Customers[0].Number;
        var answer = await GrantAsync(new() { ["consumer_org"] = customer }).JsonAsync();
        CompactToken.TryRead(answer["access_token"].Text(), out var token).ShouldBeTrue();
        token!.Claims.Organisation("consumer").ShouldBe(customer);
        token.Claims.Organisation("supplier").ShouldBe(Vendor.Number);
    }

    [Fact]
    public async Task The_same_grant_twice_is_refused()
    {
        var grant = Assertion(new() { ["jti"] = "once" });
        (await PostAsync(grant)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await PostAsync(grant)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_grant_signed_with_another_key_is_refused()
    {
        using var other = RSA.Create(2048);
        (await PostAsync(Sign(ClaimsOf([]), other))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_scope_the_client_does_not_have_is_refused()
        => (await GrantAsync(new() { ["scope"] = "skatteetaten:alt" }).JsonAsync())["error"].Text().ShouldBe("invalid_scope");

    [Theory]
    [InlineData("")]
    [InlineData("grant_type=client_credentials")]
    [InlineData("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=x.y.z")]
    public async Task What_is_no_grant_is_refused(string form)
    {
        using var content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded");
        (await sandbox.Http.PostAsync(new Uri(sandbox.StandIns, "/maskinporten/token"), content)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private static JsonArray Details(string customer) => [new JsonObject { ["type"] = "urn:altinn:systemuser", ["systemuser_org"] = Claims.Identity(customer) }];

    private Task<HttpResponseMessage> GrantAsync(JsonObject more) => PostAsync(Assertion(more));

    private string Assertion(JsonObject more)
    {
        var clients = sandbox.Application.StandIns.GetRequiredService<Clients>();
        return Sign(ClaimsOf(more), clients.KeyOf(clients.Find(Vendor.MachineClient)!));
    }

    private JsonObject ClaimsOf(JsonObject more)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = Vendor.MachineClient,
            ["aud"] = sandbox.StandIns + "maskinporten/",
            ["scope"] = "digdir:dialogporten",
            ["iat"] = now,
            ["exp"] = now + 100,
            ["jti"] = Guid.NewGuid().ToString(),
        };
        foreach (var (name, value) in more)
        {
            claims[name] = value?.DeepClone();
        }

        return claims;
    }

    private static string Sign(JsonObject claims, RSA key)
    {
        var signed = $"{Base64UrlEncoder.Encode("""{"alg":"RS256"}""")}.{Base64UrlEncoder.Encode(claims.ToJsonString())}";
        return $"{signed}.{Base64UrlEncoder.Encode(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private async Task<HttpResponseMessage> PostAsync(string assertion)
    {
        using var content = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "urn:ietf:params:oauth:grant-type:jwt-bearer", ["assertion"] = assertion });
        return await sandbox.Http.PostAsync(new Uri(sandbox.StandIns, "/maskinporten/token"), content);
    }
}
