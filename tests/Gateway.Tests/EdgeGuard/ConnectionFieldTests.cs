using Digdir.Altinn.Gateway.Tests.Forwarding;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.EdgeGuard;

/// <summary>Fields that a caller's Connection names go no further than to us (RFC 9110 7.6.1), whatever else stands in it.</summary>
public sealed class ConnectionFieldTests
{
    [Theory]
    [InlineData("Connection: X-Hop")]
    [InlineData("Connection: keep-alive, X-Hop")]
    [InlineData("Connection: X-Hop,keep-alive")]
    [InlineData("Connection: Keep-Alive , x-hop ,")]
    [InlineData("Connection: close, X-Hop")]
    [InlineData("Connection: Upgrade, X-Hop")]
    [InlineData("Connection: keep-alive\r\nConnection: X-Hop")]
    [InlineData("Connection: X-Hop\r\nConnection: keep-alive")]
    [InlineData("Connection: X-Hop\r\nConnection: close")]
    [InlineData("Connection: TE, keep-alive\r\nConnection: X-Other, X-Hop")]
    public async Task A_field_named_in_Connection_does_not_reach_the_product(string connection)
    {
        await using var product = RawStandIn.ThatAnswers("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nseen");
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address);

        var answer = await RawCaller.SayAsync(gateway.Address, $"GET /x HTTP/1.1\r\nHost: x\r\n{connection}\r\nX-Hop: secret\r\nX-End: to-end\r\n\r\n", 5);

        answer.ShouldStartWith("HTTP/1.1 200");
        product.Received.ShouldContain("X-End: to-end");
        product.Received.ShouldNotContain("secret");
        product.Received.ShouldNotContain("Connection", Case.Insensitive);
    }

    [Theory]
    [InlineData("Connection: keep-alive")]
    [InlineData("Connection: Keep-Alive, TE")]
    [InlineData("Connection: TE\r\nConnection: keep-alive")]
    [InlineData("X-None: 1")]
    public async Task An_ordinary_Connection_costs_no_connection(string connection)
    {
        await using var product = RawStandIn.ThatAnswers("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nseen");
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address);
        using var caller = await RawCaller.ConnectAsync(gateway.Address);
        var request = $"GET /x HTTP/1.1\r\nHost: x\r\n{connection}\r\nTE: trailers\r\n\r\n";

        for (var i = 0; i < 3; i++)
        {
            await caller.SendAsync(request);
            (await caller.ReadUntilAsync("seen")).ShouldStartWith("HTTP/1.1 200");
        }
    }

    [Theory]
    [InlineData("HTTP/1.0", "Connection: keep-alive", false)]
    [InlineData("HTTP/1.0", "X-None: 1", true)]
    [InlineData("HTTP/1.1", "Connection: close", true)]
    [InlineData("HTTP/1.1", "Connection: close, X-Hop", true)]
    [InlineData("HTTP/1.1", "Connection: keep-alive, X-Hop", true)]
    public async Task The_connection_closes_when_it_is_asked_to_or_when_fields_are_named(string version, string connection, bool closes)
    {
        await using var product = RawStandIn.ThatAnswers("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nseen");
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address);
        using var caller = await RawCaller.ConnectAsync(gateway.Address);

        await caller.SendAsync($"GET /x {version}\r\nHost: x\r\n{connection}\r\n\r\n");
        var answer = await caller.ReadUntilAsync("seen");

        answer.Contains("Connection: close", StringComparison.Ordinal).ShouldBe(closes);
    }
}
