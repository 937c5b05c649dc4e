using System.Text;
using Digdir.Altinn.Gateway.Telemetry;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Telemetry;

/// <summary>The log never holds traffic up, never tears a line, and says what it lost.</summary>
public sealed class LogLinesTests
{
    [Fact]
    public void Lines_from_many_threads_come_out_whole_and_all()
    {
        using var output = new MemoryStream();
        using (var lines = new LogLines(output, 1 << 20, _ => []))
        {
            Parallel.For(0, 5000, i => lines.TryAdd(Encoding.ASCII.GetBytes($"line {i} ends\n")).ShouldBeTrue());
        }

        var written = Encoding.ASCII.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        written.Length.ShouldBe(5000);
        written.Order(StringComparer.Ordinal).ShouldBe(Enumerable.Range(0, 5000).Select(i => $"line {i} ends").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_reader_that_stopped_reading_costs_lines_and_not_time()
    {
        using var output = new StuckStream();
        using var lines = new LogLines(output, 1024, count => Encoding.ASCII.GetBytes($"lost {count}\n"));
        var line = Encoding.ASCII.GetBytes(new string('x', 99) + "\n");
        lines.TryAdd(line).ShouldBeTrue();
        output.Stuck.Wait(TimeSpan.FromSeconds(10)).ShouldBeTrue();

        var added = 0;
        for (var i = 0; i < 100; i++)
        {
            added += lines.TryAdd(line) ? 1 : 0;
        }

        added.ShouldBe(10);
        lines.Dropped.ShouldBe(90);
        output.Go.Set();
        lines.Flush();
        output.Written.ShouldEndWith("lost 90\n");
    }

    [Fact]
    public void A_reader_that_is_gone_stops_nothing()
    {
        using var output = new MemoryStream();
        using var lines = new LogLines(output, 1024, _ => []);
        output.Close();

        lines.TryAdd("x\n"u8).ShouldBeTrue();
        lines.Flush();

        lines.TryAdd("y\n"u8).ShouldBeTrue();
    }

    private sealed class StuckStream : MemoryStream
    {
        private readonly StringBuilder _written = new();

        public ManualResetEventSlim Stuck { get; } = new();

        public ManualResetEventSlim Go { get; } = new();

        public string Written => _written.ToString();

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Stuck.Set();
            Go.Wait();
            _written.Append(Encoding.ASCII.GetString(buffer));
        }
    }
}
