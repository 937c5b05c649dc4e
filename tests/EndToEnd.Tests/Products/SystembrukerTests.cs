using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Digdir.Altinn.Sandbox.Cast;
using Digdir.Altinn.Sandbox.Issuers;
using Digdir.Altinn.Sandbox.Systembruker;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.EndToEnd.Tests.Products;

[Collection(SharedSandbox.Name)]
public sealed class SystembrukerTests(RunningSandbox sandbox)
{
    private const string Register = "/authentication/api/v1/systemregister/vendor";
    private const string Requests = "/authentication/api/v1/systemuser/request/vendor";
    private readonly string _vendor = RunningSandbox.NewCustomer();

    [Fact]
    public async Task A_system_is_registered_changed_and_deleted_and_the_log_tells_of_it()
    {
        var id = $"{_vendor}_kladd";
        (await SendAsync(HttpMethod.Post, Register, System(id, Guid.NewGuid().ToString()))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await SendAsync(HttpMethod.Post, Register, System(id, Guid.NewGuid().ToString()))).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await SendAsync(HttpMethod.Get, $"{Register}/{id}").JsonAsync())["id"].Text().ShouldBe(id);
        (await SendAsync(HttpMethod.Put, $"{Register}/{id}/rights", new JsonArray())).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await SendAsync(HttpMethod.Delete, $"{Register}/{id}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await SendAsync(HttpMethod.Get, $"{Register}/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await SendAsync(HttpMethod.Get, $"{Register}/{id}/changelog").JsonAsync()).AsArray().Select(change => change!["changeType"].Text())
            .ShouldBe(["create", "rightsupdate", "delete"]);
    }

    [Fact]
    public async Task A_system_id_must_begin_with_the_vendors_own_number()
        => (await SendAsync(HttpMethod.Post, Register, System(RunningSandbox.NewCustomer() + "_x", "c")).JsonAsync())["code"].Text().ShouldBe("AUTH.VLD-00001");

    [Fact]
    public async Task A_client_belongs_to_one_system()
        => (await SendAsync(HttpMethod.Post, Register, System(_vendor + "_b", Players.GoodStanding.MachineClient)).JsonAsync())["code"].Text().ShouldBe("AUTH.VLD-00003");

    [Fact]
    public async Task A_request_is_new_until_the_customer_has_thought_it_over()
    {
        var id = $"{_vendor}_sys";
        await SendAsync(HttpMethod.Post, Register, System(id, Guid.NewGuid().ToString()));
        var body = new JsonObject { ["systemId"] = id, ["partyOrgNo"] = Players.Customers[0].Number, ["externalRef"] = "r1", ["rights"] = new JsonArray() };
        var created = await SendAsync(HttpMethod.Post, Requests, body);
        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        var request = (await created.JsonAsync())["id"].Text();
        (await SendAsync(HttpMethod.Get, $"{Requests}/{request}").JsonAsync())["status"].Text().ShouldBe("New");
        (await SendAsync(HttpMethod.Get, $"{Requests}/byexternalref/{id}/{Players.Customers[0].Number}/r1").JsonAsync())["id"].Text().ShouldBe(request);
        (await SendAsync(HttpMethod.Post, Requests, body)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Theory]
    [InlineData(0, "New")]
    [InlineData(29, "New")]
    [InlineData(30, "Accepted")]
    [InlineData(180 * 86_400 + 1, "Timedout")]
    public void A_requests_status_follows_from_its_age(int seconds, string status)
    {
        var created = new DateTimeOffset(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);
        var request = new SystemUserRequest
        {
            Id = Guid.NewGuid(),
            Kind = "request",
            SystemId = "s",
            Customer = Players.Customers[0].Number,
            ExternalRef = "r",
            Rights = new JsonArray(),
            Created = created,
        };
        request.StatusAt(created.AddSeconds(seconds), 1).ShouldBe(status);
    }

    [Fact]
    public async Task A_client_that_is_delegated_is_listed_and_open_to_the_system_until_it_is_taken_back()
    {
        const string Users = "/authentication/api/v1/enduser/systemuser";
        var accountant = Players.Customers[0].Number;
        var client = Players.Customers[5];
        var person = await sandbox.TokenAsync("altinn-from-idporten", "scope=altinn:clientdelegations.read%20altinn:clientdelegations.write");
        var agent = (await AskAsync(HttpMethod.Get, $"{Users}/agents?party={accountant}").JsonAsync()).AsArray()
            .Single(user => user!["systemId"].Text() == Players.GoodStanding.SystemId)!["id"].Text();
        var id = (await AskAsync(HttpMethod.Get, $"{Users}/clients/available?agent={agent}").JsonAsync())["data"]!.AsArray()
            .Single(one => one!["clientOrganizationNumber"].Text() == client.Number)!["clientId"].Text();
        (await ClientsAsync()).ShouldNotContain(client.Number);
        (await SeenAsync()).ShouldBe(HttpStatusCode.NotFound);

        for (var twice = 0; twice < 2; twice++)
        {
            (await AskAsync(HttpMethod.Post, $"{Users}/clients?agent={agent}&client={id}").JsonAsync())["client"].Text().ShouldBe(id);
        }

        (await ClientsAsync()).ShouldContain(client.Number);
        (await SeenAsync()).ShouldBe(HttpStatusCode.OK);

        (await AskAsync(HttpMethod.Delete, $"{Users}/clients?agent={agent}&client={id}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ClientsAsync()).ShouldNotContain(client.Number);
        (await SeenAsync()).ShouldBe(HttpStatusCode.NotFound);
        (await AskAsync(HttpMethod.Delete, $"{Users}/clients?agent={agent}&client={id}").JsonAsync())["code"].Text().ShouldBe("AUTH-00038");

        (await AskAsync(HttpMethod.Post, $"{Users}/clients?agent={agent}&client={Guid.NewGuid()}").JsonAsync())["code"].Text().ShouldBe("AUTH-00028");
        (await AskAsync(HttpMethod.Post, $"{Users}/clients?agent={agent}").JsonAsync())["code"].Text().ShouldBe("AUTH.VLD-00016");
        (await AskAsync(HttpMethod.Get, $"{Users}/clients?agent={SystemUsers.IdOf(Players.GoodStanding.SystemId, accountant)}").JsonAsync())["code"].Text().ShouldBe("AUTH.VLD-00015");
        (await AskAsync(HttpMethod.Get, $"{Users}/clients").JsonAsync())["code"].Text().ShouldBe("AUTH.VLD-00014");
        person = await sandbox.TokenAsync("altinn-from-idporten", "scope=altinn:clientdelegations.read");
        (await AskAsync(HttpMethod.Post, $"{Users}/clients?agent={agent}&client={id}")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        Task<HttpResponseMessage> AskAsync(HttpMethod method, string path) => sandbox.SendAsync(method, new Uri(sandbox.StandIns, path), person);

        async Task<IEnumerable<string>> ClientsAsync()
            => (await AskAsync(HttpMethod.Get, $"{Users}/clients?agent={agent}").JsonAsync())["data"]!.AsArray().Select(one => one!["clientOrganizationNumber"].Text()).ToList();

        // The accountant's system looks at one of the client's dialogs.
        async Task<HttpStatusCode> SeenAsync()
        {
            var own = await sandbox.TokenAsync("maskinporten-systemuser", "customer=" + client.Number);
            var dialogs = await sandbox.AskStandInAsync("/dialogporten/api/v1/enduser/dialogs?party=urn:altinn:organization:identifier-no:" + client.Number, own).JsonAsync();
            var accountants = await sandbox.TokenAsync("maskinporten-systemuser", "customer=" + accountant);
            return (await sandbox.AskStandInAsync($"/dialogporten/api/v1/enduser/dialogs/{dialogs["items"]![0]!["id"]}/activities", accountants)).StatusCode;
        }
    }

    private JsonObject System(string id, string client) => new()
    {
        ["id"] = id,
        ["vendor"] = new JsonObject { ["ID"] = "0192:" + _vendor },
        ["name"] = new JsonObject { ["nb"] = "x" },
        ["description"] = new JsonObject { ["nb"] = "x" },
        ["clientId"] = new JsonArray(client),
        ["rights"] = new JsonArray(),
    };

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, JsonNode? body = null)
    {
        using var content = body is null ? null : JsonContent.Create(body);
        return await sandbox.SendAsync(method, new Uri(sandbox.StandIns, path), await sandbox.TokenAsync("altinn-from-maskinporten-own-org", "vendor=" + _vendor), content);
    }
}
