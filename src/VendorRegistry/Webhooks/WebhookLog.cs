using System.Globalization;
using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Outbox;
using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Digdir.Altinn.VendorRegistry.Webhooks;

/// <summary>What was sent to a webhook and what waits: the same for the vendor itself and for the servicedesk.</summary>
internal static class WebhookLog
{
    /// <summary>A page of a vendor's webhook's log, the newest first.</summary>
    public static async Task<Results<Ok<Page<DeliveryView>>, Refused>> PageAsync(
        RegistryDb db, string vendor, Guid id, string? state, string? cursor, int? limit, CancellationToken cancellation)
    {
        var input = new Input();
        var wanted = input.Named<DeliveryState>("state", state);
        if (input.Refusal is { } wrong)
        {
            return new Refused(wrong);
        }

        if (PageRequest.TryRead(cursor, limit, out var page) is { } bad)
        {
            return new Refused(bad);
        }

        if (!await db.Webhooks.AnyAsync(row => row.Id == id && row.Vendor == vendor, cancellation))
        {
            return new Refused(Problems.NotFound);
        }

        var receiver = id.ToString();
        var query = db.Deliveries.AsNoTracking().Where(row => row.Channel == WebhookChannel.ChannelName && row.Receiver == receiver);
        query = wanted is null ? query : query.Where(row => row.State == wanted);
        if (page.After is { } after)
        {
            if (!long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var place))
            {
                return new Refused(PageRequest.BadCursor);
            }

            query = query.Where(row => row.Id < place);
        }

        var rows = await query.OrderByDescending(row => row.Id).Take(page.Limit + 1).ToListAsync(cancellation);
        var sequences = rows.Select(row => row.Announcement).Distinct().ToList();
        var told = await db.Announcements.AsNoTracking().Where(row => sequences.Contains(row.Sequence)).ToDictionaryAsync(row => row.Sequence, cancellation);
        return TypedResults.Ok(page.Of(rows, row => DeliveryView.Of(row, told.GetValueOrDefault(row.Announcement)), row => row.Id.ToString(CultureInfo.InvariantCulture)));
    }
}
