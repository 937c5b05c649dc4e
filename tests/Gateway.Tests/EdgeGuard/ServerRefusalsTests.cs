using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Digdir.Altinn.Gateway.Tests.Forwarding;
using Digdir.Altinn.Support;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.EdgeGuard;

/// <summary>What the server itself refuses never becomes a request, but it is counted by its reason and told now and then, without a word of what was sent.</summary>
public sealed class ServerRefusalsTests
{
    public static TheoryData<string, int, string> Heads => new()
    {
        { "GET secret HTTP/1.1\r\nHost: x\r\n\r\n", 405, "method" },
        { "GET /sec\0ret HTTP/1.1\r\nHost: x\r\n\r\n", 400, "request_line" },
        { "secret\r\nHost: x\r\n\r\n", 400, "request_line" },
        { "G@T /secret HTTP/1.1\r\nHost: x\r\n\r\n", 400, "request_line" },
        { "GET /secret HTTP/1.9\r\nHost: x\r\n\r\n", 505, "version" },
        { "GET /secret HTTP/1.1\r\n\r\n", 400, "host" },
        { "GET /secret HTTP/1.1\r\nHost: secret/x\r\n\r\n", 400, "host" },
        { "GET /secret HTTP/1.1\r\nHost: x\r\nHost: secret\r\n\r\n", 400, "host" },
        { "GET /secret HTTP/1.1\r\nHost: x\r\nsecret : secret\r\n\r\n", 400, "field" },
        { "GET /secret HTTP/1.1\r\nHost: x\r\nX: sec\0ret\r\n\r\n", 400, "field" },
        { "POST /secret HTTP/1.1\r\nHost: x\r\nContent-Length: secret\r\n\r\n", 400, "length" },
        { "POST /secret HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", 400, "length" },
        { "POST /secret HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, secret\r\n\r\n", 400, "transfer_coding" },
        { "POST /secret HTTP/1.0\r\nHost: x\r\n\r\n", 400, "length" },
        { "OPTIONS * HTTP/1.1\r\nHost: x\r\nX: secret\r\nsecret\r\n\r\n", 400, "field" },
        { "GET * HTTP/1.1\r\nHost: x\r\nX: secret\r\n\r\n", 405, "method" },
        { "GET /secret HTTP/1.1\r\nHost: x\r\nX-Slow: secret", 408, "too_slow" },
        { $"GET /?secret={new string('q', 81 * 1024)} HTTP/1.1\r\nHost: x\r\n\r\n", 414, "line_too_long" },
        { $"GET /secret HTTP/1.1\r\nHost: x\r\n{string.Concat(Enumerable.Range(0, 21).Select(i => $"X-{i}: {new string('v', 8 * 1024)}\r\n"))}\r\n", 431, "head_too_large" },
        { $"GET /secret HTTP/1.1\r\nHost: x\r\n{string.Concat(Enumerable.Range(0, 201).Select(i => $"X-{i}: v\r\n"))}\r\n", 431, "head_too_large" },
        { "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003secret", 400, "tls_in_clear" },
    };

    [Theory]
    [MemberData(nameof(Heads))]
    public async Task A_head_the_server_refuses_is_counted_and_told_by_its_reason(string request, int status, string reason)
    {
        await using var product = RawStandIn.ThatAnswers("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address, new() { Arguments = ["--EdgeGuard:HeadSeconds=1"] });
        using var counts = new Counts(gateway);

        var answer = await RawCaller.SayAsync(gateway.Address, request);

        answer.ShouldStartWith($"HTTP/1.1 {status}");
        await Eventually.TrueAsync(() => counts.All.Length > 0);
        counts.All.ShouldBe([(reason, status)]);
        var line = (await gateway.LogWithAsync($"\"Reason\":\"{reason}\"")).Split('\n').Single(each => each.Contains(reason, StringComparison.Ordinal));
        line.ShouldContain("\"Count\":1");
        line.ShouldNotContain("secret");
        line.ShouldNotContain("127.0.0.1");
        product.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task A_body_that_breaks_off_or_is_no_chunks_is_told_as_the_request_it_is_and_not_twice()
    {
        await using var product = RawStandIn.ThatAnswers("");
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address);
        using var counts = new Counts(gateway);

        var answer = await RawCaller.SayAsync(gateway.Address, "POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nsecret\r\n", 3);

        answer.ShouldContain("GWY-00021");
        (await gateway.LogWithAsync("GWY-00021")).ShouldNotContain("secret");
        counts.All.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_flood_of_refusals_makes_one_line_a_minute_for_each_reason_which_says_how_many()
    {
        var clock = new ManualClock();
        await using var product = RawStandIn.ThatAnswers("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address, with: services => services.AddSingleton<TimeProvider>(clock));
        using var counts = new Counts(gateway);

        for (var i = 0; i < 5; i++)
        {
            await RawCaller.SayAsync(gateway.Address, "nonsense\r\n\r\n");
        }

        clock.Advance(TimeSpan.FromMinutes(1));
        await RawCaller.SayAsync(gateway.Address, "nonsense\r\n\r\n");
        await Eventually.TrueAsync(() => counts.All.Length == 6);

        var log = await gateway.LogWithAsync("\"Count\":5");
        log.Split("\"Reason\":\"request_line\"").Length.ShouldBe(3);
        log.ShouldContain("\"Count\":1");
    }

    /// <summary>Listens to one gateway's counter.</summary>
    private sealed class Counts : IDisposable
    {
        private readonly ConcurrentQueue<(string Reason, int Status)> _seen = new();
        private readonly MeterListener _listener = new();

        public Counts(SmallGateway gateway)
        {
            var meters = gateway.Services.GetRequiredService<IMeterFactory>();
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "gateway.server.refusals" && ReferenceEquals(instrument.Meter.Scope, meters))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((_, measured, tags, _) =>
            {
                var reason = "";
                var status = 0;
                foreach (var (name, value) in tags)
                {
                    (reason, status) = name == "reason" ? ((string)(value ?? ""), status) : (reason, (int)(value ?? 0));
                }

                for (; measured > 0; measured--)
                {
                    _seen.Enqueue((reason, status));
                }
            });
            _listener.Start();
        }

        public (string Reason, int Status)[] All => [.. _seen];

        public void Dispose() => _listener.Dispose();
    }
}
