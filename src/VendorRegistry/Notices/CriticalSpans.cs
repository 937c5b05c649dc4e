using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digdir.Altinn.VendorRegistry.Notices;

/// <summary>A declared critical period that maintenance falls in.</summary>
internal sealed record CriticalSpan(string Name, DateTimeOffset From, DateTimeOffset Until);

/// <summary>
/// The critical periods of the terms (3.1): the protected days, which are declared for the same reason, deadlines that businesses must meet. Maintenance of the
/// test environment alone is never in one.
/// </summary>
internal static class CriticalSpans
{
    /// <summary>Those that maintenance at the time and place would fall in; none for what is no maintenance.</summary>
    public static async Task<IReadOnlyList<CriticalSpan>> OfAsync(RegistryDb db, NoticeKind kind, NoticeContent content, CancellationToken cancellation)
    {
        if (kind != NoticeKind.Maintenance || !content.Environments.Contains(AltinnEnvironment.Production) || content is not { StartsAt: { } from, EndsAt: { } until })
        {
            return [];
        }

        return await db.ProtectedDays.AsNoTracking().Where(row => row.From < until && row.Until > from)
            .OrderBy(row => row.From).Select(row => new CriticalSpan(row.Name, row.From, row.Until)).ToListAsync(cancellation);
    }
}
