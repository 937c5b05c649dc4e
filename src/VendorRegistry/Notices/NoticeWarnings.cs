using Digdir.Altinn.VendorRegistry.Pictures;

namespace Digdir.Altinn.VendorRegistry.Notices;

/// <summary>What an author should know about a notice that is not public. Pure.</summary>
internal static class NoticeWarnings
{
    public static IEnumerable<NoticeWarning> Of(Notice notice, IReadOnlyList<CriticalSpan> critical, DateTimeOffset now)
    {
        var published = notice.ScheduledFor is { } planned && planned > now ? planned : now;
        if (notice is { PublishedAt: null, Kind: NoticeKind.BreakingChange, StartsAt: { } effective } && notice.State != NoticeState.Withdrawn
            && EightWeeks.Check(effective, notice.Ground, notice.ApprovedBy is not null, published) is { } refused)
        {
            yield return new NoticeWarning(refused.Problem.Code, refused.Problem.Title.Nb, refused.Problem.Title.En, EightWeeks.Earliest(published));
        }

        foreach (var span in critical)
        {
            yield return new NoticeWarning(Problems.CriticalPeriod.Code, $"{Problems.CriticalPeriod.Title.Nb}: {span.Name}.", $"{Problems.CriticalPeriod.Title.En}: {span.Name}.");
        }
    }
}
