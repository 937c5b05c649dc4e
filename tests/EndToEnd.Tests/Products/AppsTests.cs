using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.EndToEnd.Tests.Products;

[Collection(SharedSandbox.Name)]
public sealed class AppsTests(RunningSandbox sandbox)
{
    private const string App = "/ttd/arsoppgave";
    private readonly string _customer = RunningSandbox.NewCustomer();

    [Fact]
    public async Task A_form_is_made_filled_in_and_sent()
    {
        var made = await CreateAsync();
        var id = made["id"].Text();
        var form = made["data"]![0]!["id"].Text();
        var patch = new JsonObject { ["patch"] = new JsonArray(new JsonObject { ["op"] = "replace", ["path"] = "/antall", ["value"] = 3 }) };
        (await SendAsync(HttpMethod.Patch, $"{App}/instances/{id}/data/{form}", patch)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await SendAsync(HttpMethod.Get, $"{App}/instances/{id}/data/{form}").JsonAsync())["antall"]!.GetValue<int>().ShouldBe(3);
        (await SendAsync(HttpMethod.Get, $"{App}/instances/{id}/validate")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await SendAsync(HttpMethod.Put, $"{App}/instances/{id}/process/next").JsonAsync())["currentTask"]!["elementId"].Text().ShouldBe("Task_2");
        (await SendAsync(HttpMethod.Put, $"{App}/instances/{id}/process/next").JsonAsync())["ended"].ShouldNotBeNull();
        (await SendAsync(HttpMethod.Put, $"{App}/instances/{id}/process/next")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await SendAsync(HttpMethod.Get, $"/storage/api/v1/instances/{id}").JsonAsync())["status"]!["isArchived"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Theory]
    [InlineData("test", "/antall", 409)]
    [InlineData("remove", "/mangler", 422)]
    [InlineData("nonsense", "/antall", 422)]
    public async Task A_patch_that_cannot_be_applied_leaves_the_form_as_it_was(string operation, string path, int status)
    {
        var made = await CreateAsync();
        var form = $"{App}/instances/{made["id"].Text()}/data/{made["data"]![0]!["id"].Text()}";
        var patch = new JsonObject
        {
            ["patch"] = new JsonArray(
                new JsonObject { ["op"] = "add", ["path"] = "/linjer", ["value"] = new JsonArray(1) },
                new JsonObject { ["op"] = "add", ["path"] = "/linjer/-", ["value"] = new JsonObject { ["navn"] = "x" } },
                new JsonObject { ["op"] = operation, ["path"] = path, ["value"] = 77 }),
        };

        ((int)(await SendAsync(HttpMethod.Patch, form, patch)).StatusCode).ShouldBe(status);
        (await SendAsync(HttpMethod.Get, form).JsonAsync()).ToJsonString().ShouldBe("""{"navn":"","antall":0}""");

        patch["patch"]!.AsArray().RemoveAt(2);
        (await SendAsync(HttpMethod.Patch, form, patch)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await SendAsync(HttpMethod.Get, form).JsonAsync()).ToJsonString().ShouldBe("""{"navn":"","antall":0,"linjer":[1,{"navn":"x"}]}""");
    }

    [Fact]
    public async Task The_process_waits_for_the_virus_scan_of_a_file()
    {
        var id = (await CreateAsync())["id"].Text();
        using var file = new ByteArrayContent([1, 2, 3]) { Headers = { ContentType = new("application/pdf") } };
        (await sandbox.SendAsync(HttpMethod.Post, new Uri(sandbox.StandIns, $"{App}/instances/{id}/data/type/vedlegg"), await TokenAsync(), file)).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await SendAsync(HttpMethod.Put, $"{App}/instances/{id}/process/next")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Storage_lists_a_partys_instances_page_by_page()
    {
        await CreateAsync();
        var page = await SendAsync(HttpMethod.Get, "/storage/api/v1/instances?size=2&appId=ttd/arsoppgave", null, ("X-Ai-InstanceOwnerIdentifier", "Organisation:" + _customer)).JsonAsync();
        page["count"]!.GetValue<int>().ShouldBe(2);
        page["next"].Text().ShouldContain("continuationToken=2");
    }

    [Theory]
    [InlineData("maskinporten-systemuser")]
    [InlineData("idporten-access-token")]
    public async Task Tokens_that_have_not_been_exchanged_are_refused(string form)
        => (await sandbox.AskStandInAsync(App + "/api/v1/applicationmetadata", await sandbox.TokenAsync(form))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

    [Fact]
    public async Task A_session_in_the_portals_cookie_opens_the_page()
        => (await sandbox.AskStandInAsync(App, null, ("Cookie", "AltinnStudioRuntime=" + await sandbox.TokenAsync("altinn-portal-session")))).Content.Headers.ContentType?.MediaType.ShouldBe("text/html");

    private async Task<JsonNode> CreateAsync()
    {
        var answer = await SendAsync(HttpMethod.Post, App + "/instances", new JsonObject { ["instanceOwner"] = new JsonObject { ["organisationNumber"] = _customer } });
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        return await answer.JsonAsync();
    }

    private Task<string> TokenAsync() => sandbox.TokenAsync("altinn-from-maskinporten-systemuser", "customer=" + _customer);

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, JsonNode? body = null, params (string Name, string Value)[] headers)
    {
        using var content = body is null ? null : JsonContent.Create(body);
        return await sandbox.SendAsync(method, new Uri(sandbox.StandIns, path), await TokenAsync(), content, headers);
    }
}
