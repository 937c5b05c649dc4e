using System.Text.Json.Serialization;
using Digdir.Altinn.Grains;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Storage;

namespace Digdir.Altinn.VendorRegistry.Traffic;

/// <summary>What a node has counted since its last report.</summary>
/// <param name="Node">The node's process: a new id with every start.</param>
/// <param name="Sequence">The report's number, from 1. A report is repeated with the same number and content until it is taken; numbers rise.</param>
/// <param name="Rows">Counts to add, at most <see cref="MostRows"/>.</param>
internal sealed record TrafficReport(Guid Node, long Sequence, IReadOnlyList<TrafficCount> Rows)
{
    /// <summary>The most rows in one report: one transaction of some ten milliseconds.</summary>
    public const int MostRows = 1000;

    /// <summary>Whether everything is within bounds; what comes over the wire is checked.</summary>
    public bool IsSane(DateTimeOffset now)
        => Node != Guid.Empty && Sequence > 0 && Rows is { Count: > 0 and <= MostRows } rows && rows.All(row => row is not null && row.IsSane(now));
}

/// <summary>Counts to add to one <see cref="TrafficHour"/>, whose words these are.</summary>
internal sealed record TrafficCount(
    string Operation, int Hour, AltinnEnvironment Environment, string Vendor, string System, string Customer, long Calls, long Refused, DateTimeOffset LastAt)
{
    /// <summary>Clocks differ, and a node that lost its registry tells late.</summary>
    private const int HoursAhead = 24;

    private const int HoursBehind = 24 * 31;

    internal bool IsSane(DateTimeOffset now)
        => Operation is { Length: > 0 and <= Lengths.Id }
        && Hour >= TrafficHour.HourOf(now) - HoursBehind && Hour <= TrafficHour.HourOf(now) + HoursAhead
        && Enum.IsDefined(Environment)
        && VendorId.TryParse(Vendor, out _)
        && System is { Length: <= Lengths.Id } && !System.Contains('\0', StringComparison.Ordinal)
        && (Customer is "" || OrganisationNumber.TryParse(Customer, out _))
        && Calls is > 0 and < 1L << 40 && Refused is >= 0 and < 1L << 40
        && Math.Abs((LastAt - TrafficHour.StartOf(Hour)).TotalHours) <= HoursAhead;
}

/// <summary>Takes what nodes have counted. Thread-safe.</summary>
internal interface ITrafficIntake
{
    /// <summary>When it returns, the counts are in the database, once however often the report was sent.</summary>
    /// <exception cref="Exception">They may not be: send the same report again later.</exception>
    Task TakeAsync(TrafficReport report, CancellationToken cancellation);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(TrafficReport))]
internal sealed partial class TrafficJson : JsonSerializerContext;
