namespace Digdir.Altinn.Benchmarks.Load;

/// <summary>What a load generator saw.</summary>
/// <param name="Requests">Answers received.</param>
/// <param name="Failures">Answers other than 200, and broken connections.</param>
/// <param name="Seconds">Time it took.</param>
/// <param name="P50">Median latency in milliseconds.</param>
/// <param name="P99">99th percentile of latency in milliseconds.</param>
internal sealed record Measurement(long Requests, long Failures, double Seconds, double P50, double P99)
{
    public double PerSecond => Requests / Seconds;
}
