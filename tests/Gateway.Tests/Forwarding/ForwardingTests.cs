using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Forwarding;

/// <summary>What products offer goes through unharmed.</summary>
public sealed class ForwardingTests
{
    [Fact]
    public async Task A_query_of_32_KiB_and_an_encoded_path_arrive_byte_for_byte()
    {
        string? arrived = null;
        await using var product = await StandIn.ThatAsync(context =>
        {
            arrived = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()?.RawTarget;
            return Task.CompletedTask;
        });
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address);
        var target = "/tags/50%25%20%C3%A6:a;b=c/~x?party=urn:altinn:person:x&q=%2e%2E%41&token=" + new string('t', 32 * 1024);

        using var socket = await RawCaller.ConnectAsync(gateway.Address);
        await socket.SendAsync($"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n");

        (await socket.ReadUntilAsync("\r\n\r\n")).ShouldStartWith("HTTP/1.1 200");
        arrived.ShouldBe(target);
    }

    [Fact]
    public async Task A_query_of_32_KiB_passes_in_http2_too()
    {
        var length = 0;
        await using var product = await StandIn.ThatAsync(context =>
        {
            length = context.Request.QueryString.Value?.Length ?? 0;
            return Task.CompletedTask;
        });
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address, new() { Protocols = HttpProtocols.Http2 });
        using var request = Http2(HttpMethod.Get, "/list?token=" + new string('t', 32 * 1024));

        using var answer = await gateway.Client.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Version.ShouldBe(HttpVersion.Version20);
        length.ShouldBe((32 * 1024) + 7);
    }

    [Fact]
    public async Task Ranges_and_their_answers_pass()
    {
        await using var product = await StandIn.ThatAsync(context => Results.Bytes(Encoding.ASCII.GetBytes("0123456789"), enableRangeProcessing: true).ExecuteAsync(context));
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address);
        using var some = new HttpRequestMessage(HttpMethod.Get, "/file") { Headers = { Range = new RangeHeaderValue(2, 4) } };
        using var none = new HttpRequestMessage(HttpMethod.Get, "/file") { Headers = { Range = new RangeHeaderValue(20, 30) } };

        using var part = await gateway.Client.SendAsync(some);
        using var refused = await gateway.Client.SendAsync(none);

        part.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        part.Content.Headers.ContentRange?.ToString().ShouldBe("bytes 2-4/10");
        (await part.Content.ReadAsStringAsync()).ShouldBe("234");
        refused.StatusCode.ShouldBe(HttpStatusCode.RequestedRangeNotSatisfiable);
        refused.Content.Headers.ContentRange?.ToString().ShouldBe("bytes */10");
    }

    [Fact]
    public async Task An_upload_in_parts_finds_its_way_back_through_the_gateway()
    {
        var stored = new MemoryStream();
        await using var product = await StandIn.ThatAsync(async context =>
        {
            var (request, response) = (context.Request, context.Response);
            response.Headers["Tus-Resumable"] = "1.0.0";
            switch (request.Method)
            {
                case "POST":
                    response.StatusCode = 201;
                    response.Headers.Location = $"http://{request.Host}{request.Path}/part-1?x=1";
                    break;
                case "HEAD":
                    response.Headers["Upload-Offset"] = stored.Length.ToString();
                    response.Headers.CacheControl = "no-store";
                    break;
                case "PATCH":
                    request.Headers["Upload-Offset"].ToString().ShouldBe(stored.Length.ToString());
                    await request.Body.CopyToAsync(stored);
                    response.StatusCode = 204;
                    response.Headers["Upload-Offset"] = stored.Length.ToString();
                    break;
                case "DELETE":
                    response.StatusCode = 204;
                    break;
                case "OPTIONS":
                    response.Headers["Tus-Extension"] = "creation,termination,concatenation";
                    break;
            }
        });
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address);
        var client = gateway.Client;

        using var options = await client.SendAsync(new HttpRequestMessage(HttpMethod.Options, "/upload"));
        options.Headers.GetValues("Tus-Extension").ShouldHaveSingleItem().ShouldContain("creation");
        using var created = await client.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/upload") { Headers = { { "Upload-Length", "6" } } });
        var location = created.Headers.Location.ShouldNotBeNull();
        location.ToString().ShouldBe(new Uri(gateway.Address, "/upload/part-1?x=1").ToString());
        foreach (var part in new[] { "abc", "def" })
        {
            using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, location));
            var offset = head.Headers.GetValues("Upload-Offset").Single();
            using var patch = new HttpRequestMessage(HttpMethod.Patch, location) { Content = new StringContent(part), Headers = { { "Upload-Offset", offset } } };
            using var patched = await client.SendAsync(patch);
            patched.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        using var deleted = await client.DeleteAsync(location);
        deleted.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        Encoding.ASCII.GetString(stored.ToArray()).ShouldBe("abcdef");
    }

    [Fact]
    public async Task Events_arrive_as_they_are_sent_and_the_stream_is_seen_open_before_the_first()
    {
        var go = new SemaphoreSlim(0);
        await using var product = await StandIn.ThatAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.Body.FlushAsync();
            for (var i = 0; i < 2; i++)
            {
                await go.WaitAsync();
                await context.Response.WriteAsync($"data: {i}\n\n");
                await context.Response.Body.FlushAsync();
            }
        });
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address, new() { Operation = SmallGateway.AnOperation("dialogporten", idle: null) });

        using var answer = await gateway.Client.GetAsync(new Uri("/graphql/stream", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead).WaitAsync(TimeSpan.FromSeconds(10));
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        for (var i = 0; i < 2; i++)
        {
            go.Release();
            (await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10))).ShouldBe($"data: {i}");
            await reader.ReadLineAsync();
        }

        (await reader.ReadLineAsync()).ShouldBeNull();
    }

    [Theory]
    [InlineData(HttpProtocols.Http1, HttpProtocols.Http1)]
    [InlineData(HttpProtocols.Http1, HttpProtocols.Http2)]
    [InlineData(HttpProtocols.Http2, HttpProtocols.Http1)]
    [InlineData(HttpProtocols.Http2, HttpProtocols.Http2)]
    public async Task WebSockets_speak_both_ways(HttpProtocols callers, HttpProtocols products)
    {
        await using var product = await StandIn.ThatAsync(async context =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync("graphql-transport-ws");
            var buffer = new byte[1024];
            while (await socket.ReceiveAsync(buffer, context.RequestAborted) is { MessageType: not WebSocketMessageType.Close } message)
            {
                await socket.SendAsync(buffer.AsMemory(0, message.Count), WebSocketMessageType.Text, true, context.RequestAborted);
            }

            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "done", context.RequestAborted);
        }, products);
        await using var gateway = await SmallGateway.InFrontOfAsync(
            product.Address,
            new() { Operation = SmallGateway.AnOperation("dialogporten", idle: null), Protocols = callers, Arguments = [$"--Forwarding:Http2={products == HttpProtocols.Http2}"] });
        using var client = new ClientWebSocket();
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler());
        client.Options.HttpVersion = callers == HttpProtocols.Http2 ? HttpVersion.Version20 : HttpVersion.Version11;
        client.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        client.Options.AddSubProtocol("graphql-transport-ws");

        await client.ConnectAsync(new Uri($"ws://{gateway.Address.Authority}/graphql"), invoker, CancellationToken.None);
        await client.SendAsync(Encoding.ASCII.GetBytes("hello"), WebSocketMessageType.Text, true, CancellationToken.None);
        var buffer = new byte[64];
        var echo = await client.ReceiveAsync(buffer, CancellationToken.None);
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", CancellationToken.None);

        client.SubProtocol.ShouldBe("graphql-transport-ws");
        Encoding.ASCII.GetString(buffer, 0, echo.Count).ShouldBe("hello");
        client.CloseStatusDescription.ShouldBe("done");
    }

    [Fact]
    public async Task Trailers_of_answers_reach_http2_callers()
    {
        await using var product = await StandIn.ThatAsync(
            async context =>
            {
                context.Response.DeclareTrailer("Digest");
                await context.Response.WriteAsync("body");
                context.Response.AppendTrailer("Digest", "sha-256=x");
            },
            HttpProtocols.Http2);
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address, new() { Protocols = HttpProtocols.Http2, Arguments = ["--Forwarding:Http2=true"] });

        using var answer = await gateway.Client.SendAsync(Http2(HttpMethod.Get, "/file"));

        (await answer.Content.ReadAsStringAsync()).ShouldBe("body");
        answer.TrailingHeaders.GetValues("Digest").ShouldHaveSingleItem().ShouldBe("sha-256=x");
    }

    [Fact]
    public async Task A_body_waits_for_the_products_100_continue()
    {
        await using var product = await StandIn.ThatAsync(async context =>
        {
            if (context.Request.Path == "/refused")
            {
                context.Response.StatusCode = 413;
                return;
            }

            using var reader = new StreamReader(context.Request.Body);
            await context.Response.WriteAsync("got " + await reader.ReadToEndAsync());
        });
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address);

        using var accepted = await RawCaller.ConnectAsync(gateway.Address);
        await accepted.SendAsync("POST /taken HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
        (await accepted.ReadUntilAsync("\r\n\r\n")).ShouldBe("HTTP/1.1 100 Continue\r\n\r\n");
        await accepted.SendAsync("body");
        (await accepted.ReadUntilAsync("got body")).ShouldStartWith("HTTP/1.1 200");

        using var refused = await RawCaller.ConnectAsync(gateway.Address);
        await refused.SendAsync("POST /refused HTTP/1.1\r\nHost: x\r\nContent-Length: 4096\r\nExpect: 100-continue\r\n\r\n");
        (await refused.ReadUntilAsync("\r\n\r\n")).ShouldStartWith("HTTP/1.1 413");
    }

    [Fact]
    public async Task Answers_come_as_the_product_gave_them_without_caching_fields_of_ours()
    {
        await using var product = RawStandIn.ThatAnswers("HTTP/1.1 203 Fine\r\nContent-Type: text/plain\r\nEtag: 5c0e\r\nX-Own: æ\r\nConnection: keep-alive, X-Hop\r\nKeep-Alive: timeout=5\r\nContent-Length: 2\r\n\r\nok");
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address);

        using var socket = await RawCaller.ConnectAsync(gateway.Address);
        await socket.SendAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        var answer = await socket.ReadUntilAsync("ok");

        answer.ShouldStartWith("HTTP/1.1 203 Fine\r\n");
        answer.ShouldContain("Etag: 5c0e\r\n", Case.Insensitive);
        answer.ShouldContain("X-Own: æ\r\n");
        answer.ShouldNotContain("Keep-Alive", Case.Insensitive);
        answer.ShouldNotContain("Cache-Control", Case.Insensitive);
        answer.ShouldNotContain("Server:", Case.Insensitive);
        answer.ShouldMatch("Altinn-Gateway-Trace: [0-9a-f]{32}\r\n");
    }

    [Fact]
    public async Task An_app_below_our_prefix_is_called_without_it_and_its_addresses_come_back_with_it()
    {
        string? arrived = null;
        await using var product = await StandIn.ThatAsync(context =>
        {
            arrived = context.Request.Path;
            context.Response.StatusCode = 201;
            context.Response.Headers.Location = $"http://{context.Request.Host}/ttd/app/instances/1/2";
            context.Response.Headers.ContentLocation = "/ttd/app/instances/1/2";
            context.Response.Headers["next"] = $"http://{context.Request.Host}/ttd/app/instances?page=2";
            context.Response.Headers.Link = $"<http://{context.Request.Host}/ttd/app/instances?page=2>; rel=\"next\"";
            return Task.CompletedTask;
        });
        await using var gateway = await SmallGateway.InFrontOfAsync(
            product.Address, new() { Arguments = ["--Gateway:PublicAddress=https://gateway.example/"], Operation = SmallGateway.AnOperation("apps") }, removePrefix: "/apps");

        using var answer = await gateway.Client.PostAsync(new Uri("/apps/ttd/app/instances", UriKind.Relative), null);

        arrived.ShouldBe("/ttd/app/instances");
        answer.Headers.Location?.OriginalString.ShouldBe("https://gateway.example/apps/ttd/app/instances/1/2");
        answer.Content.Headers.ContentLocation?.OriginalString.ShouldBe("/apps/ttd/app/instances/1/2");
        answer.Headers.GetValues("next").ShouldHaveSingleItem().ShouldBe("https://gateway.example/apps/ttd/app/instances?page=2");
        answer.Headers.GetValues("Link").ShouldHaveSingleItem().ShouldBe("<https://gateway.example/apps/ttd/app/instances?page=2>; rel=\"next\"");
    }

    internal static HttpRequestMessage Http2(HttpMethod method, string path)
        => new(method, path) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
}
