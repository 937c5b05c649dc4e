using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Digdir.Altinn.Sandbox.Answers;
using Digdir.Altinn.Sandbox.Formidling;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.EndToEnd.Tests.Products;

[Collection(SharedSandbox.Name)]
public sealed class FormidlingTests(RunningSandbox sandbox)
{
    private const string Root = "/broker/api/v1/filetransfer";
    private readonly string _sender = RunningSandbox.NewCustomer();
    private readonly string _recipient = RunningSandbox.NewCustomer();

    [Fact]
    public async Task A_file_goes_from_sender_to_recipient_and_is_confirmed()
    {
        var id = await InitializeAsync();
        (await SendAsync(HttpMethod.Post, $"{Root}/{id}/upload", _sender, "innhold"u8.ToArray())).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await SendAsync(HttpMethod.Post, $"{Root}/{id}/upload", _sender, "igjen"u8.ToArray())).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await SendAsync(HttpMethod.Get, Root + "?resourceId=ttd-filutveksling&status=Published&recipientStatus=Initialized", _recipient).JsonAsync())
            .AsArray().Select(one => one.Text()).ShouldContain(id);
        (await SendAsync(HttpMethod.Post, $"{Root}/{id}/confirmdownload", _recipient)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await (await SendAsync(HttpMethod.Get, $"{Root}/{id}/download", _recipient)).Content.ReadAsStringAsync()).ShouldBe("innhold");
        (await SendAsync(HttpMethod.Post, $"{Root}/{id}/confirmdownload", _recipient)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var details = await SendAsync(HttpMethod.Get, $"{Root}/{id}/details", _sender).JsonAsync();
        details["fileTransferStatus"].Text().ShouldBe("AllConfirmedDownloaded");
        details["fileTransferSize"]!.GetValue<long>().ShouldBe(7);
    }

    [Fact]
    public async Task Nobody_else_sees_it()
        => (await SendAsync(HttpMethod.Get, $"{Root}/{await InitializeAsync()}", RunningSandbox.NewCustomer())).StatusCode.ShouldBe(HttpStatusCode.NotFound);

    [Fact]
    public async Task A_part_of_ten_gigabytes_is_had_without_the_rest()
    {
        var id = FileTransferStore.IdOf(_recipient, "stort-uttrekk.tar");
        const long From = 10_000_000_000;
        var answer = await SendAsync(HttpMethod.Get, $"{Root}/{id}/download", _recipient, null, ("Range", $"bytes={From}-{From + 99_999}"));
        answer.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        answer.Content.Headers.ContentRange!.ToString().ShouldBe($"bytes {From}-{From + 99_999}/10737418240");
        (await answer.Content.ReadAsByteArrayAsync()).ShouldBe(await MadeUpContent.BytesAsync(id.ToString(), From, 100_000));
    }

    [Theory]
    [InlineData("bytes=99999999999-")]
    [InlineData("bytes=1-2,4-5")]
    [InlineData("lines=1-2")]
    public async Task A_range_that_cannot_be_had_is_refused(string range)
        => (await SendAsync(HttpMethod.Get, $"{Root}/{FileTransferStore.IdOf(_recipient, "kvittering.xml")}/download", _recipient, null, ("Range", range)))
            .StatusCode.ShouldBe(HttpStatusCode.RequestedRangeNotSatisfiable);

    [Theory]
    [InlineData("bytes=0-9", 100, 0, 9)]
    [InlineData("bytes=90-", 100, 90, 99)]
    [InlineData("bytes=-10", 100, 90, 99)]
    [InlineData("bytes=-1000", 100, 0, 99)]
    [InlineData("bytes=50-500", 100, 50, 99)]
    public void Ranges_are_read_as_the_standard_says(string range, long size, long from, long to) => FileAnswer.RangeOf(range, size).ShouldBe((from, to));

    [Fact]
    public async Task An_upload_in_parts_goes_on_where_it_stopped()
    {
        var id = await InitializeAsync();
        var tus = $"{Root}/upload/tus/{id}";
        var created = await SendAsync(HttpMethod.Post, tus, _sender, null, Tus, ("Upload-Length", "10"));
        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        var location = created.Headers.Location!.ToString();
        (await PatchAsync(location, 0, "01234"u8.ToArray())).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await PatchAsync(location, 0, "01234"u8.ToArray())).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var head = await SendAsync(HttpMethod.Head, location, _sender, null, Tus);
        head.Headers.GetValues("Upload-Offset").Single().ShouldBe("5");
        (await PatchAsync(location, 5, "56789"u8.ToArray())).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await (await SendAsync(HttpMethod.Get, $"{Root}/{id}/download", _recipient)).Content.ReadAsStringAsync()).ShouldBe("0123456789");
    }

    [Fact]
    public async Task Parts_are_put_together_in_the_order_that_is_asked_for()
    {
        var id = await InitializeAsync();
        var tus = $"{Root}/upload/tus/{id}";
        var parts = new List<string>();
        foreach (var text in new[] { "verden", "hei " })
        {
            var part = await SendAsync(HttpMethod.Post, tus, _sender, null, Tus, ("Upload-Length", text.Length.ToString()), ("Upload-Concat", "partial"));
            parts.Add(part.Headers.Location!.ToString());
            (await PatchAsync(parts[^1], 0, System.Text.Encoding.ASCII.GetBytes(text))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        (await SendAsync(HttpMethod.Post, tus, _sender, null, Tus, ("Upload-Concat", $"final;{parts[1]} {parts[0]}"))).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await (await SendAsync(HttpMethod.Get, $"{Root}/{id}/download", _recipient)).Content.ReadAsStringAsync()).ShouldBe("hei verden");
    }

    [Fact]
    public async Task An_upload_that_has_begun_goes_on_with_a_token_that_has_expired()
    {
        var id = await InitializeAsync();
        var created = await SendAsync(HttpMethod.Post, $"{Root}/upload/tus/{id}", _sender, null, Tus, ("Upload-Length", "3"));
        var expired = await sandbox.TokenAsync("maskinporten-systemuser", $"customer={_sender}&lifetime=-30");
        using var content = new ByteArrayContent([1, 2, 3]);
        content.Headers.ContentType = new("application/offset+octet-stream");
        (await sandbox.SendAsync(HttpMethod.Patch, new Uri(sandbox.StandIns, created.Headers.Location!.ToString()), expired, content, Tus, ("Upload-Offset", "0")))
            .StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await sandbox.AskStandInAsync($"{Root}/{id}", expired)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static (string, string) Tus => ("Tus-Resumable", "1.0.0");

    private async Task<string> InitializeAsync()
    {
        using var content = JsonContent.Create(new { fileName = "f.txt", resourceId = "ttd-filutveksling", sender = "0192:" + _sender, recipients = new[] { "0192:" + _recipient } });
        var answer = await sandbox.SendAsync(HttpMethod.Post, new Uri(sandbox.StandIns, Root), await TokenAsync(_sender), content);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (await answer.JsonAsync())["fileTransferId"].Text();
    }

    private async Task<HttpResponseMessage> PatchAsync(string location, long offset, byte[] bytes)
    {
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new("application/offset+octet-stream");
        return await sandbox.SendAsync(HttpMethod.Patch, new Uri(sandbox.StandIns, location), await TokenAsync(_sender), content, Tus, ("Upload-Offset", offset.ToString()));
    }

    private Task<string> TokenAsync(string customer) => sandbox.TokenAsync("maskinporten-systemuser", "customer=" + customer);

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string customer, byte[]? body = null, params (string Name, string Value)[] headers)
    {
        using var content = body is null ? null : new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
        return await sandbox.SendAsync(method, new Uri(sandbox.StandIns, path), await TokenAsync(customer), content, headers);
    }
}
