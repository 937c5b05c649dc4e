using System.Collections.Immutable;
using Digdir.Altinn.VendorRegistry.Pictures;

namespace Digdir.Altinn.VendorRegistry.NoticeFeeds;

/// <summary>
/// The notices that answer a question at an instant, and for how long that stays so: what is ahead, under way and over changes with time alone. Pure.
/// </summary>
internal sealed class ShownNotices
{
    /// <summary>So long after the last word about it a notice that is over is still in the feeds; the registry keeps it for longer.</summary>
    public static readonly TimeSpan Lingers = TimeSpan.FromDays(60);

    private ShownNotices(ImmutableArray<NoticePicture> notices, DateTimeOffset? changed, DateTimeOffset until)
    {
        Notices = notices;
        Changed = changed;
        Until = until;
    }

    /// <summary>The latest published first.</summary>
    public ImmutableArray<NoticePicture> Notices { get; }

    /// <summary>When the answer last changed, by a notice or by time; null when there never was anything.</summary>
    public DateTimeOffset? Changed { get; }

    /// <summary>When time alone will change it.</summary>
    public DateTimeOffset Until { get; }

    /// <summary>Picks them.</summary>
    public static ShownNotices Of(ImmutableArray<NoticePicture> notices, FeedQuestion question, DateTimeOffset now)
    {
        var shown = ImmutableArray.CreateBuilder<NoticePicture>();
        DateTimeOffset? changed = null;
        var until = DateTimeOffset.MaxValue;
        foreach (var notice in notices)
        {
            if (!question.Covers(notice))
            {
                continue;
            }

            Turn(notice.UpdatedAt);
            Turn(notice.StartsAt);
            Turn(notice.EndsAt);
            if (!notice.Stands)
            {
                Turn(notice.UpdatedAt + Lingers);
            }

            if (notice.Stands || now < notice.UpdatedAt + Lingers)
            {
                shown.Add(notice);
            }
        }

        return new ShownNotices(shown.DrainToImmutable(), changed, until);

        void Turn(DateTimeOffset? at)
        {
            if (at is not { } turn)
            {
                return;
            }

            if (turn > now)
            {
                until = turn < until ? turn : until;
            }
            else if (changed is not { } sofar || turn > sofar)
            {
                changed = turn;
            }
        }
    }
}
