using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Forwarding;

/// <summary>When the product or the caller fails, the other is told, and it is counted as who it was.</summary>
public sealed class FailureTests
{
    [Fact]
    public async Task A_product_that_is_not_there_is_502_with_code_and_trace()
    {
        using var nobody = new TcpListener(IPAddress.Loopback, 0);
        nobody.Start();
        var address = new Uri($"http://{nobody.LocalEndpoint}");
        nobody.Stop();
        await using var gateway = await SmallGateway.InFrontOfAsync(address);

        using var answer = await gateway.Client.GetAsync(new Uri("/x", UriKind.Relative));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        var trace = answer.Headers.GetValues("Altinn-Gateway-Trace").Single();
        var body = await answer.Content.ReadAsStringAsync();
        body.ShouldContain("GWY-00019");
        body.ShouldContain(trace);
        body.ShouldNotContain(address.Authority);
        (await gateway.LogWithAsync("\"Outcome\":\"Failed\"")).ShouldContain("\"Code\":\"GWY-00019\"");
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nRateLimit: \"theirs\";r=1;t=1\r\n\r\n", HttpStatusCode.OK)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: RateLimit, Altinn-Gateway-Trace\r\n\r\n", HttpStatusCode.OK)]
    [InlineData("nonsense\r\n\r\n", HttpStatusCode.BadGateway)]
    public async Task The_callers_limits_are_told_as_we_count_them_whatever_the_product_says(string said, HttpStatusCode status)
    {
        await using var product = RawStandIn.ThatAnswers(said);
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address, before: context => context.Response.Headers["RateLimit"] = "\"ours\";r=2;t=2");

        using var answer = await gateway.Client.GetAsync(new Uri("/x", UriKind.Relative));

