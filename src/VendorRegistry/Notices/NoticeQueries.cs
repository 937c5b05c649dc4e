using Digdir.Altinn.VendorRegistry.Admin;
using Microsoft.EntityFrameworkCore;

namespace Digdir.Altinn.VendorRegistry.Notices;

/// <summary>How notices are found.</summary>
internal static class NoticeQueries
{
    /// <summary>Notices that are looked at in one go.</summary>
    private const int Part = 100;

    /// <summary>With brownouts and timeline.</summary>
    public static IQueryable<Notice> Whole(this IQueryable<Notice> notices)
        => notices.Include(notice => notice.Brownouts).Include(notice => notice.Updates).AsSplitQuery();

    /// <summary>Those that concern a product, among them those that concern all.</summary>
    public static IQueryable<Notice> Concerning(this IQueryable<Notice> notices, string product)
    {
        var word = $" {product} ";
        return notices.Where(notice => notice.Products == "" || (" " + notice.Products + " ").Contains(word));
    }

    /// <summary>
    /// Public notices that somebody asks for, the latest published first, after a place: at most so many. They are looked at by parts, from the place on; whom one
    /// concerns is a rule of its own, which no database knows.
    /// </summary>
    public static async Task<List<Notice>> PublishedAsync(
        this IQueryable<Notice> notices, Func<NoticeContent, bool> asksFor, PagePlace<Guid>? after, int most, CancellationToken cancellation)
    {
        var found = new List<Notice>();
        while (true)
        {
            var query = notices.AsNoTracking().Where(row => row.PublishedAt != null);
            if (after is { } place)
            {
                var (at, id) = place;
                query = query.Where(row => row.PublishedAt < at || (row.PublishedAt == at && row.Id.CompareTo(id) < 0));
            }

            var part = await query.OrderByDescending(row => row.PublishedAt).ThenByDescending(row => row.Id).Take(Part).ToListAsync(cancellation);
            found.AddRange(part.Where(row => asksFor(row.Content)));
            if (found.Count >= most || part.Count < Part)
            {
                return found[..Math.Min(most, found.Count)];
            }

            after = new PagePlace<Guid>(part[^1].PublishedAt.GetValueOrDefault(), part[^1].Id);
        }
    }
}
