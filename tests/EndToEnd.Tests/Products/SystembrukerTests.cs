using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Digdir.Altinn.Sandbox.Cast;
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
