using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.EndToEnd.Tests.Products;

[Collection(SharedSandbox.Name)]
public sealed class MeldingTests(RunningSandbox sandbox)
{
    private const string Root = "/correspondence/api/v1/correspondence";
    private readonly string _customer = RunningSandbox.NewCustomer();

    [Fact]
    public async Task A_message_must_be_fetched_before_it_can_be_confirmed()
    {
        var id = await FirstAsync();
        var early = await SendAsync(HttpMethod.Post, $"{Root}/{id}/confirm");
        early.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await early.JsonAsync())["errorCode"]!.GetValue<int>().ShouldBe(1025);
        (await SendAsync(HttpMethod.Get, $"{Root}/{id}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await SendAsync(HttpMethod.Post, $"{Root}/{id}/confirm")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Fetching_leaves_one_trace_and_reading_the_content_another()
    {
        var id = await FirstAsync();
        for (var i = 0; i < 3; i++)
        {
            await SendAsync(HttpMethod.Get, $"{Root}/{id}");
        }

        (await SendAsync(HttpMethod.Get, $"{Root}/{id}/content")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var history = (await SendAsync(HttpMethod.Get, $"{Root}/{id}/details").JsonAsync())["statusHistory"]!.AsArray().Select(change => change!["status"].Text()).ToList();
        history.Count(status => status == "Fetched").ShouldBe(1);
        history.ShouldContain("Read");
        history[^1].ShouldBe("Read");
    }

    [Fact]
    public async Task A_purged_message_is_gone()
    {
        var id = await FirstAsync();
        (await SendAsync(HttpMethod.Delete, $"{Root}/{id}/purge")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await SendAsync(HttpMethod.Get, $"{Root}/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Attachments_are_downloaded_alone_and_together()
    {
        var id = await FirstAsync();
        var overview = await SendAsync(HttpMethod.Get, $"{Root}/{id}").JsonAsync();
        var attachment = overview["content"]!["attachments"]![0]!["id"].Text();
        var alone = await SendAsync(HttpMethod.Get, $"{Root}/{id}/attachment/{attachment}/download");
        (await alone.Content.ReadAsByteArrayAsync()).Length.ShouldBeGreaterThan(1000);
        var together = await SendAsync(HttpMethod.Get, $"{Root}/{id}/attachments/downloadall");
        together.Content.Headers.ContentType?.MediaType.ShouldBe("application/zip");
        using var zip = new System.IO.Compression.ZipArchive(new MemoryStream(await together.Content.ReadAsByteArrayAsync()));
        zip.Entries.Count.ShouldBe(1);
        zip.Entries[0].Length.ShouldBe(alone.Content.Headers.ContentLength ?? -1);
    }

    [Fact]
    public async Task Raw_maskinporten_tokens_may_look_but_not_read()
    {
        var id = await FirstAsync();
        var token = await sandbox.TokenAsync("maskinporten-systemuser", "customer=" + _customer);
        (await sandbox.AskStandInAsync($"{Root}/{id}", token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await sandbox.AskStandInAsync($"{Root}/{id}/content", token)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task What_a_service_owner_sends_arrives_once()
    {
        var sender = await sandbox.TokenAsync("altinn-from-maskinporten-serviceowner");
        var body = new JsonObject
        {
            ["idempotentKey"] = Guid.NewGuid().ToString(),
            ["recipients"] = new JsonArray("urn:altinn:organization:identifier-no:" + _customer),
            ["correspondence"] = new JsonObject
            {
                ["resourceId"] = "ttd-naeringsbrev",
                ["sendersReference"] = "mine-1",
                ["content"] = new JsonObject { ["messageTitle"] = "Hei", ["messageBody"] = "Innhold" },
            },
        };
        var sent = await PostAsync(sender, body);
        sent.StatusCode.ShouldBe(HttpStatusCode.OK);
        var id = (await sent.JsonAsync())["correspondences"]![0]!["correspondenceId"].Text();
        (await PostAsync(sender, body)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await (await SendAsync(HttpMethod.Get, $"{Root}/{id}/content")).Content.ReadAsStringAsync()).ShouldBe("Innhold");
    }

    [Fact]
    public async Task Files_sent_along_with_a_message_come_back_as_they_were_alone_and_together()
    {
        var bytes = new byte[2_500_000];
        new Random(3).NextBytes(bytes);
        using var form = new MultipartFormDataContent
        {
            { new StringContent("ttd-naeringsbrev"), "Correspondence.ResourceId" },
            { new StringContent("mine-3"), "Correspondence.SendersReference" },
            { new StringContent("urn:altinn:organization:identifier-no:" + _customer), "Recipients[0]" },
            { new ByteArrayContent(bytes), "Attachments", "stor.zip" },
        };
        var sender = await sandbox.TokenAsync("altinn-from-maskinporten-serviceowner");
        var sent = await sandbox.SendAsync(HttpMethod.Post, new Uri(sandbox.StandIns, Root + "/upload"), sender, form).JsonAsync();
        var id = sent["correspondences"]![0]!["correspondenceId"].Text();

        var alone = await SendAsync(HttpMethod.Get, $"{Root}/{id}/attachment/{sent["attachmentIds"]![0]}/download");
        (await alone.Content.ReadAsByteArrayAsync()).ShouldBe(bytes);
        var together = await SendAsync(HttpMethod.Get, $"{Root}/{id}/attachments/downloadall");
        using var zip = new System.IO.Compression.ZipArchive(new MemoryStream(await together.Content.ReadAsByteArrayAsync()));
        using var entry = new MemoryStream();
        await using var packed = await zip.Entries.ShouldHaveSingleItem().OpenAsync();
        await packed.CopyToAsync(entry);
        entry.ToArray().ShouldBe(bytes);
    }

    [Fact]
    public async Task A_message_that_has_been_read_is_forwarded_by_mail_once_to_each_address()
    {
        var id = await SendLetterAsync(allowForwarding: true);
        (await ForwardAsync(id, "Revisor@Example.no")).ShouldBe((400, "CORR-01065"));
        await SendAsync(HttpMethod.Get, $"{Root}/{id}/content");

        (await ForwardAsync(id, "Revisor@Example.no", "Til orientering")).Status.ShouldBe(200);
        (await ForwardAsync(id, "revisor@example.no ")).ShouldBe((400, "CORR-01064"));
        (await ForwardAsync(id, "annen@example.no")).Status.ShouldBe(200);

        var mail = (await sandbox.AskStandInAsync("/mail/revisor@example.no", null).JsonAsync()).AsArray().ShouldHaveSingleItem()!;
        mail["subject"].Text().ShouldBe("Avtale");
        mail["body"].Text().ShouldBe("Til orientering\n\n---\n\nInnhold");
        mail["attachments"]!.AsArray().Select(name => name.Text()).ShouldBe(["avtale.txt"]);
        var details = await SendAsync(HttpMethod.Get, $"{Root}/{id}/details").JsonAsync();
        details["statusHistory"]!.AsArray().Select(change => change!["status"].Text()).ShouldBe(["Published", "Fetched", "Read", "Forwarded"]);
        details["allowForwarding"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Theory]
    [InlineData(true, "no address", null, "CORR-03011")]
    [InlineData(true, null, null, "CORR-03011")]
    [InlineData(false, "a@example.no", null, "CORR-01063")]
    [InlineData(true, "a@example.no", "<b>Hei</b>", "CORR-01067")]
    public async Task A_message_is_not_forwarded_against_the_rules(bool allowed, string? to, string? text, string code)
    {
        var id = await SendLetterAsync(allowed);
        await SendAsync(HttpMethod.Get, $"{Root}/{id}/content");

        (await ForwardAsync(id, to, text)).ShouldBe((400, code));
        (await ForwardAsync(id, "a@example.no", new string('x', 201))).ShouldBe((400, allowed ? "CORR-01066" : "CORR-01063"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?resourceId=ttd-naeringsbrev")]
    [InlineData("?resourceId=ttd-naeringsbrev&role=Everybody")]
    [InlineData("?resourceId=ttd-naeringsbrev&role=Recipient&from=soon")]
    public async Task A_malformed_list_is_refused_with_a_code(string query)
    {
        var answer = await SendAsync(HttpMethod.Get, Root + query);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.JsonAsync())["code"].Text().ShouldStartWith("CORR.VLD-");
    }

    private async Task<string> FirstAsync() => (await SendAsync(HttpMethod.Get, Root + "?resourceId=ttd-naeringsbrev&role=Recipient").JsonAsync())["ids"]![0].Text();

    private async Task<string> SendLetterAsync(bool allowForwarding)
    {
        var sender = await sandbox.TokenAsync("altinn-from-maskinporten-serviceowner");
        using var wish = JsonContent.Create(new { resourceId = "ttd-naeringsbrev", fileName = "avtale.txt", sendersReference = "v" });
        var attachment = (await sandbox.SendAsync(HttpMethod.Post, new Uri(sandbox.StandIns, "/correspondence/api/v1/attachment"), sender, wish).JsonAsync()).GetValue<string>();
        using var content = new ByteArrayContent([1, 2, 3]);
        await sandbox.SendAsync(HttpMethod.Post, new Uri(sandbox.StandIns, $"/correspondence/api/v1/attachment/{attachment}/upload"), sender, content);
        var letter = new JsonObject
        {
            ["recipients"] = new JsonArray("urn:altinn:organization:identifier-no:" + _customer),
            ["existingAttachments"] = new JsonArray(attachment),
            ["correspondence"] = new JsonObject
            {
                ["resourceId"] = "ttd-naeringsbrev",
                ["sendersReference"] = "mine-2",
                ["allowForwarding"] = allowForwarding,
                ["content"] = new JsonObject { ["messageTitle"] = "Avtale", ["messageBody"] = "Innhold" },
            },
        };
        return (await PostAsync(sender, letter).JsonAsync())["correspondences"]![0]!["correspondenceId"].Text();
    }

    private async Task<(int Status, string Code)> ForwardAsync(string id, string? to, string? text = null)
    {
        using var content = JsonContent.Create(new { forwardTo = to, forwardingText = text });
        var token = await sandbox.TokenAsync("altinn-from-maskinporten-systemuser", "customer=" + _customer);
        var answer = await sandbox.SendAsync(HttpMethod.Post, new Uri(sandbox.StandIns, $"{Root}/{id}/forward"), token, content);
        return ((int)answer.StatusCode, (await answer.JsonAsync()) is JsonObject problem ? problem["code"].Text() : "");
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path)
        => await sandbox.SendAsync(method, new Uri(sandbox.StandIns, path), await sandbox.TokenAsync("altinn-from-maskinporten-systemuser", "customer=" + _customer));

    private async Task<HttpResponseMessage> PostAsync(string token, JsonObject body)
    {
        using var content = JsonContent.Create(body);
        return await sandbox.SendAsync(HttpMethod.Post, new Uri(sandbox.StandIns, Root), token, content);
    }
}
