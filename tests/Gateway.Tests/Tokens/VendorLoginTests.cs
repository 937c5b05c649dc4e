using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Digdir.Altinn.VendorRegistry.Pictures;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Tokens;

/// <summary>A vendor comes at its own API, and at its own things only, with the token it calls Altinn with.</summary>
public sealed class VendorLoginTests
{
    private const string Scope = "altinn:vendorgateway";

    [Fact]
    public async Task A_vendor_reads_its_own_standing()
    {
        await using var gateway = await ServingGateway.StartAsync();

        var answer = await gateway.SendAsync(gateway.Token(Scope, "maskinporten-own-org"), "/vendor/v1/standing");

        Assert.Equal(200, answer.Status);
        var standing = JsonNode.Parse(answer.Body);
        Assert.Equal(6, standing?["integrations"]?.AsArray().Count);
        Assert.Equal("no-store", answer.Fields["Cache-Control"]);
    }

    [Fact]
    public async Task A_vendor_on_hold_still_reads_why()
    {
        await using var gateway = await ServingGateway.StartAsync();
        var now = gateway.Clock.GetUtcNow();
        var hold = new HoldPicture(Guid.NewGuid(), "misuse", "7.1", null, null, null, null, null, null) { From = now };
        gateway.Registry = gateway.Registry.With(ServingGateway.GoodVendor with { Holds = [hold] });

        var answer = await gateway.SendAsync(gateway.Token(Scope), "/vendor/v1/standing");

        Assert.Equal(200, answer.Status);
        Assert.Equal(hold.Id.ToString(), JsonNode.Parse(answer.Body)?["holds"]?[0]?["id"]?.GetValue<string>());
        Assert.True(JsonNode.Parse(answer.Body)?["holds"]?[0]?["inForce"]?.GetValue<bool>());
    }

    [Fact]
    public async Task Without_a_token_the_vendor_is_told_how_to_get_one()
    {
        await using var gateway = await ServingGateway.StartAsync();
        using var answer = await gateway.Public.GetAsync("/vendor/v1/standing");

        Assert.Equal(401, (int)answer.StatusCode);
        Assert.StartsWith("Bearer realm=\"altinn\", resource_metadata=", answer.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_forged_token_is_no_way_in()
    {
        await using var gateway = await ServingGateway.StartAsync();
        var token = gateway.Token(Scope);

        var answer = await gateway.SendAsync(token[..^6] + (token.EndsWith("AAAAAA", StringComparison.Ordinal) ? "BBBBBB" : "AAAAAA"), "/vendor/v1/standing");

        Assert.Equal(401, answer.Status);
    }

    [Fact]
    public async Task A_token_without_the_scope_is_told_which_one_is_missing()
    {
        await using var gateway = await ServingGateway.StartAsync();

        var answer = await gateway.SendAsync(gateway.Token("altinn:correspondence.read"), "/vendor/v1/standing");

        Assert.Equal((403, "REG-00016"), (answer.Status, answer.Code));
        Assert.Contains($"scope=\"{Scope}\"", answer.Fields["WWW-Authenticate"], StringComparison.Ordinal);
        Assert.EndsWith("resource_metadata=\"" + gateway.Public.BaseAddress + ".well-known/oauth-protected-resource\"", answer.Fields["WWW-Authenticate"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_business_that_is_no_registered_vendor_is_told_so()
    {
        await using var gateway = await ServingGateway.StartAsync();
        gateway.Registry = gateway.Registry with { Vendors = System.Collections.Frozen.FrozenDictionary<Digdir.Altinn.Grains.VendorId, VendorPicture>.Empty };

        var answer = await gateway.SendAsync(gateway.Token(Scope), "/vendor/v1/standing");

        Assert.Equal((403, "REG-00017"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task The_description_is_public_and_names_no_vendor_in_any_path()
    {
        await using var gateway = await ServingGateway.StartAsync();

        var document = JsonNode.Parse(await gateway.Public.GetStringAsync("/vendor/v1/openapi.json"));

        var paths = document?["paths"]?.AsObject().Select(path => path.Key).ToImmutableArray() ?? [];
        Assert.Contains("/vendor/v1/standing", paths);
        Assert.DoesNotContain(paths, path => path.Contains("{vendor}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_vendor_api_is_not_on_the_management_listener_nor_the_admin_api_on_the_public_one()
    {
        await using var gateway = await ServingGateway.StartAsync();
        using var vendor = await gateway.Management.GetAsync("/vendor/v1/standing");
        using var admin = await gateway.Public.GetAsync("/admin/v1/openapi.json");

        Assert.Equal((404, 404), ((int)vendor.StatusCode, (int)admin.StatusCode));
    }
}
