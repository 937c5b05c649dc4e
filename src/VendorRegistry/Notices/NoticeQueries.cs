using Microsoft.EntityFrameworkCore;

namespace Digdir.Altinn.VendorRegistry.Notices;

/// <summary>How notices are found.</summary>
internal static class NoticeQueries
{
    /// <summary>With brownouts and timeline.</summary>
    public static IQueryable<Notice> Whole(this IQueryable<Notice> notices)
        => notices.Include(notice => notice.Brownouts).Include(notice => notice.Updates).AsSplitQuery();

    /// <summary>Those that concern a product, among them those that concern all.</summary>
    public static IQueryable<Notice> Concerning(this IQueryable<Notice> notices, string product)
    {
        var word = $" {product} ";
        return notices.Where(notice => notice.Products == "" || (" " + notice.Products + " ").Contains(word));
    }
}
