using System.Net;
using Digdir.Altinn.Sandbox.Cast;
using Digdir.Altinn.Sandbox.DemoVendors;
using Digdir.Altinn.Sandbox.Issuers;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.EndToEnd.Tests.ThroughTheGateway;

[Collection(SharedSandbox.Name)]
public sealed class JourneyTests(RunningSandbox sandbox)
{
    [Fact]
    public async Task A_system_gets_a_token_exchanges_it_through_the_gateway_and_calls()
    {
        var services = sandbox.Application.StandIns;
        using var tokens = new VendorTokens(
            Players.GoodStanding, services.GetRequiredService<Clients>(), sandbox.StandIns, sandbox.Public, TimeProvider.System);
        var customer = Players.Customers[3].Number;
        var raw = await tokens.MaskinportenAsync(customer, CancellationToken.None);
        (await sandbox.AskAsync("/dialogporten/api/v1/enduser/dialogs?party=urn:altinn:organization:identifier-no:" + customer, raw)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await sandbox.AskAsync("/events/api/v1/subscriptions", raw)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var altinn = await tokens.AltinnAsync(customer, CancellationToken.None);
        (await sandbox.AskAsync("/events/api/v1/subscriptions", altinn)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_person_logs_in_and_sees_what_the_customer_has()
    {
        var services = sandbox.Application.StandIns;
        using var tokens = new VendorTokens(
            Players.HumanPaced, services.GetRequiredService<Clients>(), sandbox.StandIns, sandbox.Public, TimeProvider.System);
        var token = await tokens.IdPortenAsync(Players.People[0].Number, CancellationToken.None);
        (await sandbox.AskAsync("/dialogporten/api/v1/enduser/parties", token).JsonAsync())["authorizedParties"]!.AsArray().Count.ShouldBe(1 + Players.Customers.Count);
    }
}
