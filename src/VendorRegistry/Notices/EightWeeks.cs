using Digdir.Altinn.VendorRegistry.Levels;
using Digdir.Altinn.VendorRegistry.Refusals;

namespace Digdir.Altinn.VendorRegistry.Notices;

/// <summary>
/// Terms 3.1.2, in one place: a breaking change is told of at least eight weeks before it takes effect, unless a critical fault or a serious incident makes it
/// necessary. Pure. The eight weeks are 56 whole calendar days in Europe/Oslo that lie between the day of publication and the day of effect, so that parts of a
/// day are in the vendors' favour. Every way in which a notice is published or changed asks here.
/// </summary>
internal static class EightWeeks
{
    public const int Days = 56;

    /// <summary>The first instant at which what is published then may take effect without a ground: the midnight in Oslo that ends the last of the days.</summary>
    public static DateTimeOffset Earliest(DateTimeOffset published) => ProtectedDays.Midnight(ProtectedDays.DayOf(published).AddDays(Days + 1));

    /// <summary>The whole days that lie between publication and effect.</summary>
    public static int DaysBetween(DateTimeOffset published, DateTimeOffset effective)
        => Math.Max(0, ProtectedDays.DayOf(effective).DayNumber - ProtectedDays.DayOf(published).DayNumber - 1);

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

    private static Refusal TooShort(DateTimeOffset published, Text detail)
        => new(Problems.NoticeTooShort) { Detail = detail, Members = Member("earliest", Earliest(published)) };

    private static Dictionary<string, object?> Member(string name, DateTimeOffset instant) => new(StringComparer.Ordinal) { [name] = instant.UtcDateTime };
}
