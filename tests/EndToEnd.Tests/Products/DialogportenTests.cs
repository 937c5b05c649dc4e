using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Digdir.Altinn.Sandbox.Cast;
using Digdir.Altinn.Sandbox.Dialogporten;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.EndToEnd.Tests.Products;

[Collection(SharedSandbox.Name)]
public sealed class DialogportenTests(RunningSandbox sandbox)
{
    private const string Root = "/dialogporten/api/v1/enduser";
    private readonly string _customer = RunningSandbox.NewCustomer();

    private string Party => "urn:altinn:organization:identifier-no:" + _customer;

    [Fact]
    public async Task Pages_follow_one_another_without_gaps_or_repeats()
    {
        var whole = await AskAsync($"{Root}/dialogs?party={Party}&limit=1000").JsonAsync();
        var ids = new List<string>();
        var next = "";
        do
        {
            var page = await AskAsync($"{Root}/dialogs?party={Party}&limit=7{next}").JsonAsync();
            ids.AddRange(page["items"]!.AsArray().Select(item => item!["id"].Text()));
            next = page["hasNextPage"]!.GetValue<bool>() ? "&continuationToken=" + Uri.EscapeDataString(page["continuationToken"].Text()) : "";
        }
        while (next.Length > 0);
        ids.ShouldBe(whole["items"]!.AsArray().Select(item => item!["id"].Text()));
        ids.Count.ShouldBeGreaterThan(20);
    }

    [Fact]
    public async Task A_search_for_what_changed_since_yesterday_finds_only_that()
    {
        var since = TimeProvider.System.GetUtcNow().AddDays(-60);
        var found = await AskAsync($"{Root}/dialogs?party={Party}&contentUpdatedAfter={Uri.EscapeDataString(since.ToString("O"))}").JsonAsync();
        found["items"]!.AsArray().ShouldAllBe(item => item!["contentUpdatedAt"]!.GetValue<DateTimeOffset>() >= since);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?limit=10")]
    [InlineData("?party=310923044")]
    [InlineData("?party=urn:altinn:organization:identifier-no:310923044&limit=0")]
    [InlineData("?party=urn:altinn:organization:identifier-no:310923044&limit=1001")]
    [InlineData("?party=urn:altinn:organization:identifier-no:310923044&search=ab")]
    [InlineData("?party=urn:altinn:organization:identifier-no:310923044&orderBy=colour_desc")]
    [InlineData("?party=urn:altinn:organization:identifier-no:310923044&continuationToken=next")]
    [InlineData("?party=urn:altinn:organization:identifier-no:310923044&createdAfter=yesterday")]
    public async Task A_malformed_search_is_answered_in_dialogportens_own_way(string query)
    {
        var answer = await AskAsync($"{Root}/dialogs{query}");
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var problem = await answer.JsonAsync();
        problem["errors"]!.AsObject().Count.ShouldBePositive();
        problem["instance"].Text().ShouldBe("/api/v1/enduser/dialogs");
    }

    [Fact]
    public async Task Opening_a_dialog_leaves_one_mark_in_the_seen_log_and_lists_leave_none()
    {
        var id = await FirstAsync();
        (await AskAsync($"{Root}/dialogs/{id}/seenlog").JsonAsync()).AsArray().Count.ShouldBe(0);
        var opened = await AskAsync($"{Root}/dialogs/{id}");
        (await opened.JsonAsync())["dialogToken"].Text().Split('.').Length.ShouldBe(3);
        opened.Headers.NonValidated["ETag"].ToString().ShouldNotContain('"');
        await AskAsync($"{Root}/dialogs/{id}");
        (await AskAsync($"{Root}/dialogs/{id}/seenlog").JsonAsync()).AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Labels_change_only_on_the_revision_that_was_seen()
    {
        var id = await FirstAsync();
        var revision = (await AskAsync($"{Root}/dialogs/{id}").JsonAsync())["endUserContext"]!["revision"].Text();
        (await LabelAsync(id, Guid.NewGuid().ToString())).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await LabelAsync(id, revision)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await LabelAsync(id, revision)).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await AskAsync($"{Root}/dialogs/{id}").JsonAsync())["systemLabel"].Text().ShouldBe("Archive");
        (await AskAsync($"{Root}/dialogs/{id}/context/labellog").JsonAsync())[0]!["name"].Text().ShouldBe("systemlabel:Archive");
    }

