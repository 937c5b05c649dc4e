using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using Digdir.Altinn.Sandbox.Answers;
using Digdir.Altinn.Sandbox.Formidling;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.EndToEnd.Tests.ThroughTheGateway;

[Collection(SharedSandbox.Name)]
public sealed class FilesTests(RunningSandbox sandbox)
{
    private const string Root = "/broker/api/v1/filetransfer";
    private readonly string _sender = RunningSandbox.NewCustomer();
    private readonly string _recipient = RunningSandbox.NewCustomer();

    [Fact]
    public async Task A_file_of_200_megabytes_goes_up_and_comes_down_unharmed()
    {
        const long Size = 200_000_000;
        var id = await InitializeAsync();
        using var content = new MadeUp(Size);
        (await sandbox.SendAsync(HttpMethod.Post, new Uri(sandbox.Public, $"{Root}/{id}/upload"), await TokenAsync(_sender), content)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await sandbox.AskAsync($"{Root}/{id}", await TokenAsync(_sender)).JsonAsync())["fileTransferSize"]!.GetValue<long>().ShouldBe(Size);
        using var answer = await sandbox.AskAsync($"{Root}/{id}/download", await TokenAsync(_recipient));
        answer.Content.Headers.ContentLength.ShouldBe(Size);
        await using var body = await answer.Content.ReadAsStreamAsync();
        (await CountAsync(body, "upload")).ShouldBe(Size);
    }

    [Fact]
    public async Task A_file_of_50_MiB_is_the_same_file_when_it_comes_back_however_it_went_up()
    {
        const int Size = 50 * 1024 * 1024;
        var bytes = new byte[Size];
        new Random(11).NextBytes(bytes);
        var expected = Convert.ToHexString(SHA256.HashData(bytes));

        var whole = await InitializeAsync();
        using var content = new ByteArrayContent(bytes);
        (await sandbox.SendAsync(HttpMethod.Post, new Uri(sandbox.Public, $"{Root}/{whole}/upload"), await TokenAsync(_sender), content)).StatusCode.ShouldBe(HttpStatusCode.OK);

        // In two parts side by side, one of them interrupted, put together at the end.
        var parted = await InitializeAsync();
        var tus = new Uri(sandbox.Public, $"{Root}/upload/tus/{parted}");
        var parts = new List<Uri>();
        foreach (var (from, to) in new[] { (0, Size / 3), (Size / 3, Size) })
        {
            var created = await sandbox.SendAsync(HttpMethod.Post, tus, await TokenAsync(_sender), null, Tus, ("Upload-Length", (to - from).ToString()), ("Upload-Concat", "partial"));
            parts.Add(new Uri(sandbox.Public, created.Headers.Location!));
            var middle = from + ((to - from) / 2);
            (await PatchAsync(parts[^1], await TokenAsync(_sender), 0, bytes[from..middle])).StatusCode.ShouldBe(HttpStatusCode.NoContent);
            (await PatchAsync(parts[^1], await TokenAsync(_sender), middle - from, bytes[middle..to])).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        (await sandbox.SendAsync(HttpMethod.Post, tus, await TokenAsync(_sender), null, Tus, ("Upload-Concat", $"final;{parts[0].AbsolutePath} {parts[1].AbsolutePath}")))
            .StatusCode.ShouldBe(HttpStatusCode.Created);

        foreach (var id in new[] { whole, parted })
        {
            using var answer = await sandbox.AskAsync($"{Root}/{id}/download", await TokenAsync(_recipient));
            Convert.ToHexString(await SHA256.HashDataAsync(await answer.Content.ReadAsStreamAsync())).ShouldBe(expected);
            using var part = await sandbox.AskAsync($"{Root}/{id}/download", await TokenAsync(_recipient), ("Range", "bytes=30000000-30000099"));
            (await part.Content.ReadAsByteArrayAsync()).ShouldBe(bytes[30_000_000..30_000_100]);
        }
    }

    [Fact]
    public async Task A_range_of_a_file_of_ten_gigabytes_passes()
    {
        var id = FileTransferStore.IdOf(_recipient, "stort-uttrekk.tar");
        var answer = await sandbox.AskAsync($"{Root}/{id}/download", await TokenAsync(_recipient), ("Range", "bytes=9999999990-9999999999"));
        answer.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        (await answer.Content.ReadAsByteArrayAsync()).ShouldBe(await MadeUpContent.BytesAsync(id.ToString(), 9_999_999_990, 10));
    }

    [Fact]
    public async Task An_upload_in_parts_passes_even_when_the_token_expires_on_the_way()
    {
        var id = await InitializeAsync();
        var created = await sandbox.SendAsync(HttpMethod.Post, new Uri(sandbox.Public, $"{Root}/upload/tus/{id}"), await TokenAsync(_sender), null, Tus, ("Upload-Length", "10"));
        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        var location = new Uri(sandbox.Public, created.Headers.Location!);
        location.Authority.ShouldBe(sandbox.Public.Authority);
        (await PatchAsync(location, await TokenAsync(_sender), 0, "01234"u8.ToArray())).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var head = await sandbox.SendAsync(HttpMethod.Head, location, await TokenAsync(_sender), null, Tus);
        head.Headers.GetValues("Upload-Offset").Single().ShouldBe("5");
        var expired = await sandbox.TokenAsync("maskinporten-systemuser", $"customer={_sender}&lifetime=-60");
        (await PatchAsync(location, expired, 5, "56789"u8.ToArray())).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await sandbox.AskAsync($"{Root}/{id}", expired)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await (await sandbox.AskAsync($"{Root}/{id}/download", await TokenAsync(_recipient))).Content.ReadAsStringAsync()).ShouldBe("0123456789");
    }

    private static (string, string) Tus => ("Tus-Resumable", "1.0.0");

    private Task<string> TokenAsync(string customer) => sandbox.TokenAsync("maskinporten-systemuser", "customer=" + customer);

    private async Task<string> InitializeAsync()
    {
        using var content = JsonContent.Create(new { fileName = "f.bin", resourceId = "ttd-filutveksling", sender = "0192:" + _sender, recipients = new[] { "0192:" + _recipient } });
        var answer = await sandbox.SendAsync(HttpMethod.Post, new Uri(sandbox.Public, Root), await TokenAsync(_sender), content);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return (await answer.JsonAsync())["fileTransferId"].Text();
    }

    private async Task<HttpResponseMessage> PatchAsync(Uri location, string token, long offset, byte[] bytes)
    {
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new("application/offset+octet-stream");
        return await sandbox.SendAsync(HttpMethod.Patch, location, token, content, Tus, ("Upload-Offset", offset.ToString()));
    }

    /// <summary>Reads to the end and looks at every block's own number.</summary>
    private static async Task<long> CountAsync(Stream body, string name)
    {
        const int Block = 64 * 1024;
        var buffer = new byte[Block];
        var first = await MadeUpContent.BytesAsync(name, 0, Block);
        long count = 0;
        int read;
        while ((read = await body.ReadAtLeastAsync(buffer, Block, throwOnEndOfStream: false)) > 0)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(first, count / Block);
            buffer.AsSpan(0, read).SequenceEqual(first.AsSpan(0, read)).ShouldBeTrue();
            count += read;
        }

        return count;
    }

    private sealed class MadeUp(long size) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => MadeUpContent.WriteAsync(stream, "upload", 0, size, CancellationToken.None);

        protected override bool TryComputeLength(out long length)
        {
            length = size;
            return true;
        }
    }
}
