using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Forwarding;

/// <summary>Fields after a body: what cannot be passed on is left out whole, announcement and all, and never becomes part of something else.</summary>
public sealed class TrailersTests
{
    private const string Answer = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nseen";

    private const string AnswerWithTrailers =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Check, X-More\r\n\r\n4\r\nbody\r\n0\r\nX-Check: secret\r\nX-More: secret\r\n\r\n";

    [Theory]
    [InlineData("X-Check: secret")]
    [InlineData("Content-Length: 77\r\nTransfer-Encoding: secret")]
    [InlineData("Authorization: Bearer secret\r\nHost: secret\r\nAltinn-Gateway-Vendor: secret")]
    public async Task Trailers_of_a_request_are_left_out_and_so_is_their_announcement(string trailers)
    {
        await using var product = RawStandIn.ThatAnswers(Answer);
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address);
        using var caller = await RawCaller.ConnectAsync(gateway.Address);

        await caller.SendAsync(
            "POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTrailer: X-Check\r\nTE: trailers, deflate\r\nConnection: TE\r\n\r\n"
            + $"4\r\nbody\r\n0\r\n{trailers}\r\n\r\n"
            + "GET /next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        var answers = await caller.ReadUntilAsync(null);

        answers.Split("200 OK").Length.ShouldBe(3);
        product.Received.ShouldContain("body");
        product.Received.ShouldContain("GET /next HTTP/1.1");
        product.Received.ShouldNotContain("secret");
        product.Received.ShouldNotContain("\r\nTrailer:", Case.Insensitive);
        product.Received.ShouldNotContain("\r\nTE:", Case.Insensitive);
    }

    [Theory]
    [InlineData("X Check: secret")]
    [InlineData("no colon")]
    [InlineData("X-Check: a\nX-More: b")]
    public async Task Trailers_that_are_no_fields_are_the_callers_fault(string trailers)
    {
        await using var product = RawStandIn.ThatAnswers(Answer);
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address);

        var answer = await RawCaller.SayAsync(
            gateway.Address, $"POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n{trailers}\r\n\r\nGET /hidden HTTP/1.1\r\nHost: x\r\n\r\n", 3);

        answer.ShouldStartWith("HTTP/1.1 400");
        answer.ShouldNotContain("200 OK");
        product.Received.ShouldNotContain("hidden");
    }

    [Fact]
    public async Task Trailers_of_an_answer_do_not_reach_http1_callers_and_are_not_announced_to_them()
    {
        await using var product = RawStandIn.ThatAnswers(AnswerWithTrailers);
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address);

        var answer = await RawCaller.SayAsync(gateway.Address, "GET /x HTTP/1.1\r\nHost: x\r\nTE: trailers\r\nConnection: TE, close\r\n\r\n");

        answer.ShouldStartWith("HTTP/1.1 200");
        answer.ShouldEndWith("4\r\nbody\r\n0\r\n\r\n");
        answer.ShouldNotContain("Trailer", Case.Insensitive);
        answer.ShouldNotContain("secret");
    }

    [Fact]
    public async Task Trailers_of_an_answer_reach_http2_callers_announced()
    {
        await using var product = RawStandIn.ThatAnswers(AnswerWithTrailers);
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address, new() { Protocols = Microsoft.AspNetCore.Server.Kestrel.Core.HttpProtocols.Http2 });

        using var answer = await gateway.Client.SendAsync(ForwardingTests.Http2(HttpMethod.Get, "/x"));

        (await answer.Content.ReadAsStringAsync()).ShouldBe("body");
        answer.Headers.Trailer.ShouldBe(["X-Check", "X-More"]);
        answer.TrailingHeaders.GetValues("X-Check").ShouldBe(["secret"]);
    }

    [Theory]
    [InlineData("Connection: X-Hop")]
    [InlineData("Connection: keep-alive, X-Hop, X-Other")]
    [InlineData("Connection: close\r\nConnection: x-hop")]
    public async Task A_field_named_in_the_Connection_of_an_answer_does_not_reach_the_caller(string connection)
    {
        await using var product = RawStandIn.ThatAnswers($"HTTP/1.1 200 OK\r\n{connection}\r\nX-Hop: secret\r\nX-End: to-end\r\nContent-Length: 4\r\n\r\nseen");
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address);
        using var caller = await RawCaller.ConnectAsync(gateway.Address);

        await caller.SendAsync("GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
        var answer = await caller.ReadUntilAsync("seen");

        answer.ShouldContain("X-End: to-end");
        answer.ShouldNotContain("secret");
        answer.ShouldNotContain("Connection:", Case.Insensitive);
    }
}
