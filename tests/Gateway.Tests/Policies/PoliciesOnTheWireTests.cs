using System.Collections.Frozen;
using Digdir.Altinn.VendorRegistry.Pictures;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Policies;

/// <summary>Policies as a vendor's system meets them, through the whole gateway, and as the servicedesk turns them.</summary>
public sealed class PoliciesOnTheWireTests
{
    private const string Parties = "/dialogporten/api/v1/enduser/parties";

    [Fact]
    public async Task Every_policy_can_be_shadowed_and_switched_off_while_running()
    {
        await using var gateway = await ServingGateway.StartAsync();
        var token = gateway.Token("other:scope");

        (await gateway.SendAsync(token, Parties)).Code.ShouldBe("GWY-00009");

        gateway.Registry = gateway.Registry.Setting("scopes", PolicyMode.Shadow);
        (await gateway.SendAsync(token, Parties)).Status.ShouldBe(200);

        gateway.Registry = gateway.Registry with { Policies = FrozenDictionary<PolicyKey, PolicyMode>.Empty };
        (await gateway.SendAsync(token, Parties)).Status.ShouldBe(403);

        gateway.Registry = gateway.Registry.Setting("scopes", PolicyMode.Off);
        (await gateway.SendAsync(token, Parties)).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("GET", Parties, "digdir:dialogporten digdir:dialogporten.noconsent")]
    [InlineData("GET", "/correspondence/api/v1/correspondence/5c0e0000-0000-0000-0000-000000000000", "altinn:correspondence.read altinn:correspondence.write")]
    public async Task A_token_without_the_scope_is_told_which_would_do_and_where_more_is_to_be_read(string method, string path, string scopes)
    {
        await using var gateway = await ServingGateway.StartAsync(["--Gateway:PublicAddress=https://gw.example/"]);

        var answer = await gateway.SendAsync(gateway.Token("other:scope"), path, method);

        // RFC 6750 section 3 and RFC 9728 section 5.1.
        answer.Code.ShouldBe("GWY-00009");
        answer.Fields["WWW-Authenticate"].ShouldBe(
            $"Bearer realm=\"altinn\", error=\"insufficient_scope\", scope=\"{scopes}\", resource_metadata=\"https://gw.example/.well-known/oauth-protected-resource\"");
        answer.Problem?["scopes"]?.AsArray().Select(scope => scope?.GetValue<string>()).ShouldBe(scopes.Split(' '));
    }

    [Fact]
    public async Task A_mode_in_configuration_holds_until_the_registry_says_otherwise()
    {
        await using var gateway = await ServingGateway.StartAsync(["--Policies:scopes=shadow"]);
        var token = gateway.Token("other:scope");

        (await gateway.SendAsync(token, Parties)).Status.ShouldBe(200);
        gateway.Registry = gateway.Registry.Setting("scopes", PolicyMode.Enforce);
        (await gateway.SendAsync(token, Parties)).Status.ShouldBe(403);
    }

    [Fact]
    public async Task A_policy_that_does_not_exist_stops_the_start()
        => await Should.ThrowAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => RunningGateway.StartAsync(["--Policies:scopse=off"]));

    [Fact]
    public async Task Policies_are_asked_in_order_and_the_first_that_finds_something_answers()
    {
        await using var gateway = await ServingGateway.StartAsync();
        var token = gateway.Token("other:scope");
        var held = ServingGateway.GoodVendor with
        {
            Acceptances = [],
            Integrations = [],
            Holds = [new HoldPicture(Guid.NewGuid(), "incident", "1.2.8", null, null, null, null, null, null) { From = DateTimeOffset.UnixEpoch }],
        };
        gateway.Registry = gateway.Registry.With(held) with
        {
            Maintenance = [new MaintenancePicture(Guid.NewGuid(), AltinnEnvironment.Test, "dialogporten", DateTimeOffset.UnixEpoch, null, "Vedlikehold", "Maintenance")],
        };

        List<string?> codes = [];
        foreach (var policy in new[] { "maintenance", "terms", "holds", "purpose", "scopes" })
        {
            codes.Add((await gateway.SendAsync(token, Parties)).Code);
            gateway.Registry = gateway.Registry.Setting(policy, PolicyMode.Off);
        }

        codes.ShouldBe(["GWY-00010", "GWY-00012", "GWY-00013", "GWY-00014", "GWY-00009"]);
        (await gateway.SendAsync(token, Parties)).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData(null, "Tilgangen er sperret")]
    [InlineData("en", "Access is on hold")]
    public async Task A_refusal_is_in_the_callers_language_with_code_clause_and_remedy(string? language, string title)
    {
        await using var gateway = await ServingGateway.StartAsync();
        var hold = new HoldPicture(Guid.NewGuid(), "incident", "1.2.8", null, null, null, null, null, null) { From = DateTimeOffset.UnixEpoch };
        gateway.Registry = gateway.Registry.With(ServingGateway.GoodVendor with { Holds = [hold] });

        var refused = await gateway.SendAsync(gateway.Token("digdir:dialogporten"), Parties, language: language);

        refused.Status.ShouldBe(403);
        var problem = refused.Problem.ShouldNotBeNull();
        problem["title"].ShouldNotBeNull().GetValue<string>().ShouldBe(title);
        problem["clause"].ShouldNotBeNull().GetValue<string>().ShouldBe("1.2.8");
        problem["hold"].ShouldNotBeNull().GetValue<Guid>().ShouldBe(hold.Id);
        problem["remedy"].ShouldNotBeNull().GetValue<string>().ShouldContain("servicedesk@altinn.no");
        problem["traceId"].ShouldNotBeNull().GetValue<string>().ShouldBe(refused.Fields["Altinn-Gateway-Trace"]);
    }

    [Fact]
    public async Task An_empty_picture_lets_nobody_in_and_breaks_nothing()
    {
        await using var gateway = await ServingGateway.StartAsync();
        gateway.Registry = RegistryPicture.Empty;

        (await gateway.SendAsync(gateway.Token("digdir:dialogporten"), Parties)).Code.ShouldBe("GWY-00011");
    }
}
