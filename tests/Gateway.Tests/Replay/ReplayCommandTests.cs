using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Digdir.Altinn.Gateway.Replay;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Replay;

/// <summary>What the servicedesk gets when it replays a log.</summary>
public sealed class ReplayCommandTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Each_vendor_of_a_trace_is_one_json_object()
    {
        var (code, output, error) = await ReplayAsync(Request(0, vendor: "310000002") + Request(1) + Event(2) + Request(3), "--json");

        error.ShouldBeEmpty();
        code.ShouldBe(0);
        var vendors = Vendors(output);
        vendors.Select(vendor => vendor.GetProperty("vendor").GetString()).ShouldBe(["310000001", "310000002"]);
        vendors[0].EnumerateObject().Select(member => member.Name).ShouldBe(
            ["vendor", "reads", "redundant", "firstFlagged", "levels", "refused", "creditedRefused", "signals"]);
        vendors[0].GetProperty("firstFlagged").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task A_bad_line_is_told_of_by_its_number_and_the_rest_goes_on()
    {
        var trace = Request(0) + "{\"type\":\"request\"\n" + "\n" + "{\"type\":\"request\",\"time\":\"2026-11-02T08:00:00Z\",\"vendor\":\"310000001\",\"method\":\"GET\"}\n" + Request(5);

        var (code, output, error) = await ReplayAsync(trace, "--json");

        code.ShouldBe(0);
        error.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldSatisfyAllConditions(
            lines => lines.Length.ShouldBe(2),
            lines => lines[0].ShouldStartWith("line 2 "),
            lines => lines[1].ShouldStartWith("line 4 has no path"));
        Vendors(output).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_complaint_about_a_line_does_not_repeat_it()
    {
        var (_, _, error) = await ReplayAsync("{\"type\":\"request\",\"subject\":\"08844397713\",\"time\":08844397713}\n" + Request(1), "--json");

        error.ShouldStartWith("line 1 ");
        error.ShouldNotContain("08844397713");
    }

    [Fact]
    public async Task A_trace_without_a_usable_line_fails()
        => (await ReplayAsync("no trace at all\n", "--json")).Code.ShouldBe(1);

    [Fact]
    public async Task An_empty_trace_has_no_vendors()
    {
        var (code, output, _) = await ReplayAsync("", "--json");

        code.ShouldBe(0);
        output.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_compressed_trace_reads_as_the_plain_one()
    {
        var plain = Encoding.UTF8.GetBytes(Request(0) + Request(1));
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(plain);
        }

        var one = await ReplayAsync(plain, "--json");
        var other = await ReplayAsync(packed.ToArray(), "--json");

        other.ShouldBe(one);
    }

    [Fact]
    public async Task A_line_without_end_costs_no_memory_and_no_other_line()
    {
        var (code, output, error) = await ReplayAsync("{\"type\":\"" + new string('x', 3 * 1024 * 1024) + "\"}\n" + Request(0), "--json");

        code.ShouldBe(0);
        error.ShouldStartWith("line 1 is longer than");
        Vendors(output).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Lines_that_came_a_little_late_are_put_in_their_place()
    {
        var reader = new TraceReader((_, _) => { });
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(Request(2) + Request(1) + Request(3) + Request(0)));

        List<DateTimeOffset> times = [];
        await foreach (var line in reader.ReadAsync(stream, CancellationToken.None))
        {
            times.Add(line.Time);
        }

        times.ShouldBe([Start, Start.AddMinutes(1), Start.AddMinutes(2), Start.AddMinutes(3)]);
    }

    [Theory]
    [InlineData("--assume", "perhaps")]
    [InlineData("--set", "Polling:Treshold=10")]
    [InlineData("--set", "Poling:Threshold=10")]
    [InlineData("--set", "Polling:Threshold=much")]
    [InlineData("--set", "Threshold")]
    [InlineData("--jsn", "")]
    public async Task A_wrong_command_line_is_refused_before_anything_is_read(string option, string value)
    {
        var (code, output, error) = await ReplayAsync(Request(0), value.Length == 0 ? [option] : [option, value]);

        code.ShouldBe(2);
        output.ShouldBeEmpty();
        error.ShouldContain("See replay --help");
    }

    [Fact]
    public async Task Without_a_trace_there_is_nothing_to_do()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();

        (await ReplayCommand.RunAsync([], () => Stream.Null, output, error)).ShouldBe(2);
        (await ReplayCommand.RunAsync(["/nowhere/trace.ndjson"], () => Stream.Null, output, error)).ShouldBe(1);
        (await ReplayCommand.RunAsync(["--help"], () => Stream.Null, output, error)).ShouldBe(0);
        output.ToString().ShouldStartWith("usage:");
    }

    [Fact]
    public async Task Calls_of_no_known_operation_are_counted_and_passed_over()
    {
        var (code, _, error) = await ReplayAsync(Request(0, path: "/somewhere/else") + Request(1), "--json");

        code.ShouldBe(0);
        error.ShouldContain("1 calls are for no operation");
    }

    [Fact]
    public async Task A_poller_is_flagged_and_a_vendor_that_reads_when_told_is_not()
    {
        var trace = new StringBuilder(Poller(minutes: 24 * 60));
        for (var hour = 0; hour < 24; hour++)
        {
            trace.Append(Event(hour * 60, vendor: "310000002")).Append(Request((hour * 60) + 0.2, vendor: "310000002", answer: $"news {hour}"));
        }

        var vendors = Vendors((await ReplayAsync(trace.ToString(), "--json")).Output);

        vendors[0].GetProperty("reads").GetInt64().ShouldBe(288);
        vendors[0].GetProperty("redundant").GetInt64().ShouldBeInRange(284, 287);
        vendors[0].GetProperty("firstFlagged").GetDateTimeOffset().ShouldBeInRange(Start.AddHours(1), Start.AddHours(4));
        vendors[0].GetProperty("levels")[0].GetProperty("level").GetInt32().ShouldBe(1);
        vendors[1].GetProperty("redundant").GetInt64().ShouldBe(0);
        vendors[1].GetProperty("levels").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Another_setting_hits_others()
    {
        var (_, output, _) = await ReplayAsync(Poller(minutes: 24 * 60), "--json", "--set", "Ladder:Notice=1000");

        Vendors(output)[0].GetProperty("firstFlagged").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task A_refused_call_is_still_a_read_in_shadow_and_none_when_enforced()
    {
        string[] soon = ["--json", "--set", "Ladder:NoticeFor=01:00:00", "--set=Ladder:Soft=30"];
        var trace = Poller(minutes: 36 * 60);

        var shadow = Vendors((await ReplayAsync(trace, soon)).Output)[0];
        var enforced = Vendors((await ReplayAsync(trace, [.. soon, "--assume", "enforce"])).Output)[0];

        shadow.GetProperty("reads").GetInt64().ShouldBe(36 * 12);
        shadow.GetProperty("refused").GetInt64().ShouldBeGreaterThan(100);
        enforced.GetProperty("refused").GetInt64().ShouldBeGreaterThan(100);
        (enforced.GetProperty("reads").GetInt64() + enforced.GetProperty("refused").GetInt64()).ShouldBe(36 * 12);
        shadow.GetProperty("creditedRefused").GetInt64().ShouldBe(0);
        enforced.GetProperty("creditedRefused").GetInt64().ShouldBe(0);
    }

    [Fact]
    public async Task Counting_through_party_numbers_is_told_as_signals()
    {
        var trace = string.Concat(Enumerable.Range(0, 60).Select(i => Request(i / 60.0, path: $"/apps/ttd/demo/instances/{50_000_000 + i}/active", status: i % 3 == 0 ? 200 : 403, answer: $"{i}")
            .Replace("\"party\":", "\"_party\":", StringComparison.Ordinal)));

        var signals = Vendors((await ReplayAsync(trace, "--json")).Output)[0].GetProperty("signals").EnumerateArray().Select(signal => signal.GetString());

        signals.ShouldContain("S13");
        signals.ShouldContain("S14");
    }

    private static string Poller(int minutes) => string.Concat(Enumerable.Range(0, minutes / 5).Select(i => Request(i * 5)));

    internal static async Task<(int Code, string Output, string Error)> ReplayAsync(string trace, params string[] options) => await ReplayAsync(Encoding.UTF8.GetBytes(trace), options);

    internal static List<JsonElement> Vendors(string output)
        => [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    /// <summary>A line of a trace, so many minutes after the start.</summary>
    internal static string Request(
        double minute,
        string vendor = "310000001",
        string party = "310000019",
        string answer = "same",
        string path = "/dialogporten/api/v1/enduser/dialogs",
        string type = "request",
        string method = "GET",
        int status = 200,
        string? subject = null)
        => JsonSerializer.Serialize(new
        {
            type,
            time = Time(minute),
            vendor,
            client = "client-1",
            customer = party,
            party = $"urn:altinn:organization:identifier-no:{party}",
            subject,
            method,
            path,
            query = $"?party=urn:altinn:organization:identifier-no:{party}",
            status,
            bytes = 812,
            answer,
            userAgent = "system/1.0",
            somethingElse = new { ignored = true },
        }) + "\n";

    internal static string Event(double minute, string vendor = "310000001", string party = "310000019", bool delivered = true)
        => JsonSerializer.Serialize(new
        {
            type = "event",
            time = Time(minute),
            vendor,
            party = $"urn:altinn:organization:identifier-no:{party}",
            eventType = "dialogporten.dialog.updated.v1",
            delivered,
        }) + "\n";

    private static string Time(double minute) => Start.AddMinutes(minute).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static async Task<(int Code, string Output, string Error)> ReplayAsync(byte[] trace, params string[] options)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await ReplayCommand.RunAsync(["-", .. options], () => new MemoryStream(trace), output, error);
        return (code, output.ToString(), error.ToString());
    }
}
