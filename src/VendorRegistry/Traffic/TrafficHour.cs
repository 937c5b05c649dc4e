using Digdir.Altinn.VendorRegistry.Pictures;

namespace Digdir.Altinn.VendorRegistry.Traffic;

/// <summary>
/// How often one vendor called one operation in one hour, by system and customer: what tells who is concerned by a change. Not a fact that anybody decided: it
/// is not audited, is in no picture, and is written past <see cref="Storage.RegistryChange"/>, whose lock on the state row it neither takes nor waits for. Holds
/// no personal data: a customer that is a person is not named. The vendor need not be registered.
/// </summary>
internal sealed class TrafficHour
{
    /// <summary>Id of the operation in the catalogue.</summary>
    public required string Operation { get; init; }

    /// <summary>The hour: <see cref="HourOf"/> of every instant in it.</summary>
    public required int Hour { get; init; }

    public required AltinnEnvironment Environment { get; init; }

    /// <summary>The vendor's organisation number.</summary>
    public required string Vendor { get; init; }

    /// <summary>The system's id in the systemregister; empty when the token named none, or when systems were not told apart (see the node's row limit).</summary>
    public required string System { get; init; }

    /// <summary>The customer's organisation number; empty for persons, and when customers were not told apart.</summary>
    public required string Customer { get; init; }

    /// <summary>Calls, refused ones among them.</summary>
    public required long Calls { get; init; }

    /// <summary>Calls that the gateway itself refused.</summary>
    public required long Refused { get; init; }

    /// <summary>UTC: when the last of them ended.</summary>
    public required DateTimeOffset LastAt { get; init; }

    /// <summary>Whole hours since 1970-01-01T00:00Z.</summary>
    public static int HourOf(DateTimeOffset instant) => (int)Math.Floor(instant.ToUnixTimeSeconds() / 3600.0);

    /// <summary>When an hour begins, UTC.</summary>
    public static DateTimeOffset StartOf(int hour) => DateTimeOffset.FromUnixTimeSeconds(hour * 3600L);
}

/// <summary>The last report taken from a node's process: a repeated one is known by its number.</summary>
internal sealed class TrafficNode
{
    /// <summary>The process.</summary>
    public required Guid Node { get; init; }

    /// <summary>The number of the last report that was counted.</summary>
    public required long Sequence { get; init; }

    /// <summary>When it was counted, UTC.</summary>
    public required DateTimeOffset At { get; init; }
}
