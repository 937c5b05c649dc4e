using System.Net;
using System.Security.Cryptography;
using Digdir.Altinn.VendorRegistry.Operators;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Tests.Operators;
using Digdir.Altinn.VendorRegistry.Tests.Storage;
using Microsoft.IdentityModel.Tokens;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.Admin;

public sealed class RolesTests(SharedRegistry shared) : IClassFixture<SharedRegistry>
{
    /// <summary>Who may pass each door. A door that is not here fails the test: decide who it is for.</summary>
    private static readonly Dictionary<string, string> Expected = new(StringComparer.Ordinal)
    {
        ["GET /admin/v1/vendors"] = "reader caseworker approver auditor",
        ["POST /admin/v1/vendors"] = "caseworker approver",
        ["GET /admin/v1/vendors/{vendor}"] = "reader caseworker approver auditor",
        ["PUT /admin/v1/vendors/{vendor}"] = "caseworker approver",
        ["GET /admin/v1/vendors/{vendor}/plan"] = "reader caseworker approver auditor",
        ["PUT /admin/v1/vendors/{vendor}/plan"] = "approver",
        ["DELETE /admin/v1/vendors/{vendor}/plan"] = "approver",
        ["GET /admin/v1/vendors/{vendor}/systems"] = "reader caseworker approver auditor",
        ["POST /admin/v1/systems/import"] = "caseworker approver",
        ["GET /admin/v1/vendors/{vendor}/clients"] = "reader caseworker approver auditor",
        ["PUT /admin/v1/vendors/{vendor}/clients/{client}"] = "caseworker approver",
        ["DELETE /admin/v1/vendors/{vendor}/clients/{client}"] = "caseworker approver",
        ["GET /admin/v1/terms"] = "reader caseworker approver auditor",
        ["POST /admin/v1/terms"] = "approver",
        ["GET /admin/v1/terms/{version}"] = "reader caseworker approver auditor",
        ["PUT /admin/v1/terms/{version}"] = "approver",
        ["GET /admin/v1/vendors/{vendor}/acceptances"] = "reader caseworker approver auditor",
        ["POST /admin/v1/vendors/{vendor}/acceptances"] = "caseworker approver",
        ["GET /admin/v1/vendors/{vendor}/integrations"] = "reader caseworker approver auditor",
        ["POST /admin/v1/vendors/{vendor}/integrations"] = "caseworker approver",
        ["GET /admin/v1/vendors/{vendor}/integrations/{id:guid}"] = "reader caseworker approver auditor",
        ["PUT /admin/v1/vendors/{vendor}/integrations/{id:guid}"] = "caseworker approver",
        ["DELETE /admin/v1/vendors/{vendor}/integrations/{id:guid}"] = "caseworker approver",
        ["GET /admin/v1/vendors/{vendor}/holds"] = "reader caseworker approver auditor",
        ["POST /admin/v1/vendors/{vendor}/holds"] = "caseworker approver",
        ["GET /admin/v1/vendors/{vendor}/holds/{id:guid}"] = "reader caseworker approver auditor",
        ["PUT /admin/v1/vendors/{vendor}/holds/{id:guid}"] = "caseworker approver",
        ["POST /admin/v1/vendors/{vendor}/holds/{id:guid}/lift"] = "caseworker approver",
        ["GET /admin/v1/vendors/{vendor}/webhooks"] = "reader caseworker approver auditor",
        ["GET /admin/v1/vendors/{vendor}/webhooks/{id:guid}"] = "reader caseworker approver auditor",
        ["GET /admin/v1/vendors/{vendor}/webhooks/{id:guid}/deliveries"] = "reader caseworker approver auditor",
        ["POST /admin/v1/vendors/{vendor}/webhooks/{id:guid}/disable"] = "caseworker approver",
        ["POST /admin/v1/vendors/{vendor}/webhooks/{id:guid}/enable"] = "caseworker approver",
        ["GET /admin/v1/policies"] = "reader caseworker approver auditor",
        ["GET /admin/v1/policies/{policy}/{environment}"] = "reader caseworker approver auditor",
        ["PUT /admin/v1/policies/{policy}/{environment}"] = "approver",
        ["DELETE /admin/v1/policies/{policy}/{environment}"] = "approver",
        ["GET /admin/v1/maintenance"] = "reader caseworker approver auditor",
        ["POST /admin/v1/maintenance"] = "caseworker approver",
        ["GET /admin/v1/maintenance/{id:guid}"] = "reader caseworker approver auditor",
        ["PUT /admin/v1/maintenance/{id:guid}"] = "caseworker approver",
        ["POST /admin/v1/maintenance/{id:guid}/start"] = "caseworker approver",
        ["POST /admin/v1/maintenance/{id:guid}/end"] = "caseworker approver",
        ["GET /admin/v1/cases"] = "reader caseworker approver auditor",
        ["GET /admin/v1/cases/{id:guid}"] = "reader caseworker approver auditor",
        ["GET /admin/v1/cases/{id:guid}/evidence"] = "reader caseworker approver auditor",
        ["POST /admin/v1/cases/{id:guid}/accept"] = "caseworker approver",
        ["POST /admin/v1/cases/{id:guid}/dismiss"] = "caseworker approver",
        ["GET /admin/v1/vendors/{vendor}/evidence"] = "reader caseworker approver auditor",
        ["GET /admin/v1/vendors/{vendor}/concessions"] = "reader caseworker approver auditor",
        ["POST /admin/v1/vendors/{vendor}/concessions"] = "caseworker approver",
        ["POST /admin/v1/vendors/{vendor}/concessions/{id:guid}/withdraw"] = "caseworker approver",
        ["GET /admin/v1/appeals"] = "reader caseworker approver auditor",
        ["GET /admin/v1/appeals/{id:guid}"] = "reader caseworker approver auditor",
        ["POST /admin/v1/appeals/{id:guid}/decide"] = "caseworker approver",
        ["GET /admin/v1/ceiling"] = "reader caseworker approver auditor",
        ["PUT /admin/v1/ceiling"] = "approver",
        ["DELETE /admin/v1/ceiling"] = "approver",
        ["GET /admin/v1/vendors/{vendor}/ceiling"] = "reader caseworker approver auditor",
        ["PUT /admin/v1/vendors/{vendor}/ceiling"] = "approver",
        ["DELETE /admin/v1/vendors/{vendor}/ceiling"] = "approver",
        ["GET /admin/v1/protected-days"] = "reader caseworker approver auditor",
        ["POST /admin/v1/protected-days"] = "approver",
        ["DELETE /admin/v1/protected-days/{id:guid}"] = "approver",
        ["GET /admin/v1/vendors/{vendor}/contacts"] = "reader caseworker approver auditor",
        ["POST /admin/v1/vendors/{vendor}/contacts"] = "caseworker approver",
        ["GET /admin/v1/vendors/{vendor}/contacts/{id:guid}"] = "reader caseworker approver auditor",
        ["PUT /admin/v1/vendors/{vendor}/contacts/{id:guid}"] = "caseworker approver",
        ["DELETE /admin/v1/vendors/{vendor}/contacts/{id:guid}"] = "caseworker approver",
        ["GET /admin/v1/notices"] = "reader caseworker approver auditor",
        ["POST /admin/v1/notices"] = "caseworker approver",
        ["GET /admin/v1/notices/{id:guid}"] = "reader caseworker approver auditor",
        ["PUT /admin/v1/notices/{id:guid}"] = "caseworker approver",
        ["POST /admin/v1/notices/{id:guid}/approve"] = "approver",
        ["POST /admin/v1/notices/{id:guid}/schedule"] = "caseworker approver",
        ["POST /admin/v1/notices/{id:guid}/publish"] = "caseworker approver",
        ["POST /admin/v1/notices/{id:guid}/amend"] = "caseworker approver",
        ["POST /admin/v1/notices/{id:guid}/complete"] = "caseworker approver",
        ["POST /admin/v1/notices/{id:guid}/withdraw"] = "caseworker approver",
        ["POST /admin/v1/notices/{id:guid}/updates"] = "caseworker approver",
        ["GET /admin/v1/notices/{id:guid}/concerned"] = "reader caseworker approver auditor",
        ["GET /admin/v1/notices/{id:guid}/concerned/{vendor}"] = "reader caseworker approver auditor",
        ["GET /admin/v1/notices/{id:guid}/answers"] = "reader caseworker approver auditor",
        ["POST /admin/v1/notices/{id:guid}/answers/{vendor}/reply"] = "caseworker approver",
        ["POST /admin/v1/notices/{id:guid}/brownouts"] = "caseworker approver",
        ["POST /admin/v1/notices/{id:guid}/brownouts/call-off"] = "caseworker approver",
        ["POST /admin/v1/notices/{id:guid}/brownouts/{number:long}/call-off"] = "caseworker approver",
        ["GET /admin/v1/audit"] = "auditor",
        ["GET /admin/v1/audit/export"] = "auditor",
        ["GET /admin/v1/audit/verification"] = "auditor",
    };

