using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Digdir.Altinn.Gateway.Tests.Forwarding;

/// <summary>
/// Bodies stream through: what is held at any time is a few buffers, however large the file. 512 MiB each way by default; <c>STREAM_GIB=10</c> for the real
/// thing. Watches the process's memory, so nothing else runs beside it.
/// </summary>
[Collection(nameof(StreamingTests))]
public sealed class StreamingTests(ITestOutputHelper output)
{
    private const int Block = 1 << 16;
    private const long MebiByte = 1 << 20;

    private static readonly long Size = Environment.GetEnvironmentVariable("STREAM_GIB") is { Length: > 0 } text
        ? long.Parse(text, CultureInfo.InvariantCulture) << 30
        : 512 * MebiByte;

    [Theory]
    [InlineData(HttpProtocols.Http1)]
    [InlineData(HttpProtocols.Http2)]
    public async Task A_large_upload_and_download_leave_memory_flat(HttpProtocols protocols)
    {
        long arrived = 0;
        await using var product = await StandIn.ThatAsync(async context =>
        {
            var buffer = new byte[Block];
            if (context.Request.Method == "POST")
            {
                while (await context.Request.Body.ReadAsync(buffer) is > 0 and var count)
                {
                    arrived += count;
                }

                return;
            }

            context.Response.ContentLength = Size;
            for (long sent = 0; sent < Size; sent += Block)
            {
                await context.Response.Body.WriteAsync(buffer);
            }
        });
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address, new() { Protocols = protocols });
        var version = protocols == HttpProtocols.Http2 ? System.Net.HttpVersion.Version20 : System.Net.HttpVersion.Version11;
        var before = Settled();
        var peak = before;
        var clock = Stopwatch.StartNew();

        using var upload = new HttpRequestMessage(HttpMethod.Post, "/upload") { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new Zeros(Size, () => peak = Math.Max(peak, GC.GetTotalMemory(false))) };
        using var uploaded = await gateway.Client.SendAsync(upload);
        var up = clock.Elapsed;
        using var download = new HttpRequestMessage(HttpMethod.Get, "/download") { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var downloading = await gateway.Client.SendAsync(download, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await downloading.Content.ReadAsStreamAsync();
        var buffer = new byte[Block];
        long received = 0;
        while (await body.ReadAsync(buffer) is > 0 and var count)
        {
            received += count;
            peak = (received & (64 * MebiByte)) != 0 ? peak : Math.Max(peak, GC.GetTotalMemory(false));
        }

        output.WriteLine($"{Size / MebiByte} MiB: up {up.TotalSeconds:F1} s, down {(clock.Elapsed - up).TotalSeconds:F1} s; managed memory {before / MebiByte} -> at most {peak / MebiByte} MiB; working set {Environment.WorkingSet / MebiByte} MiB");
        uploaded.EnsureSuccessStatusCode();
        arrived.ShouldBe(Size);
        received.ShouldBe(Size);
        (peak - before).ShouldBeLessThan(128 * MebiByte);
    }

    private static long Settled()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(true);
    }

    private sealed class Zeros(long size, Action look) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            var buffer = new byte[Block];
            for (long sent = 0; sent < size; sent += Block)
            {
                await stream.WriteAsync(buffer);
                if ((sent & ((16 * MebiByte) - 1)) == 0)
                {
                    look();
                }
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = size;
            return true;
        }
    }
}

[CollectionDefinition(nameof(StreamingTests), DisableParallelization = true)]
public sealed class StreamingTestsRunAlone;
