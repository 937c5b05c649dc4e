using System.Diagnostics;
using Digdir.Altinn.Gateway.Telemetry;
using Digdir.Altinn.Gateway.Tests.Forwarding;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Telemetry;

/// <summary>A trace begins at the edge; the caller's is linked and never obeyed. Listens to the process's activities, so nothing else runs beside it.</summary>
[Collection(nameof(TraceTests))]
public sealed class TraceTests
{
    private const string Theirs = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    [Fact]
    public async Task The_product_gets_our_trace_and_the_callers_is_linked()
    {
        var (span, arrived, shown) = await TraceAsync(Theirs);

        var link = span.Links.ShouldHaveSingleItem();
        link.Context.TraceId.ToHexString().ShouldBe("4bf92f3577b34da6a3ce929d0e0e4736");
        link.Context.TraceState.ShouldBeNull();
        span.TraceId.ToHexString().ShouldNotBe("4bf92f3577b34da6a3ce929d0e0e4736");
        span.ParentId.ShouldBeNull();
        shown.ShouldBe(span.TraceId.ToHexString());
        arrived["traceparent"].ToString().ShouldStartWith($"00-{span.TraceId}-");
        arrived.ContainsKey("tracestate").ShouldBeFalse();
    }

    [Theory]
    [InlineData("00-00000000000000000000000000000000-00f067aa0ba902b7-01")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01")]
    [InlineData("ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")]
    [InlineData("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01")]
    [InlineData("nonsense")]
    [InlineData("")]
    public async Task A_malformed_trace_of_the_callers_is_ignored(string malformed)
    {
        var (span, _, _) = await TraceAsync(malformed);

        span.Links.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_span_tells_the_operation_and_nothing_of_the_path()
    {
        var (span, _, _) = await TraceAsync(Theirs);

        span.DisplayName.ShouldBe("formidling.thing.get");
        var tags = span.TagObjects.ToDictionary(tag => tag.Key, tag => tag.Value?.ToString());
        tags["http.route"].ShouldBe("/thing/{id}");
        tags["http.response.status_code"].ShouldBe("200");
        tags["altinn.outcome"].ShouldBe("Forwarded");
        tags.Values.ShouldNotContain(value => value != null && value.Contains("secret", StringComparison.Ordinal));
        span.Status.ShouldBe(ActivityStatusCode.Unset);
    }

    [Fact]
    public async Task Without_an_exporter_there_is_a_trace_to_quote_and_no_activity()
    {
        Activity? current = null;
        await using var product = RawStandIn.ThatAnswers("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address, call: _ => current = Activity.Current);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/x") { Headers = { { "traceparent", Theirs } } };

        using var answer = await gateway.Client.SendAsync(request);

        current.ShouldBeNull();
        var shown = answer.Headers.GetValues(EdgeTrace.Field).Single();
        shown.ShouldNotBe("4bf92f3577b34da6a3ce929d0e0e4736");
        product.Received.ShouldContain($"traceparent: 00-{shown}-");
    }

    [Fact]
    public async Task A_product_cannot_write_our_trace_field()
    {
        await using var product = RawStandIn.ThatAnswers("HTTP/1.1 200 OK\r\nAltinn-Gateway-Trace: theirs\r\nContent-Length: 0\r\n\r\n");
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address);

        using var answer = await gateway.Client.GetAsync(new Uri("/x", UriKind.Relative));

        answer.Headers.GetValues(EdgeTrace.Field).ShouldHaveSingleItem().ShouldMatch("^[0-9a-f]{32}$");
    }

    private static async Task<(Activity Span, IHeaderDictionary Arrived, string Shown)> TraceAsync(string traceParent)
    {
        List<Activity> ended = [];
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == EdgeTrace.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                lock (ended)
                {
                    ended.Add(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        IHeaderDictionary? arrived = null;
        await using var product = await StandIn.ThatAsync(context =>
        {
            arrived = new HeaderDictionary(context.Request.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase));
            return Task.CompletedTask;
        });
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address, new() { Arguments = ["--Telemetry:Otlp:SampleRatio=1"] });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/secret?secret=1");
        request.Headers.TryAddWithoutValidation("traceparent", traceParent);
        request.Headers.TryAddWithoutValidation("tracestate", "theirs=1");

        using var answer = await gateway.Client.SendAsync(request);

        var shown = answer.Headers.GetValues(EdgeTrace.Field).Single();
        Activity? Mine()
        {
            lock (ended)
            {
                return ended.Find(span => span.Kind == ActivityKind.Server && span.TraceId.ToHexString() == shown);
            }
        }

        await Eventually.TrueAsync(() => Mine() is not null);
        return (Mine() ?? throw new InvalidOperationException(), arrived ?? throw new InvalidOperationException(), shown);
    }
}

[CollectionDefinition(nameof(TraceTests), DisableParallelization = true)]
public sealed class TraceTestsRunAlone;
