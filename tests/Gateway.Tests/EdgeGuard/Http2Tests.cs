using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Digdir.Altinn.Gateway.Tests.Forwarding;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.EdgeGuard;

/// <summary>HTTP/2 has its own ways to be slow, large and ambiguous.</summary>
public sealed class Http2Tests
{
    [Fact]
    public async Task Many_calls_share_a_connection_and_each_gets_its_own_answer()
    {
        await using var product = await StandIn.ThatAsync(context => context.Response.WriteAsync(context.Request.Path));
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address, new() { Protocols = HttpProtocols.Http2 });

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(async i =>
        {
            using var answer = await gateway.Client.SendAsync(ForwardingTests.Http2(HttpMethod.Get, $"/{i}"));
            return await answer.Content.ReadAsStringAsync();
        }));

        answers.ShouldBe(Enumerable.Range(0, 50).Select(i => $"/{i}"));
    }

    [Fact]
    public async Task Streams_opened_and_reset_without_end_lose_their_connection()
    {
        await using var product = await StandIn.ThatAsync(context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted));
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address, new() { Protocols = HttpProtocols.Http2 });
        using var caller = await RawCaller.ConnectAsync(gateway.Address);
        await caller.SendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        await caller.SendAllAsync(Frame(4, 0, 0, []));

        const int EnhanceYourCalm = 11;
        int? goodbye = null;
        try
        {
            for (var stream = 1; stream < 20_000 && goodbye is null; stream += 2)
            {
                await caller.SendAllAsync([.. Frame(1, 0x5, stream, Head(gateway.Address.Authority)), .. Frame(3, 0, stream, [0, 0, 0, 8])]);
                goodbye = caller.Poll(0, SelectMode.SelectRead) ? await GoodbyeAsync(caller) : null;
            }
        }
        catch (SocketException)
        {
            goodbye = EnhanceYourCalm;
        }

        // Calm is asked for, unless the connection breaks down first under what is undone: it is lost either way.
        goodbye.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("transfer-encoding", "chunked")]
    [InlineData("connection", "keep-alive")]
    [InlineData("x-a", "b\r\nhidden: 1")]
    [InlineData("x-a", "b\0")]
    [InlineData("X-Upper", "b")]
    [InlineData(":path", "/again")]
    [InlineData("content-length", "5")]
    public async Task What_would_become_another_request_in_http1_is_refused(string name, string value)
    {
        await using var product = RawStandIn.ThatAnswers("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address, new() { Protocols = HttpProtocols.Http2 });
        using var caller = await RawCaller.ConnectAsync(gateway.Address);
        await caller.SendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

        await caller.SendAllAsync([.. Frame(4, 0, 0, []), .. Frame(1, 0x5, 1, [.. Head(gateway.Address.Authority), .. Literal(name, value)])]);
        await caller.ReadUntilAsync(null, 1);

        product.Received.ShouldBeEmpty();
    }

    /// <summary>Reads what has come; the error code of a GOAWAY when there is one.</summary>
    private static async Task<int?> GoodbyeAsync(Socket caller)
    {
        var buffer = new byte[65_536];
        var count = await caller.ReceiveAsync(buffer);
        for (var at = 0; at + 17 <= count; at += 9 + ((buffer[at] << 16) | (buffer[at + 1] << 8) | buffer[at + 2]))
        {
            if (buffer[at + 3] == 7)
            {
                return BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(at + 13));
            }
        }

        return null;
    }

    /// <summary>GET / on http, from the static table (RFC 7541), with the authority in full.</summary>
    private static byte[] Head(string authority) => [0x82, 0x86, 0x84, 0x01, (byte)authority.Length, .. Encoding.ASCII.GetBytes(authority)];

    private static byte[] Literal(string name, string value) => [0x00, (byte)name.Length, .. Encoding.ASCII.GetBytes(name), (byte)value.Length, .. Encoding.ASCII.GetBytes(value)];

    private static byte[] Frame(byte type, byte flags, int stream, byte[] payload)
    {
        var frame = new byte[9 + payload.Length];
        frame[0] = (byte)(payload.Length >> 16);
        frame[1] = (byte)(payload.Length >> 8);
        frame[2] = (byte)payload.Length;
        frame[3] = type;
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, 9);
        return frame;
    }
}
