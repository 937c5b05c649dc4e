using System.Net;
using Digdir.Altinn.Gateway.Tests.Forwarding;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.EdgeGuard;

/// <summary>Callers who hold a connection without using it lose it; heads beyond the limits are refused by their number.</summary>
public sealed class SlowCallerTests
{
    [Fact]
    public async Task A_head_that_does_not_end_is_cut_off()
    {
        await using var product = RawStandIn.ThatAnswers("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address, new() { Arguments = ["--EdgeGuard:HeadSeconds=1"] });

        var answer = await RawCaller.SayAsync(gateway.Address, "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ");

        answer.ShouldStartWith("HTTP/1.1 408");
        product.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task A_connection_that_rests_too_long_is_closed()
    {
        await using var product = RawStandIn.ThatAnswers("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address, new() { Arguments = ["--EdgeGuard:KeepAliveSeconds=1"] });
        using var caller = await RawCaller.ConnectAsync(gateway.Address);
        await caller.SendAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        await caller.ReadUntilAsync("\r\n\r\n");

        (await caller.ReadUntilAsync(null)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("a query beyond the request line", 414)]
    [InlineData("fields beyond the head", 431)]
    [InlineData("too many fields", 431)]
    public async Task A_head_beyond_its_limits_is_refused(string what, int status)
    {
        var request = what switch
        {
            "a query beyond the request line" => $"GET /?{new string('q', 41 * 1024)} HTTP/1.1\r\nHost: x\r\n\r\n",
            "fields beyond the head" => $"GET / HTTP/1.1\r\nHost: x\r\n{string.Concat(Enumerable.Range(0, 11).Select(i => $"X-{i}: {new string('v', 8 * 1024)}\r\n"))}\r\n",
            _ => $"GET / HTTP/1.1\r\nHost: x\r\n{string.Concat(Enumerable.Range(0, 101).Select(i => $"X-{i}: v\r\n"))}\r\n",
        };
        await using var product = RawStandIn.ThatAnswers("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address);

        (await RawCaller.SayAsync(gateway.Address, request)).ShouldStartWith($"HTTP/1.1 {status}");
        product.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task A_token_of_16_KiB_still_fits()
    {
        await using var product = RawStandIn.ThatAnswers("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/x");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + new string('t', 16 * 1024));

        using var answer = await gateway.Client.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