    [Fact]
    public async Task Another_customers_dialog_is_not_found()
    {
        var id = await FirstAsync();
        var other = await sandbox.TokenAsync("maskinporten-systemuser", "customer=" + RunningSandbox.NewCustomer());
        (await sandbox.AskStandInAsync($"{Root}/dialogs/{id}", other)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_plain_organisation_has_no_way_in()
        => (await sandbox.AskStandInAsync($"{Root}/parties", await sandbox.TokenAsync("maskinporten-own-org"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

    [Theory]
    [InlineData("activities")]
    [InlineData("transmissions")]
    [InlineData("seenlog")]
    [InlineData("context/labellog")]
    public async Task The_lists_inside_a_dialog_answer(string list) => (await AskAsync($"{Root}/dialogs/{await FirstAsync()}/{list}").JsonAsync()).ShouldBeOfType<JsonArray>();

    [Theory]
    [InlineData("/parties")]
    [InlineData("/serviceresources")]
    [InlineData("/../metadata/limits")]
    [InlineData("/../metadata/serviceresources")]
    public async Task Look_ups_answer(string path) => (await AskAsync(Root + path)).StatusCode.ShouldBe(HttpStatusCode.OK);

    [Fact]
    public async Task GraphQL_picks_fields_by_variables_fragments_and_aliases()
    {
        const string Query = """
            query Inbox($input: SearchDialogInput!) {
              first: searchDialogs(input: $input) { ...page errors { message } }
            }
            fragment page on SearchDialogsPayload { hasNextPage continuationToken orderBy { contentUpdatedAt } items { id status content { title { value { value languageCode } } } } }
            """;
        var input = new JsonObject { ["party"] = new JsonArray(Party), ["limit"] = 1, ["orderBy"] = new JsonArray(new JsonObject { ["contentUpdatedAt"] = "ASC" }) };
        var first = (await GraphAsync(Query, new() { ["input"] = input }))["data"]!["first"]!;
        first["items"]!.AsArray().ShouldHaveSingleItem()!.AsObject().Select(field => field.Key).ShouldBe(["id", "status", "content"]);
        first["items"]![0]!["status"].Text().ShouldMatch("^[A-Z_]+$");
        first["orderBy"]!.ToJsonString().ShouldBe("""[{"contentUpdatedAt":"ASC"}]""");
        first["hasNextPage"]!.GetValue<bool>().ShouldBeTrue();
        var next = input.DeepClone().AsObject();
        next["continuationToken"] = first["continuationToken"].Text();
        (await GraphAsync(Query, new() { ["input"] = next }))["data"]!["first"]!["items"]![0]!["id"].Text().ShouldNotBe(first["items"]![0]!["id"].Text());

        var id = first["items"]![0]!["id"].Text();
        var opened = (await GraphAsync("query One($id: UUID!) { dialogById(dialogId: $id) { dialog { id dialogToken activities { type performedBy { actorType } } } errors { __typename message } } }", new() { ["id"] = id }))["data"]!["dialogById"]!;
        opened["dialog"]!["id"].Text().ShouldBe(id);
        opened["dialog"]!["dialogToken"].Text().ShouldNotBeEmpty();
        opened["errors"]!.AsArray().ShouldBeEmpty();
        (await AskAsync($"{Root}/dialogs/{id}/seenlog").JsonAsync()).AsArray().ShouldNotBeEmpty("a dialog opened by GraphQL is seen");

        (await GraphAsync("mutation { setSystemLabel(input: { dialogId: \"" + id + "\", addLabels: [ARCHIVE], removeLabels: [] }) { success errors { message } } }"))
            ["data"]!["setSystemLabel"]!["success"]!.GetValue<bool>().ShouldBeTrue();
        (await GraphAsync("{ dialogById(dialogId: \"" + id + "\") { dialog { endUserContext { systemLabels } } } }"))
            ["data"]!["dialogById"]!["dialog"]!["endUserContext"]!["systemLabels"]!.ToJsonString().ShouldBe("""["ARCHIVE"]""");
        (await GraphAsync("{ parties { party partyUuid isCurrentEndUser } }"))["data"]!["parties"]![0]!["party"].Text().ShouldBe(Party);
    }

    [Theory]
    [InlineData("{ searchDialogs(input: { }) { errors { __typename message } } }", "data.searchDialogs.errors.0.__typename", "SearchDialogValidationError")]
    [InlineData("{ dialogById(dialogId: \"00000000-0000-0000-0000-000000000001\") { dialog { id } errors { __typename ... on DialogByIdNotFound { message } } } }", "data.dialogById.errors.0.__typename", "DialogByIdNotFound")]
    [InlineData("{ __schema { queryType { name } } }", "data.__schema.queryType.name", "Queries")]
    [InlineData("{ nothing }", "errors.0.extensions.number", "5.3.1")]
    [InlineData("{ dialogById(dialogId: \"x\") { dialog { id } } }", "errors.0.extensions.number", "5.6.1")]
    [InlineData("{ searchDialogs(", "errors.0.extensions.code", "SYNTAX_ERROR")]
    [InlineData("subscription { dialogEvents(dialogId: \"00000000-0000-0000-0000-000000000001\") { id } }", "errors.0.message", "dialogEvents needs a dialog token for the dialog in Digdir-Dialog-Token.")]
    public async Task GraphQL_says_what_is_wrong(string query, string path, string expected)
    {
        JsonNode? answer = await GraphAsync(query);

        foreach (var part in path.Split('.'))
        {
            answer = int.TryParse(part, out var index) ? answer?.AsArray()[index] : answer?[part];
        }

        answer.Text().ShouldBe(expected);
    }

    [Fact]
    public async Task GraphQL_goes_twelve_levels_deep_and_no_further()
    {
        static string Deep(int levels) => "{ __schema { types { fields { type { " + string.Concat(Enumerable.Repeat("ofType { ", levels - 5)) + "name" + string.Concat(Enumerable.Repeat(" }", levels));

        (await GraphAsync(Deep(12)))["data"].ShouldNotBeNull();
        (await GraphAsync(Deep(14)))["errors"].ShouldNotBeNull();
    }

    [Fact]
    public async Task GraphQL_searches_and_follows_one_dialog()
    {
        var graph = new Uri(sandbox.StandIns, "/dialogporten/graphql");
        var token = await TokenAsync();
        using var search = JsonContent.Create(new { query = $$"""query { searchDialogs(input: { party: ["{{Party}}"] }) { items { id } } }""" });
        var found = await (await sandbox.SendAsync(HttpMethod.Post, graph, token, search)).JsonAsync();
        var id = found["data"]!["searchDialogs"]!["items"]![0]!["id"].Text();
        var dialogToken = (await AskAsync($"{Root}/dialogs/{id}").JsonAsync())["dialogToken"].Text();
        using var follow = JsonContent.Create(new { query = $$"""subscription { dialogEvents(dialogId: "{{id}}") { id type } }""" });
        using var stream = await sandbox.SendAsync(HttpMethod.Post, graph, token, follow, ("Digdir-Dialog-Token", dialogToken), ("Accept", "text/event-stream"));
        stream.Content.Headers.ContentType?.MediaType.ShouldBe("text/event-stream");
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync());
        (await reader.ReadLineAsync()).ShouldBe(":");
        sandbox.Application.StandIns.GetRequiredService<DialogStore>().Changes.Tell(Guid.Parse(id));
        string? line;
        do
        {
            line = await reader.ReadLineAsync();
        }
        while (line is not null && !line.StartsWith("data:", StringComparison.Ordinal));
        line.ShouldNotBeNull().ShouldContain("DIALOG_UPDATED");
    }

    [Fact]
    public async Task What_happens_to_a_dialog_shows_and_is_told_as_an_event()
    {
        var before = await AskAsync($"{Root}/dialogs?party={Party}&limit=1000").JsonAsync();
        var services = sandbox.Application.StandIns;
        var events = new List<string>();
        using (services.GetRequiredService<Digdir.Altinn.Sandbox.Events.EventLog>().Published.Add(happened =>
        {
            if (happened.Party?.Number == _customer)
            {
                lock (events)
                {
                    events.Add(happened.Type);
                }
            }
        }))
        {
            var random = new Random(4);
            for (var i = 0; i < 12; i++)
            {
                services.GetRequiredService<DialogStore>().Happen(services.GetRequiredService<Parties>().Of(_customer), random);
            }
        }

        var after = await AskAsync($"{Root}/dialogs?party={Party}&limit=1000").JsonAsync();
        var made = events.Count(type => type == "dialogporten.dialog.created.v1");
        made.ShouldBePositive();
        events.ShouldContain("dialogporten.dialog.updated.v1");
        after["items"]!.AsArray().Count.ShouldBe(before["items"]!.AsArray().Count + made);
    }

    private async Task<JsonNode> GraphAsync(string query, JsonObject? variables = null)
    {
        using var content = JsonContent.Create(new { query, variables });
        return await sandbox.SendAsync(HttpMethod.Post, new Uri(sandbox.StandIns, "/dialogporten/graphql"), await TokenAsync(), content).JsonAsync();
    }

    private Task<string> TokenAsync() => sandbox.TokenAsync("maskinporten-systemuser", "customer=" + _customer);

    private async Task<HttpResponseMessage> AskAsync(string path) => await sandbox.AskStandInAsync(path, await TokenAsync());

    private async Task<string> FirstAsync() => (await AskAsync($"{Root}/dialogs?party={Party}&limit=1").JsonAsync())["items"]![0]!["id"].Text();

    private async Task<HttpResponseMessage> LabelAsync(string id, string revision)
    {
        using var content = JsonContent.Create(new { addLabels = new[] { "Archive" } });
        return await sandbox.SendAsync(HttpMethod.Put, new Uri(sandbox.StandIns, $"{Root}/dialogs/{id}/context/systemlabels"), await TokenAsync(), content, ("If-Match", revision));
    }
}
