using System.Collections.Immutable;
using System.Text.Json;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digdir.Altinn.VendorRegistry.Notices;

/// <summary>Public notices as pictures hold them. They are read again only when one of them has changed.</summary>
internal static class NoticePictures
{
    /// <summary>So long after their end notices are still told of. What was removed stays removed: its notice stays too.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    /// <summary>The notices, the latest published first, and the version at which one last changed.</summary>
    /// <param name="db">The database.</param>
    /// <param name="current">The picture at hand; empty to read everything.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<(ImmutableArray<NoticePicture> Notices, long Version)> ReadAsync(RegistryDb db, RegistryPicture current, DateTimeOffset now, CancellationToken cancellation)
    {
        var version = await db.Notices.MaxAsync(row => (long?)row.Revision, cancellation) ?? 0;
        if (current.Version > 0 && version == current.NoticesVersion)
        {
            return (current.Notices, version);
        }

        var kept = Instants.Whole(now - Kept);
        var rows = await db.Notices.AsNoTracking().Whole()
            .Where(row => row.PublishedAt != null && (row.EndedAt == null || row.EndedAt > kept || (row.Removes && row.State == NoticeState.Completed)))
            .OrderByDescending(row => row.PublishedAt).ThenByDescending(row => row.Id).ToListAsync(cancellation);
        return ([.. rows.Select(PictureOf)], version);
    }

    internal static NoticePicture PictureOf(Notice row)
    {
        var content = row.Content;
        var published = row.PublishedAt.GetValueOrDefault();
        return new NoticePicture
        {
            Id = row.Id,
            Kind = row.Kind,
            State = row.State,
            Impact = row.Impact,
            Title = content.Title,
            Text = content.Text,
            Environments = content.Environments,
            Products = content.Products,
            Operations = content.Operations,
            Fields = content.Fields,
            ServiceOwners = content.ServiceOwners,
            PublishedAt = published,
            UpdatedAt = row.UpdatedAt,
            StartsAt = row.StartsAt,
            EndsAt = row.EndsAt,
            Removes = row.Removes,
            Successor = row.Successor,
            EmergencyGround = row.Ground is { } ground && row.StartsAt is { } effective && EightWeeks.NeedsGround(published, effective) ? Named(ground) : null,
            Brownouts =
            [
                .. row.Brownouts.Where(brownout => brownout.CalledOffAt is null).OrderBy(brownout => brownout.From).ThenBy(brownout => brownout.Number)
                    .Select(brownout => new BrownoutPicture(brownout.Environment, brownout.From, brownout.Until)),
            ],
            Timeline = [.. row.Updates.OrderBy(update => update.Number).Select(update => new NoticeUpdatePicture(update.At, Named(update.Phase), update.Text))],
        };
    }

    private static string Named<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
