using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Digdir.Altinn.Gateway.Telemetry;
using Digdir.Altinn.VendorRegistry.Pictures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Telemetry;

/// <summary>A node says whether it lives and whether it can serve, and only on the management listener.</summary>
public sealed class HealthTests
{
    [Theory]
    [InlineData("Pass", "Pass", 200, "pass")]
    [InlineData("Pass", "Warn", 200, "warn")]
    [InlineData("Fail", "Warn", 503, "fail")]
    public async Task The_worst_of_what_it_needs_decides_and_staleness_alone_leaves_it_in_service(string one, string other, int status, string said)
    {
        await using var gateway = await RunningGateway.StartAsync(with: builder => builder.Services.RemoveAll<IReadiness>()
            .AddSingleton<IReadiness>(new Stands("catalogue", Enum.Parse<Health>(one)))
            .AddSingleton<IReadiness>(new Stands("picture", Enum.Parse<Health>(other))));

        using var ready = await gateway.Management.GetAsync(new Uri("/health/ready", UriKind.Relative));
        using var live = await gateway.Management.GetAsync(new Uri("/health/live", UriKind.Relative));

        live.StatusCode.ShouldBe(HttpStatusCode.OK);
        ((int)ready.StatusCode).ShouldBe(status);
        ready.Content.Headers.ContentType?.MediaType.ShouldBe("application/health+json");
        var body = (await ready.Content.ReadFromJsonAsync<JsonNode>()).ShouldNotBeNull();
        body["status"]?.GetValue<string>().ShouldBe(said);
        body["checks"]?["picture"]?[0]?["status"]?.GetValue<string>().ShouldBe(other.ToLowerInvariant());
    }

    [Fact]
    public async Task A_check_that_throws_fails_by_itself()
    {
        await using var gateway = await RunningGateway.StartAsync(with: builder => builder.Services.RemoveAll<IReadiness>().AddSingleton<IReadiness>(new Throws()));

        using var ready = await gateway.Management.GetAsync(new Uri("/health/ready", UriKind.Relative));

        ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await ready.Content.ReadAsStringAsync()).ShouldNotContain("secret");
    }

    [Fact]
    public async Task Callers_on_the_public_listener_are_not_told()
    {
        await using var gateway = await RunningGateway.StartAsync();

        using var answer = await gateway.Public.GetAsync(new Uri("/health/live", UriKind.Relative));

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData(PictureOrigin.None, false, Health.Fail)]
    [InlineData(PictureOrigin.Copy, false, Health.Warn)]
    [InlineData(PictureOrigin.Registry, false, Health.Warn)]
    [InlineData(PictureOrigin.Registry, true, Health.Pass)]
    internal void A_node_without_its_registry_serves_on_from_its_last_picture(PictureOrigin origin, bool reachable, Health expected)
        => new PictureReadiness(new Fixed(new PictureHealth(1, origin, null, reachable))).Check(DateTimeOffset.UnixEpoch).Health.ShouldBe(expected);

    [Fact]
    public async Task A_node_without_keys_is_not_ready_and_says_of_each_issuer_why()
    {
        await using var gateway = await RunningGateway.StartAsync(["--Tokens:Issuers:altinn:Enabled=false"]);

        var (status, checks) = await ReadyAsync(gateway);

        status.ShouldBe(503, checks.ToJsonString());
        var keys = checks["keys"].ShouldNotBeNull().AsArray();
        keys.Count.ShouldBe(4, "one for the whole and one for each issuer that is trusted");
        keys.Skip(1).Select(part => part?["componentId"]?.GetValue<string>()).ShouldBe(["dialogporten", "idporten", "maskinporten"]);
        keys.ShouldAllBe(part => part != null && part["output"] != null && part["status"]!.GetValue<string>() == "fail");
    }

    [Fact]
    public async Task A_node_that_keeps_the_registry_alone_needs_no_keys_but_its_picture()
    {
        await using var gateway = await RunningGateway.StartAsync(["--Roles=registry"]);

        var (status, checks) = await ReadyAsync(gateway);

        status.ShouldBe(200, checks.ToJsonString());
        checks.Select(check => check.Key).ShouldBe(["picture"]);
        checks["picture"]?[0]?["output"]?.GetValue<string>().ShouldStartWith("In step with the registry");
    }

    private static async Task<(int Status, JsonObject Checks)> ReadyAsync(RunningGateway gateway)
    {
        using var ready = await gateway.Management.GetAsync(new Uri("/health/ready", UriKind.Relative));
        return ((int)ready.StatusCode, (await ready.Content.ReadFromJsonAsync<JsonNode>())?["checks"]?.AsObject() ?? []);
    }

    private sealed class Fixed(PictureHealth health) : IPictureHealth
    {
        public PictureHealth Health => health;
    }

    private sealed class Stands(string name, Health health) : IReadiness
    {
        public string Name => name;

        public Readiness Check(DateTimeOffset now) => new(health, health == Health.Pass ? null : "why");
    }

    private sealed class Throws : IReadiness
    {
        public string Name => "it";

        public Readiness Check(DateTimeOffset now) => throw new InvalidOperationException("secret");
    }
}
