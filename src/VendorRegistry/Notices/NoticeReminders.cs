using Digdir.Altinn.VendorRegistry.Announcements;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digdir.Altinn.VendorRegistry.Notices;

/// <summary>What a vendor reads in a reminder.</summary>
/// <param name="Id">The notice.</param>
/// <param name="Title">A few words.</param>
/// <param name="Effective">When the change takes effect.</param>
/// <param name="DaysLeft">Days until then, the last begun one counted.</param>
/// <param name="CallsLastWeek">The vendor's calls to what is affected, the last seven days.</param>
/// <param name="Acknowledged">True when the vendor has said that it has read the notice, and yet calls.</param>
/// <param name="Page">Where everybody reads the notice: a path at the gateway.</param>
/// <param name="Link">Where its program reads the notice and says so: a path at the gateway.</param>
internal sealed record NoticeReminder(Guid Id, NoticeText Title, DateTimeOffset Effective, int DaysLeft, long CallsLastWeek, bool Acknowledged, string Page, string Link);

/// <summary>Reminds vendors, in rounds that are told once. Part of what notices do by themselves, <see cref="NoticeTimes"/>.</summary>
internal static class NoticeReminders
{
    /// <summary>Vendors in one change: other changes of the registry get their turn between them.</summary>
    private const int Part = 200;

    /// <summary>Begins the rounds that are due, and goes on with those that were broken off.</summary>
    public static async Task RunAsync(RegistryChanges registry, CancellationToken cancellation)
    {
        var now = registry.Now;
        var soon = now.AddDays(ReminderSchedule.Steps[0]);
        var near = await registry.Db.Notices.AsNoTracking()
            .Where(row => row.Kind == NoticeKind.BreakingChange && (row.State == NoticeState.Published || row.State == NoticeState.Amended) && row.StartsAt > now && row.StartsAt <= soon)
            .ToListAsync(cancellation);
        foreach (var notice in near)
        {
            if (notice is { PublishedAt: { } published, StartsAt: { } effective } && ReminderSchedule.Due(published, effective, now) is { } step
                && !await registry.Db.ReminderRounds.AnyAsync(row => row.Notice == notice.Id && row.Effective == effective && row.DaysBefore == step && row.DoneAt != null, cancellation))
            {
                await RoundAsync(registry, notice, effective, step, cancellation);
            }
        }
    }

    private static async Task RoundAsync(RegistryChanges registry, Notice notice, DateTimeOffset effective, int step, CancellationToken cancellation)
    {
        var callers = await NoticeTraffic.CallersAsync(registry.Db, notice.Content, registry.Now, cancellation);
        while (true)
        {
            registry.Db.ChangeTracker.Clear();
            await using var change = await registry.BeginAsync(NoticeTimes.Actor, "notices.remind", cancellation);
            var round = await change.Db.ReminderRounds.SingleOrDefaultAsync(row => row.Notice == notice.Id && row.Effective == effective && row.DaysBefore == step, cancellation)
                ?? change.Db.ReminderRounds.Add(new ReminderRound { Notice = notice.Id, Effective = effective, DaysBefore = step, BegunAt = change.Now }).Entity;
            var stands = await change.Db.Notices.AnyAsync(
                row => row.Id == notice.Id && row.StartsAt == effective && (row.State == NoticeState.Published || row.State == NoticeState.Amended), cancellation);
            if (round.DoneAt is not null || !stands)
            {
                return;
            }

            var part = callers.Where(caller => string.CompareOrdinal(caller.Vendor, round.UpTo) > 0).Take(Part).ToList();
            var vendors = part.ConvertAll(caller => caller.Vendor);
            var registered = await change.Db.Vendors.Where(row => vendors.Contains(row.Number)).Select(row => row.Number).ToHashSetAsync(cancellation);
            var acknowledged = await change.Db.Acknowledgements.Where(row => row.Notice == notice.Id && vendors.Contains(row.Vendor)).Select(row => row.Vendor).ToHashSetAsync(cancellation);
            var reminded = 0;
            foreach (var caller in part.Where(caller => registered.Contains(caller.Vendor)
                && ReminderSchedule.Wants(step, acknowledged.Contains(caller.Vendor), caller.Week, caller.Recent)))
            {
                var daysLeft = (int)Math.Ceiling((effective - change.Now).TotalDays);
                Announcement.Tell(change, AnnouncementKinds.NoticeReminder, caller.Vendor, NoticeNews.SubjectOf(notice.Id), new NoticeReminder(
                    notice.Id, notice.Content.Title, effective, daysLeft, caller.Week, acknowledged.Contains(caller.Vendor), NoticeNews.PageOf(notice.Id), NoticeNews.LinkTo(notice.Id)));
                reminded++;
            }

            round.Advance(part.Count > 0 ? part[^1].Vendor : null, reminded, part.Count < Part ? change.Now : null);
            await registry.CommitAsync(change);
            if (round.DoneAt is not null)
            {
                return;
            }
        }
    }
}
