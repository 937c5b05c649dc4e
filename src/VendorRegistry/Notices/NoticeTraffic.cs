using System.Linq.Expressions;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Traffic;
using Microsoft.EntityFrameworkCore;

namespace Digdir.Altinn.VendorRegistry.Notices;

/// <summary>A vendor's calls to what a notice is about, in its last weeks.</summary>
internal sealed record Caller(string Vendor, long Week, long Recent);

/// <summary>Calls in a span of days, and in the two last weeks.</summary>
/// <param name="Key">The vendor, or the system.</param>
/// <param name="Customer">The customer; empty when they are counted together.</param>
/// <param name="Operation">The operation; empty when they are counted together.</param>
/// <param name="Calls">Calls in the span.</param>
/// <param name="LastAt">The last of them.</param>
/// <param name="ThisWeek">Calls the last seven days.</param>
/// <param name="LastWeek">Calls the seven days before.</param>
internal sealed record CallCount(string Key, string Customer, string Operation, long Calls, DateTimeOffset LastAt, long ThisWeek, long LastWeek);

/// <summary>Who calls what a notice is about: questions to the hourly counts of traffic. One vendor's page costs the same however many vendors there are.</summary>
internal static class NoticeTraffic
{
    public const int MostDays = 390;
    private const int HoursOfWeek = 7 * 24;

    /// <summary>Vendors that are looked at in one go.</summary>
    private const int Part = 100;

    /// <summary>The hours of traffic that a notice is about.</summary>
    public static IQueryable<TrafficHour> About(this IQueryable<TrafficHour> traffic, NoticeContent content)
    {
        var environments = content.Environments.ToArray();
        traffic = traffic.Where(hour => environments.Contains(hour.Environment));
        if (!content.Operations.IsEmpty)
        {
            var operations = content.Operations.ToArray();
            return traffic.Where(hour => operations.Contains(hour.Operation));
        }

        return content.Products.IsEmpty ? traffic : traffic.Where(OfProducts(content.Products));
    }

    /// <summary>Every vendor that called what the notice is about in the last week, in order.</summary>
    public static async Task<List<Caller>> CallersAsync(RegistryDb db, NoticeContent content, DateTimeOffset now, CancellationToken cancellation)
    {
        var hour = TrafficHour.HourOf(now) + 1;
        var (week, recent) = (hour - HoursOfWeek, hour - (2 * 24));
        var callers = await db.Traffic.AsNoTracking().About(content).Where(row => row.Hour >= week).GroupBy(row => row.Vendor)
            .Select(group => new Caller(group.Key, group.Sum(row => row.Calls), group.Sum(row => row.Hour >= recent ? row.Calls : 0))).ToListAsync(cancellation);
        return [.. callers.OrderBy(caller => caller.Vendor, StringComparer.Ordinal)];
    }

    /// <summary>Vendors that called what the notice is about in the last days, in order after one of them: at most so many.</summary>
    public static async Task<List<CallCount>> VendorsAsync(RegistryDb db, NoticeContent content, int days, string after, int most, DateTimeOffset now, CancellationToken cancellation)
    {
        var found = new List<CallCount>();
        while (found.Count < most)
        {
            var vendors = await NextAsync(db, after, cancellation);
            if (vendors.Count == 0)
            {
                break;
            }

            var (since, week, fortnight) = Spans(days, now);
            var counts = await db.Traffic.AsNoTracking().Where(hour => vendors.Contains(hour.Vendor) && hour.Hour >= since).About(content).GroupBy(hour => hour.Vendor)
                .Select(group => new CallCount(
                    group.Key, "", "", group.Sum(hour => hour.Calls), group.Max(hour => hour.LastAt),
                    group.Sum(hour => hour.Hour >= week ? hour.Calls : 0), group.Sum(hour => hour.Hour < week && hour.Hour >= fortnight ? hour.Calls : 0)))
                .ToListAsync(cancellation);
            found.AddRange(counts.OrderBy(count => count.Key, StringComparer.Ordinal));
            after = vendors[^1];
        }

        return [.. found.Take(most)];
    }

