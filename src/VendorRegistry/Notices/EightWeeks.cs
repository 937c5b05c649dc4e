using Digdir.Altinn.VendorRegistry.Refusals;

namespace Digdir.Altinn.VendorRegistry.Notices;

/// <summary>
/// Terms 3.1.2, in one place: a breaking change is told of at least eight weeks before it takes effect, unless a critical fault or a serious incident makes it
/// necessary. Pure. The eight weeks are 56 days by the calendar in Europe/Oslo and 56 times 24 hours: where summer time makes one longer than the other, the
/// longer counts, in the vendors' favour, and of a day that is not whole nothing does. Every way in which a notice is published or changed asks here.
/// </summary>
internal static class EightWeeks
{
    public const int Days = 56;

    private static readonly TimeZoneInfo Oslo = TimeZoneInfo.FindSystemTimeZoneById("Europe/Oslo");

    /// <summary>The first instant at which what is published then may take effect without a ground.</summary>
    public static DateTimeOffset Earliest(DateTimeOffset published) => After(published, Days);

    /// <summary>The whole days between publication and effect; 0 when there is none.</summary>
    public static int DaysBetween(DateTimeOffset published, DateTimeOffset effective)
    {
        var days = Math.Max(0, (int)(effective - published).TotalDays);
        return days > 0 && After(published, days) > effective ? days - 1 : days;
    }

    /// <summary>Whether the change needs a ground to take effect then.</summary>
    public static bool NeedsGround(DateTimeOffset published, DateTimeOffset effective) => effective < Earliest(published);

    /// <summary>Why a breaking change may not be published then; null when it may.</summary>
    /// <param name="effective">When it takes effect.</param>
    /// <param name="ground">The emergency ground, if one is stated.</param>
    /// <param name="isApproved">Whether another person than the author has approved the ground.</param>
    /// <param name="published">When it is published.</param>
    public static Refusal? Check(DateTimeOffset effective, EmergencyGround? ground, bool isApproved, DateTimeOffset published)
    {
        if (!NeedsGround(published, effective))
        {
            return null;
        }

        if (ground is null)
        {
            return TooShort(published, new(
                $"Det ligger {DaysBetween(published, effective)} hele dager mellom kunngjøring og ikrafttredelse; det skal være minst {Days}.",
                $"There are {DaysBetween(published, effective)} whole days between publication and effect; there must be at least {Days}."));
        }

        return effective < published
            ? TooShort(published, new("En endring kan ikke tre i kraft før den er kunngjort.", "A change cannot take effect before it is published."))
            : isApproved ? null : Refusal.FromProblem(Problems.ApprovalMissing);
    }

    /// <summary>Why the effective time of a breaking change that is public may not be moved so; null when it may.</summary>
    public static Refusal? CheckMove(DateTimeOffset from, DateTimeOffset? to, DateTimeOffset now)
        => to is not { } moved || moved < from ? new Refusal(Problems.EffectMovesEarlier) { Members = Member("effective", from) }
        : moved > from && from <= now ? new Refusal(Problems.MoveNotAllowed) { Detail = new("Endringen har trådt i kraft.", "The change has taken effect.") }
        : null;

    /// <summary>Why a public notice may not come to concern more than it did; null when it may. For what is added, this is its publication.</summary>
    public static Refusal? CheckWidening(DateTimeOffset effective, DateTimeOffset now) => !NeedsGround(now, effective) ? null : TooShort(now, new(
        "Endringen gjelder mer enn før, og det er for kort tid til at det kan varsles nå. Lag et nytt varsel for det som kommer til.",
        "The change concerns more than before, and there is too little time to give notice of that now. Make a new notice of what is added."));

    /// <summary>So many days after an instant, by the calendar in Oslo or by the hour, whichever is later.</summary>
    private static DateTimeOffset After(DateTimeOffset instant, int days)
    {
        var byTheHour = instant.ToUniversalTime().AddDays(days);
        var local = TimeZoneInfo.ConvertTime(instant, Oslo).DateTime.AddDays(days);
        if (Oslo.IsInvalidTime(local))
        {
            // In the hour that summer time leaves out: the clocks show the next one.
            local = local.AddHours(1);
        }

        // Of the hour that comes twice, the second.
        var offset = Oslo.IsAmbiguousTime(local) ? Oslo.GetAmbiguousTimeOffsets(local).Min() : Oslo.GetUtcOffset(local);
        var byTheCalendar = new DateTimeOffset(local, offset).ToUniversalTime();
        return byTheCalendar > byTheHour ? byTheCalendar : byTheHour;
    }

    private static Refusal TooShort(DateTimeOffset published, Text detail)
        => new(Problems.NoticeTooShort) { Detail = detail, Members = Member("earliest", Earliest(published)) };

    private static Dictionary<string, object?> Member(string name, DateTimeOffset instant) => new(StringComparer.Ordinal) { [name] = instant.UtcDateTime };
}
