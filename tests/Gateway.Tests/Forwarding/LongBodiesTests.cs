using System.Globalization;
using System.Text;
using Digdir.Altinn.Gateway.Forwarding;
using Digdir.Altinn.Gateway.Tests.Listeners;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Forwarding;

public sealed class LongBodiesTests
{
    [Theory]
    [InlineData("100", false)]
    [InlineData("65536", false)]
    [InlineData("65537", true)]
    [InlineData("unannounced", true)]
    public async Task An_answer_that_is_or_may_be_long_is_copied_by_the_pool(string length, bool pooled)
    {
        await using var product = await StandIn.ThatAsync(async context =>
        {
            if (length != "unannounced")
            {
                context.Response.ContentLength = Number(length);
            }

            await context.Response.Body.WriteAsync(new byte[length == "unannounced" ? 7 : Number(length)]);
        });
        Type? copiedTo = null;
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address, before: context => context.Response.OnStarting(() =>
        {
            copiedTo = context.Response.Body.GetType();
            return Task.CompletedTask;
        }));

        var answer = await gateway.Client.GetByteArrayAsync("/file");

        answer.Length.ShouldBe(length == "unannounced" ? 7 : Number(length));
        (copiedTo == typeof(PooledStream)).ShouldBe(pooled);
    }

    [Theory]
    [InlineData("100", false)]
    [InlineData("65537", true)]
    [InlineData("unannounced", true)]
    public async Task A_callers_body_that_is_or_may_be_long_is_copied_by_the_pool(string length, bool pooled)
    {
        var sent = Encoding.ASCII.GetBytes(new string('x', length == "unannounced" ? 7 : Number(length)));
        byte[]? arrived = null;
        await using var product = await StandIn.ThatAsync(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            arrived = body.ToArray();
        });
        Type? copiedFrom = null;
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address, before: context => context.Response.OnStarting(() =>
        {
            copiedFrom = context.Request.Body.GetType();
            return Task.CompletedTask;
        }));

        using var request = new HttpRequestMessage(HttpMethod.Post, "/file") { Content = new ByteArrayContent(sent) };
        request.Headers.TransferEncodingChunked = length == "unannounced";
        using var answer = await gateway.Client.SendAsync(request);

        answer.EnsureSuccessStatusCode();
        arrived.ShouldBe(sent);
        (copiedFrom == typeof(PooledStream)).ShouldBe(pooled);
    }

    [Fact]
    public async Task Reading_and_writing_it_leave_the_thread_that_watches_sockets()
    {
        var inner = new WatchedStream();
        await using var stream = new PooledStream(inner);

        var read = await SocketThreadsTests.OnAThreadOfItsOwnAsync(async () =>
        {
            await stream.ReadExactlyAsync(new byte[3]);
            return Thread.CurrentThread.IsThreadPoolThread;
        });
        var written = await SocketThreadsTests.OnAThreadOfItsOwnAsync(async () =>
        {
            await stream.WriteAsync(new byte[3]);
            return inner.WrittenByPool;
        });

        read.ShouldBeTrue();
        written.ShouldBeTrue();
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private sealed class WatchedStream : MemoryStream
    {
        public WatchedStream()
            : base(new byte[16])
        {
        }

        public bool WrittenByPool { get; private set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            WrittenByPool = Thread.CurrentThread.IsThreadPoolThread;
            return base.WriteAsync(buffer, cancellationToken);
        }
    }
}
