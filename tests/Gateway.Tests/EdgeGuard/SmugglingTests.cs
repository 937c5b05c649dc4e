using System.Text;
using Digdir.Altinn.Gateway.Tests.Forwarding;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.EdgeGuard;

/// <summary>
/// Requests built so that two servers read their end in two places. Each is refused or its connection closed, and what a product receives never holds the
/// request that was hidden inside.
/// </summary>
public sealed class SmugglingTests
{
    private const string Hidden = "GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n";

    public static TheoryData<string, string> Shapes => new()
    {
        { "CL.TE", Post("Content-Length: 6\r\nTransfer-Encoding: chunked", "0\r\n\r\n" + Hidden) },
        { "TE.CL", Post("Transfer-Encoding: chunked\r\nContent-Length: 4", Chunk(Hidden) + "0\r\n\r\n") },
        { "CL.TE with the length kept as X-Content-Length", Post("X-Content-Length: 6\r\nTransfer-Encoding: chunked", "0\r\n\r\n" + Hidden) },
        { "TE.TE, two codings", Post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", Chunk(Hidden) + "0\r\n\r\n") },
        { "TE.TE, unknown first", Post("Transfer-Encoding: x\r\nTransfer-Encoding: chunked", "0\r\n\r\n" + Hidden) },
        { "TE, chunked not last", Post("Transfer-Encoding: chunked, identity", "0\r\n\r\n" + Hidden) },
        { "TE, compressed", Post("Transfer-Encoding: gzip, chunked", "0\r\n\r\n" + Hidden) },
        { "TE, chunked twice", Post("Transfer-Encoding: chunked, chunked", "0\r\n\r\n" + Hidden) },
        { "TE with a control character", Post("Transfer-Encoding: \vchunked\r\nContent-Length: 5", "0\r\n\r\n" + Hidden) },
        { "TE with a tab", Post("Transfer-Encoding:\tchunked\r\nContent-Length: 5", "0\r\n\r\n" + Hidden) },
        { "TE with quotes", Post("Transfer-Encoding: \"chunked\"\r\nContent-Length: 5", "0\r\n\r\n" + Hidden) },
        { "TE in HTTP/1.0", Post("Transfer-Encoding: chunked\r\nConnection: keep-alive", "0\r\n\r\n" + Hidden, "HTTP/1.0") },
        { "space before the colon", Post("Transfer-Encoding : chunked\r\nContent-Length: 5", "0\r\n\r\n" + Hidden) },
        { "tab before the colon", Post("Content-Length\t: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\n" + Hidden) },
        { "folded field", Post("X-A: b\r\n Transfer-Encoding: chunked\r\nContent-Length: 5", "0\r\n\r\n" + Hidden) },
        { "folded coding", Post("Transfer-Encoding:\r\n chunked\r\nContent-Length: 5", "0\r\n\r\n" + Hidden) },
        { "field before any name", "POST /seen HTTP/1.1\r\n Host: x\r\nHost: x\r\nContent-Length: 0\r\n\r\n" + Hidden },
        { "two different lengths", Post($"Content-Length: 0\r\nContent-Length: {Hidden.Length}", Hidden) },
        { "the same length twice", Post("Content-Length: 0\r\nContent-Length: 0", Hidden) },
        { "a list of lengths", Post("Content-Length: 0, 0", Hidden) },
        { "negative length", Post("Content-Length: -1", Hidden) },
        { "hexadecimal length", Post("Content-Length: 0x0", Hidden) },
        { "length beyond 64 bits", Post("Content-Length: 18446744073709551616", Hidden) },
        { "length with a sign", Post("Content-Length: +0", Hidden) },
        { "length with a sign and a body", Post("Content-Length: +4", "body" + Hidden) },
        { "empty length", Post("Content-Length: ", Hidden) },
        { "length of digits that are not ASCII's", Post("Content-Length: \u00b9", "x" + Hidden) },
        { "length with leading zeros beyond any number", Post("Content-Length: 00000000000000000000", Hidden) },
        { "length with a space inside", Post("Content-Length: 0 0", Hidden) },
        { "bare LF ends the head", "POST /seen HTTP/1.1\r\nHost: x\r\nContent-Length: 0\n\n" + Hidden },
        { "bare LF between fields", "POST /seen HTTP/1.1\r\nHost: x\r\nX-A: b\nContent-Length: 0\r\n\r\n" + Hidden },
        { "bare LF ends the request line", "POST /seen HTTP/1.1\nHost: x\r\nContent-Length: 0\r\n\r\n" + Hidden },
        { "bare CR in a value", Post("X-A: b\rContent-Length: 0", Hidden) },
        { "NUL in a value", Post("X-A: b\0c\r\nContent-Length: 0", Hidden) },
        { "control character in a value", Post("X-A: b\u0001c\r\nContent-Length: 0", Hidden) },
        { "NUL in a name", Post("X\0A: b\r\nContent-Length: 0", Hidden) },
        { "empty name", Post(": b\r\nContent-Length: 0", Hidden) },
        { "field without colon", Post("X-A\r\nContent-Length: 0", Hidden) },
        { "bare LF in a chunk's extension", Post("Transfer-Encoding: chunked", "2;\nxx\r\n" + "4c\r\n0\r\n\r\n" + Hidden) },
        { "bare LF after a chunk's extension name", Post("Transfer-Encoding: chunked", "1;a\n\r\nx\r\n0\r\n\r\n" + Hidden) },
        { "bare CR in a chunk's extension", Post("Transfer-Encoding: chunked", "1;a\rb\r\nx\r\n0\r\n\r\n" + Hidden) },
        { "bare LF after a chunk's size", Post("Transfer-Encoding: chunked", "1\nx\r\n0\r\n\r\n" + Hidden) },
        { "bare LF after a chunk's data", Post("Transfer-Encoding: chunked", "1\r\nx\n0\r\n\r\n" + Hidden) },
        { "chunk longer than its size", Post("Transfer-Encoding: chunked", "1\r\nxyz\r\n0\r\n\r\n" + Hidden) },
        { "chunk size beyond 64 bits", Post("Transfer-Encoding: chunked", "10000000000000001\r\nx\r\n0\r\n\r\n" + Hidden) },
        { "chunk size beyond 32 bits", Post("Transfer-Encoding: chunked", "100000001\r\nx\r\n0\r\n\r\n" + Hidden) },
        { "negative chunk size", Post("Transfer-Encoding: chunked", "-1\r\nx\r\n0\r\n\r\n" + Hidden) },
        { "chunk size with 0x", Post("Transfer-Encoding: chunked", "0x1\r\nx\r\n0\r\n\r\n" + Hidden) },
        { "empty chunk size", Post("Transfer-Encoding: chunked", "\r\nx\r\n0\r\n\r\n" + Hidden) },
        { "space in a chunk size", Post("Transfer-Encoding: chunked", "1 0\r\nx\r\n0\r\n\r\n" + Hidden) },
        { "absolute form against Host", "GET http://other.example/seen HTTP/1.1\r\nHost: x\r\n\r\n" + Hidden },
        { "two Hosts", "GET /seen HTTP/1.1\r\nHost: x\r\nHost: other.example\r\n\r\n" + Hidden },
        { "no Host", "GET /seen HTTP/1.1\r\n\r\n" + Hidden },
        { "Host with a path", "GET /seen HTTP/1.1\r\nHost: x/../other\r\n\r\n" + Hidden },
        { "Host with user information", "GET /seen HTTP/1.1\r\nHost: a@x\r\n\r\n" + Hidden },
        { "two Authorizations", "GET /seen HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n" + Hidden },
        { "unknown version", "GET /seen HTTP/1.2\r\nHost: x\r\n\r\n" + Hidden },
        { "a space in the target", "GET /seen HTTP/1.1 HTTP/1.1\r\nHost: x\r\n\r\n" + Hidden },
        { "a tunnel by SPDY", "GET /seen HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n\r\n" + Hidden },
        { "CONNECT", "CONNECT other.example:443 HTTP/1.1\r\nHost: other.example:443\r\n\r\n" + Hidden },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Is_refused_and_nothing_hidden_arrives(string shape, string request)
    {
        shape.ShouldNotBeEmpty();
        await using var product = RawStandIn.ThatAnswers("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nseen");
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address);
        using var caller = await RawCaller.ConnectAsync(gateway.Address);

        await caller.SendAsync(request);
        var answer = await caller.ReadUntilAsync(null, 2);

        answer.ShouldMatch("^(HTTP/1.1 (4\\d\\d|505) |$)", $"{shape}: {answer} / {product.Received}");
        answer.ShouldNotContain("200 OK", Case.Sensitive, shape);
        product.Received.ShouldNotContain("/hidden", Case.Sensitive, shape);
    }

    [Fact]
    public async Task An_honest_request_and_the_next_one_on_its_connection_pass()
    {
        await using var product = RawStandIn.ThatAnswers("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nseen");
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address);
        using var caller = await RawCaller.ConnectAsync(gateway.Address);

        await caller.SendAsync(Post("Content-Length: 0", "") + "GET http://x/next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        var answer = await caller.ReadUntilAsync(null);

        answer.Split("200 OK").Length.ShouldBe(3);
        product.Received.ShouldContain("GET /next HTTP/1.1");
    }

    [Fact]
    public async Task An_upgrade_to_http2_in_the_clear_is_not_passed_on_and_the_request_is_served_as_it_is()
    {
        await using var product = RawStandIn.ThatAnswers("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nseen");
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address);
        using var caller = await RawCaller.ConnectAsync(gateway.Address);

        await caller.SendAsync("GET /seen HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n");

        (await caller.ReadUntilAsync("seen")).ShouldStartWith("HTTP/1.1 200");
        product.Received.ShouldNotContain("h2c");
        product.Received.ShouldNotContain("HTTP2-Settings", Case.Insensitive);
    }

    private static string Post(string fields, string body, string version = "HTTP/1.1") => $"POST /seen {version}\r\nHost: x\r\n{fields}\r\n\r\n{body}";

    private static string Chunk(string text) => $"{Encoding.Latin1.GetByteCount(text):x}\r\n{text}\r\n";
}
