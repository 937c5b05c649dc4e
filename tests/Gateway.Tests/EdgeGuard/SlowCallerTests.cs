using System.Net;
using Digdir.Altinn.Gateway.Tests.Forwarding;
using Microsoft.AspNetCore.Server.Kestrel.Core;
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
    [InlineData("a query beyond the request line", HttpProtocols.Http1, 414, "GWY-00027")]
    [InlineData("fields beyond the head", HttpProtocols.Http1, 431, "GWY-00028")]
    [InlineData("too many fields", HttpProtocols.Http1, 431, "GWY-00028")]
    [InlineData("a query beyond the request line", HttpProtocols.Http2, 414, "GWY-00027")]
    [InlineData("fields beyond the head", HttpProtocols.Http2, 431, "GWY-00028")]
    [InlineData("too many fields", HttpProtocols.Http2, 431, "GWY-00028")]
    public async Task A_head_beyond_its_limits_is_refused_with_a_reason(string what, HttpProtocols protocols, int status, string code)
    {
        await using var product = RawStandIn.ThatAnswers("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address, new() { Protocols = protocols });
        using var request = new HttpRequestMessage(HttpMethod.Get, what == "a query beyond the request line" ? $"/?{new string('q', 41 * 1024)}" : "/");
        request.Version = protocols == HttpProtocols.Http2 ? HttpVersion.Version20 : HttpVersion.Version11;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        var (fields, bytes) = what switch
        {
            "fields beyond the head" => (11, 8 * 1024),
            "too many fields" => (101, 1),
            _ => (0, 0),
        };
        for (var i = 0; i < fields; i++)
        {
            request.Headers.TryAddWithoutValidation($"X-{i}", new string('v', bytes));
        }

        using var answer = await gateway.Client.SendAsync(request);

        ((int)answer.StatusCode).ShouldBe(status);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(code);
        (await gateway.LogWithAsync(code)).ShouldContain($"\"Outcome\":\"Refused\",\"Code\":\"{code}\"");
        product.Connections.ShouldBe(0);
    }

    [Theory]
    [InlineData(40 * 1024, 200)]
    [InlineData((40 * 1024) + 1, 414)]
    public async Task The_request_line_is_measured_to_the_byte(int bytes, int status)
    {
        await using var product = RawStandIn.ThatAnswers("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address);
        var query = new string('q', bytes - "GET /? HTTP/1.1\r\n".Length);

        (await RawCaller.SayAsync(gateway.Address, $"GET /?{query} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).ShouldStartWith($"HTTP/1.1 {status}");
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