        answer.StatusCode.ShouldBe(status);
        answer.Headers.GetValues("RateLimit").ShouldHaveSingleItem().ShouldBe("\"ours\";r=2;t=2");
        answer.Headers.GetValues("Altinn-Gateway-Trace").ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("X-Odd: a\u0001b")]
    [InlineData("X-Odd: a\u007fb")]
    [InlineData("Location: /a\u001fb")]
    public async Task A_product_whose_fields_cannot_be_passed_on_has_failed_and_not_we(string field)
    {
        await using var product = RawStandIn.ThatAnswers($"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n{field}\r\n\r\nbody");
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address);

        using var answer = await gateway.Client.GetAsync(new Uri("/x", UriKind.Relative));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("GWY-00019");
        (await gateway.LogWithAsync("\"Code\":\"GWY-00019\"")).ShouldNotContain("GWY-00026");
    }

    [Fact]
    public async Task A_product_that_stays_silent_is_504()
    {
        var never = new TaskCompletionSource();
        await using var product = await StandIn.ThatAsync(context => never.Task.WaitAsync(context.RequestAborted));
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address, new() { Operation = SmallGateway.AnOperation(idle: TimeSpan.FromMilliseconds(200)) });

        using var answer = await gateway.Client.GetAsync(new Uri("/x", UriKind.Relative));

        answer.StatusCode.ShouldBe(HttpStatusCode.GatewayTimeout);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("GWY-00020");
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n\r\n")]
    [InlineData("HTTP/1.1 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab")]
    [InlineData("HTTP/1.1 200 OK\r\n no: name\r\n\r\n")]
    public async Task A_product_that_talks_nonsense_never_becomes_a_sound_answer(string nonsense)
    {
        await using var product = RawStandIn.That(async (self, socket) =>
        {
            await self.ReadHeadAsync(socket);
            await socket.SendAsync(Encoding.Latin1.GetBytes(nonsense));
        });
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address);

        var answer = await RawCaller.SayAsync(gateway.Address, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        answer.ShouldSatisfyAllConditions(
            () => (answer.StartsWith("HTTP/1.1 502", StringComparison.Ordinal) || answer.StartsWith("HTTP/1.1 200", StringComparison.Ordinal)).ShouldBeTrue(answer),
            () => answer.ShouldNotContain("\r\n\r\nab"));
    }

    [Fact]
    public async Task An_answer_that_breaks_off_midway_is_broken_off_for_the_caller_too()
    {
        await using var product = RawStandIn.That(async (self, socket) =>
        {
            await self.ReadHeadAsync(socket);
            await socket.SendAsync(Encoding.Latin1.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"));
        });
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address);

        await Should.ThrowAsync<HttpRequestException>(gateway.Client.GetStringAsync(new Uri("/x", UriKind.Relative)));

        (await gateway.LogWithAsync("\"Outcome\"")).ShouldContain("\"Outcome\":\"Failed\"");
    }

    [Fact]
    public async Task A_caller_that_hangs_up_ends_the_products_work()
    {
        var began = new TaskCompletionSource();
        var ended = new TaskCompletionSource();
        await using var product = await StandIn.ThatAsync(async context =>
        {
            began.SetResult();
            using var _ = context.RequestAborted.Register(() => ended.TrySetResult());
            await ended.Task;
        });
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address);

        using (var socket = await RawCaller.ConnectAsync(gateway.Address))
        {
            await socket.SendAsync("GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
            await began.Task.WaitAsync(TimeSpan.FromSeconds(10));
        }

        await ended.Task.WaitAsync(TimeSpan.FromSeconds(10));
        (await gateway.LogWithAsync("\"Outcome\"")).ShouldContain("\"Outcome\":\"Aborted\",\"Code\":\"GWY-00021\"");
    }

    [Fact]
    public async Task A_body_that_ends_too_soon_never_looks_whole_to_the_product()
    {
        var seen = new TaskCompletionSource<string>();
        await using var product = await StandIn.ThatAsync(async context =>
        {
            try
            {
                using var reader = new StreamReader(context.Request.Body);
                seen.TrySetResult("whole: " + await reader.ReadToEndAsync());
            }
            catch (Exception broken)
            {
                seen.TrySetResult(broken.GetType().Name);
            }
        });
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address);

        using (var socket = await RawCaller.ConnectAsync(gateway.Address))
        {
            await socket.SendAsync("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }

        (await seen.Task.WaitAsync(TimeSpan.FromSeconds(10))).ShouldNotStartWith("whole");
        (await gateway.LogWithAsync("\"Outcome\"")).ShouldContain("\"Outcome\":\"Aborted\"");
    }

    [Fact]
    public async Task A_body_that_stops_coming_is_408()
    {
        await using var product = await StandIn.ThatAsync(async context => await context.Request.Body.CopyToAsync(Stream.Null));
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address, new() { Arguments = ["--EdgeGuard:MinimumRateGraceSeconds=1.1"] });

        var answer = await RawCaller.SayAsync(gateway.Address, "POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf");

        answer.ShouldStartWith("HTTP/1.1 408");
        answer.ShouldContain("GWY-00024");
        (await gateway.LogWithAsync("\"Outcome\"")).ShouldContain("\"Outcome\":\"Aborted\",\"Code\":\"GWY-00024\"");
    }

    [Fact]
    public async Task A_body_that_comes_slowly_but_comes_is_waited_for()
    {
        await using var product = await StandIn.ThatAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            await context.Response.WriteAsync($"got {(await reader.ReadToEndAsync()).Length}");
        });

        // Longer in all than the product may be silent, and than the grace before the lowest rate applies.
        await using var gateway = await SmallGateway.InFrontOfAsync(
            product.Address, new() { Arguments = ["--EdgeGuard:MinimumRateGraceSeconds=1.1"], Operation = SmallGateway.AnOperation(idle: TimeSpan.FromSeconds(3)) });
        using var caller = await RawCaller.ConnectAsync(gateway.Address);

        await caller.SendAsync("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 20000\r\n\r\n");
        for (var i = 0; i < 10; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(400), TimeProvider.System);
            await caller.SendAsync(new string('b', 2000));
        }

        (await caller.ReadUntilAsync("got 20000")).ShouldStartWith("HTTP/1.1 200");
    }
}
