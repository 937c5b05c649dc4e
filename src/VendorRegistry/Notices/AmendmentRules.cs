using System.Collections.Immutable;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Refusals;

namespace Digdir.Altinn.VendorRegistry.Notices;

/// <summary>What of a public notice may still change. A breaking change moves later only, and comes to concern more only while there is time to give notice of that. Pure.</summary>
internal static class AmendmentRules
{
    /// <summary>Why a notice that stands may not be changed so; null when it may.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="from">What it says.</param>
    /// <param name="to">What it is to say.</param>
    /// <param name="isCritical">Whether it would lie in a declared critical period.</param>
    /// <param name="now">The time.</param>
    public static Refusal? Check(NoticeKind kind, NoticeContent from, NoticeContent to, bool isCritical, DateTimeOffset now) => kind switch
    {
        NoticeKind.BreakingChange => CheckChange(from, to, now),
        NoticeKind.Maintenance => CheckMaintenance(from, to, isCritical, now),
        _ => null,
    };

    private static Refusal? CheckChange(NoticeContent from, NoticeContent to, DateTimeOffset now)
    {
        if (to.Ground != from.Ground || to.GroundReason != from.GroundReason)
        {
            return Problems.Invalid("emergencyGround", new("Nødgrunnen ble godkjent med varselet og kan ikke endres.", "The ground was approved with the notice and cannot change."));
        }

        return EightWeeks.CheckMove(from.StartsAt ?? now, to.StartsAt, now)
            ?? (Widens(from, to) ? EightWeeks.CheckWidening(to.StartsAt ?? now, now) : null);
    }

    private static Refusal? CheckMaintenance(NoticeContent from, NoticeContent to, bool isCritical, DateTimeOffset now)
        => from.StartsAt <= now && to.StartsAt != from.StartsAt
            ? new Refusal(Problems.MoveNotAllowed) { Detail = new("Vedlikeholdet har startet; starten kan ikke endres.", "The maintenance has started; its start cannot change.") }
        : to.EndsAt <= now ? Problems.Invalid("endsAt", new("Må ligge fram i tid. Er det over, så gjennomfør varselet.", "Must lie ahead. When it is over, complete the notice."))
        : isCritical && to.CriticalPeriodReason is null ? Refusal.FromProblem(Problems.CriticalPeriod)
        : null;

    private static bool Widens(NoticeContent from, NoticeContent to)
        => Widens(from.Products, to.Products) || Widens(from.Operations, to.Operations) || Widens(from.Fields, to.Fields) || Widens(from.Environments, to.Environments)
        || Widens(from.ServiceOwners, to.ServiceOwners) || (to.Removes && !from.Removes);

    /// <summary>Whether the second list reaches further than the first, when an empty one means everything.</summary>
    private static bool Widens<T>(ImmutableArray<T> from, ImmutableArray<T> to) => !from.IsEmpty && (to.IsEmpty || to.Except(from).Any());
}