    [Fact]
    public async Task Every_door_lets_through_exactly_the_roles_it_is_for()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await using var registry = await RegistryHost.StartAsync(database);
        var doors = Door.Of(registry);
        doors.Select(door => door.ToString()).ShouldBe(Expected.Keys, ignoreOrder: true);
        var nobody = registry.Anonymous();
        var without = registry.As();
        foreach (var door in doors)
        {
            await (await nobody.SendAsync(new HttpMethod(door.Method), door.Path(Numbers.First), null, null)).ShouldRefuseAsync(HttpStatusCode.Unauthorized, "REG-00011");
            await (await without.SendAsync(new HttpMethod(door.Method), door.Path(Numbers.First), null, null)).ShouldRefuseAsync(HttpStatusCode.Forbidden, "REG-00012");
        }

        foreach (var role in OperatorRoles.All)
        {
            var client = registry.As(role);
            foreach (var door in doors)
            {
                // What is behind the door does not matter here, only whether it opens; no change is asked for.
                using var answer = await client.SendAsync(new HttpMethod(door.Method), door.Path("x", "x"), null, null);
                (answer.StatusCode != HttpStatusCode.Forbidden).ShouldBe(Expected[door.ToString()].Split(' ').Contains(role) || door.Pattern.Contains(":guid", StringComparison.Ordinal), $"{role}: {door}");
                using var behind = await client.SendAsync(new HttpMethod(door.Method), door.Path(Numbers.First), null, null);
                (behind.StatusCode != HttpStatusCode.Forbidden).ShouldBe(Expected[door.ToString()].Split(' ').Contains(role), $"{role}: {door}");
                behind.StatusCode.ShouldNotBe(HttpStatusCode.Unauthorized);
            }
        }
    }

    [Theory]
    [InlineData("alg none")]
    [InlineData("another key")]
    [InlineData("the public key as a secret")]
    [InlineData("another issuer")]
    [InlineData("another audience")]
    [InlineData("expired")]
    [InlineData("not yet valid")]
    [InlineData("nobody")]
    [InlineData("garbage")]
    public async Task A_token_that_does_not_do_is_refused(string what)
    {
        var registry = shared.Host;
        var now = TimeProvider.System.GetUtcNow();
        var claims = new Dictionary<string, object> { ["sub"] = "operator-1", ["roles"] = OperatorRoles.All.ToArray() };
        using var rsa = RSA.Create(2048);
        var publicKey = TestIssuer.Key.Rsa.ExportSubjectPublicKeyInfo();
        var good = TestIssuer.Token(now, claims);
        var token = what switch
        {
            "alg none" => $"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""")}.{good.Split('.')[1]}.",
            "another key" => TestIssuer.Token(now, claims, new SigningCredentials(new RsaSecurityKey(rsa) { KeyId = TestIssuer.Key.KeyId }, SecurityAlgorithms.RsaSha256)),
            "the public key as a secret" => TestIssuer.Token(now, claims, new SigningCredentials(new SymmetricSecurityKey(publicKey) { KeyId = TestIssuer.Key.KeyId }, SecurityAlgorithms.HmacSha256)),
            "another issuer" => TestIssuer.Token(now, claims, issuer: "https://other.example/"),
            "another audience" => TestIssuer.Token(now, claims, audience: "other"),
            "expired" => TestIssuer.Token(now.AddHours(-1), claims),
            "not yet valid" => TestIssuer.Token(now.AddHours(1), claims),
            "nobody" => TestIssuer.Token(now, new Dictionary<string, object> { ["roles"] = OperatorRoles.All.ToArray() }),
            _ => "garbage",
        };
        (await registry.Client(good).GetAsync("/admin/v1/vendors")).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var answer = await registry.Client(token).GetAsync("/admin/v1/vendors");
        await answer.ShouldRefuseAsync(HttpStatusCode.Unauthorized, "REG-00011");
        answer.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer error=\"invalid_token\"");
        (await answer.Content.ReadAsStringAsync()).ShouldNotContain(token);
    }

    [Fact]
    public async Task Roles_come_under_other_names_and_as_objects_when_so_configured()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await using var registry = await RegistryHost.StartAsync(database, settings: new()
        {
            ["Registry:Operators:RoleClaim"] = "authorization_details",
            ["Registry:Operators:Roles:caseworker"] = "urn:altinn:resource:gateway-servicedesk, other-desk",
            ["Registry:Operators:Roles:auditor"] = "Gateway.Revisor",
        });
        var now = TimeProvider.System.GetUtcNow();
        var objects = registry.Client(TestIssuer.Token(now, new Dictionary<string, object>
        {
            ["sub"] = "a",
            ["authorization_details"] = new[] { new Dictionary<string, object> { ["type"] = "ansattporten:altinn:resource", ["resource"] = "urn:altinn:resource:gateway-servicedesk" } },
        }));
        await objects.RegisterVendorAsync(Numbers.First);
        (await objects.GetAsync("/admin/v1/audit")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        var texts = registry.Client(TestIssuer.Token(now, new Dictionary<string, object> { ["sub"] = "b", ["authorization_details"] = "Gateway.Revisor other" }));
        (await texts.GetAsync("/admin/v1/audit")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_operator_known_by_an_identity_number_is_in_the_audit_log_as_a_hash()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await using var registry = await RegistryHost.StartAsync(database, settings: new() { ["Registry:Operators:ActorClaim"] = "pid" });
        var client = registry.Client(TestIssuer.Token(TimeProvider.System.GetUtcNow(), new Dictionary<string, object> { ["pid"] = "08844397713", ["roles"] = OperatorRoles.All.ToArray() }));
        await client.RegisterVendorAsync(Numbers.First);
        var log = await client.GetStringAsync("/admin/v1/audit");
        log.ShouldNotContain("08844397713");
        log.ShouldContain("sha256:");
    }

    [Fact]
    public async Task An_issuer_out_of_reach_is_told_as_such()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await using var registry = await RegistryHost.StartAsync(database, settings: new() { ["Registry:Operators:Authority"] = "http://127.0.0.1:9" });
        await (await registry.AsEveryone().GetAsync("/admin/v1/vendors")).ShouldRefuseAsync(HttpStatusCode.ServiceUnavailable, "REG-00015");
    }

    [Fact]
    public async Task Without_an_issuer_nobody_gets_in()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await using var registry = await RegistryHost.StartAsync(database, settings: new() { ["Registry:Operators:Authority"] = null });
        await (await registry.AsEveryone().GetAsync("/admin/v1/vendors")).ShouldRefuseAsync(HttpStatusCode.Unauthorized, "REG-00011");
        (await registry.Anonymous().GetAsync("/admin/v1/openapi.json")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