    /// <summary>One vendor's calls to what the notice is about by system, customer and operation: at most so many, after a place.</summary>
    public static async Task<List<CallCount>> OfVendorAsync(
        RegistryDb db, NoticeContent content, string vendor, int days, (string System, string Customer, string Operation) after, int most, DateTimeOffset now, CancellationToken cancellation)
    {
        var (since, week, fortnight) = Spans(days, now);
        var (system, customer, operation) = after;
        return await db.Traffic.AsNoTracking().Where(hour => hour.Vendor == vendor && hour.Hour >= since).About(content)
            .Where(hour => hour.System.CompareTo(system) > 0
                || (hour.System == system && (hour.Customer.CompareTo(customer) > 0 || (hour.Customer == customer && hour.Operation.CompareTo(operation) > 0))))
            .GroupBy(hour => new { hour.System, hour.Customer, hour.Operation })
            .OrderBy(group => group.Key.System).ThenBy(group => group.Key.Customer).ThenBy(group => group.Key.Operation).Take(most)
            .Select(group => new CallCount(
                group.Key.System, group.Key.Customer, group.Key.Operation, group.Sum(hour => hour.Calls), group.Max(hour => hour.LastAt),
                group.Sum(hour => hour.Hour >= week ? hour.Calls : 0), group.Sum(hour => hour.Hour < week && hour.Hour >= fortnight ? hour.Calls : 0)))
            .ToListAsync(cancellation);
    }

    /// <summary>One vendor's calls to what the notice is about, all together; null when there are none.</summary>
    public static async Task<CallCount?> TotalAsync(RegistryDb db, NoticeContent content, string vendor, int days, DateTimeOffset now, CancellationToken cancellation)
    {
        var (since, week, fortnight) = Spans(days, now);
        return await db.Traffic.AsNoTracking().Where(hour => hour.Vendor == vendor && hour.Hour >= since).About(content).GroupBy(hour => hour.Vendor)
            .Select(group => new CallCount(
                group.Key, "", "", group.Sum(hour => hour.Calls), group.Max(hour => hour.LastAt),
                group.Sum(hour => hour.Hour >= week ? hour.Calls : 0), group.Sum(hour => hour.Hour < week && hour.Hour >= fortnight ? hour.Calls : 0)))
            .SingleOrDefaultAsync(cancellation);
    }

    /// <summary>The next callers, whatever they call: from one to the next in the index, past all of their hours.</summary>
    private static Task<List<string>> NextAsync(RegistryDb db, string after, CancellationToken cancellation) => db.Database.SqlQueryRaw<string>(
        """
        WITH RECURSIVE callers(number, place) AS (
          SELECT (SELECT MIN("Vendor") FROM traffic WHERE "Vendor" > {0}), 1
          UNION ALL
          SELECT (SELECT MIN(traffic."Vendor") FROM traffic WHERE traffic."Vendor" > callers.number), callers.place + 1 FROM callers WHERE callers.number IS NOT NULL AND callers.place < {1})
        SELECT number AS "Value" FROM callers WHERE number IS NOT NULL ORDER BY number
        """,
        after, Part).ToListAsync(cancellation);

    private static (int Since, int Week, int Fortnight) Spans(int days, DateTimeOffset now)
    {
        // The hour that has begun counts.
        var hour = TrafficHour.HourOf(now) + 1;
        return (hour - (days * 24), hour - HoursOfWeek, hour - (2 * HoursOfWeek));
    }

    /// <summary>Operations begin with the id of their product.</summary>
    private static Expression<Func<TrafficHour, bool>> OfProducts(IEnumerable<string> products)
    {
        var hour = Expression.Parameter(typeof(TrafficHour));
        var startsWith = typeof(string).GetMethod(nameof(string.StartsWith), [typeof(string)]) ?? throw new MissingMethodException();
        return Expression.Lambda<Func<TrafficHour, bool>>(
            products.Select(product => (Expression)Expression.Call(Expression.Property(hour, nameof(TrafficHour.Operation)), startsWith, Expression.Constant(product + "."))).Aggregate(Expression.OrElse),
            hour);
    }
}
