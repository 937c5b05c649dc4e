using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Digdir.Altinn.VendorRegistry.Admin;

/// <summary>A row that is known by an id of version 7, which rises with time.</summary>
internal interface IIdentified
{
    Guid Id { get; }
}

/// <summary>Pages of lists that show the newest first: the id alone is the place.</summary>
internal static class NewestFirst
{
    /// <summary>One page, ordered and cut in the database.</summary>
    /// <param name="some">The rows of the list, in any order.</param>
    /// <param name="cursor">The query's <c>cursor</c>.</param>
    /// <param name="limit">The query's <c>limit</c>.</param>
    /// <param name="view">How a row is shown.</param>
    /// <param name="cancellation">Of the request.</param>
    public static async Task<Results<Ok<Page<TView>>, Refused>> NewestFirstAsync<TRow, TView>(
        this IQueryable<TRow> some, string? cursor, int? limit, Func<TRow, TView> view, CancellationToken cancellation)
        where TRow : class, IIdentified
    {
        if (PageRequest.TryRead(cursor, limit, out var page) is { } bad)
        {
            return new Refused(bad);
        }

        if (page.After is { } after)
        {
            if (!Guid.TryParse(after, CultureInfo.InvariantCulture, out var place))
            {
                return new Refused(PageRequest.BadCursor);
            }

            some = some.Where(row => row.Id.CompareTo(place) < 0);
        }

        var rows = await some.AsNoTracking().OrderByDescending(row => row.Id).Take(page.Limit + 1).ToListAsync(cancellation);
        return TypedResults.Ok(page.Of(rows, view, row => row.Id.ToString()));
    }
}
