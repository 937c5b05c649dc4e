using Digdir.Altinn.VendorRegistry.Storage;

namespace Digdir.Altinn.VendorRegistry.Levels;

/// <summary>
/// Days with a legal deadline (tax returns, VAT) on which the ladder refuses nothing and only the emergency brake does. Whole calendar days in Europe/Oslo,
/// kept as the instants they begin and end at.
/// </summary>
internal sealed class ProtectedDays : IAudited
{
    private static readonly TimeZoneInfo Oslo = TimeZoneInfo.FindSystemTimeZoneById("Europe/Oslo");

    /// <summary>The most days in one entry.</summary>
    public const int Longest = 31;

    public required Guid Id { get; init; }

    /// <summary>What is due then.</summary>
    public required string Name { get; init; }

    public required DateTimeOffset From { get; init; }

    /// <summary>The midnight after the last day.</summary>
    public required DateTimeOffset Until { get; init; }

    public string Subject => $"protected-days/{Id}";

    public string? OfVendor => null;

    /// <summary>The instant a day begins in Oslo, UTC.</summary>
    public static DateTimeOffset Midnight(DateOnly day)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(local, Oslo.GetUtcOffset(local)).ToUniversalTime();
    }

    /// <summary>The day in Oslo that an instant lies in.</summary>
    public static DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, Oslo).DateTime);
}
