using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Digdir.Altinn.VendorRegistry.Storage;

/// <summary>
/// How instants are kept: whole milliseconds, UTC. PostgreSQL keeps microseconds and SQLite text, so anything finer would not come back as it was
/// and would break the audit chain's hashes.
/// </summary>
internal static class Instants
{
    public static DateTimeOffset Whole(DateTimeOffset instant)
    {
        var utc = instant.ToUniversalTime();
        return utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerMillisecond));
    }

    public static DateTimeOffset? Whole(DateTimeOffset? instant) => instant is { } some ? Whole(some) : null;
}

/// <summary>Keeps instants as UTC <see cref="DateTime"/>: SQLite can neither compare nor order <see cref="DateTimeOffset"/>.</summary>
internal sealed class UtcConverter() : ValueConverter<DateTimeOffset, DateTime>(
    instant => Instants.Whole(instant).UtcDateTime,
    stored => new DateTimeOffset(DateTime.SpecifyKind(stored, DateTimeKind.Utc)));
