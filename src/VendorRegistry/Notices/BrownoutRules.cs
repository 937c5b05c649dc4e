using Digdir.Altinn.VendorRegistry.Levels;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Refusals;

namespace Digdir.Altinn.VendorRegistry.Notices;

/// <summary>What brownouts may be planned: short, told of a week ahead, in the test environment first, before the change takes effect. Pure.</summary>
internal static class BrownoutRules
{
    public const int Most = 20;

    /// <summary>Whole calendar days in Oslo between telling of a brownout and its start.</summary>
    public const int DaysAhead = 7;

    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(60);

    /// <summary>The least time between two in one environment: many short ones in a row would be a long one.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromHours(4);

    /// <summary>The first instant at which a brownout that is told of then may start.</summary>
    public static DateTimeOffset Earliest(DateTimeOffset announced) => ProtectedDays.Midnight(ProtectedDays.DayOf(announced).AddDays(DaysAhead + 1));

    /// <summary>Why those that are not called off may not be; null when they may.</summary>
    /// <param name="brownouts">All of the notice's.</param>
    /// <param name="environments">Where the notice holds.</param>
    /// <param name="effective">When the change takes effect.</param>
    /// <param name="announced">The instant it is asked for, at which those that nobody was told of yet are.</param>
    public static Refusal? Check(IEnumerable<Brownout> brownouts, IReadOnlyCollection<AltinnEnvironment> environments, DateTimeOffset effective, DateTimeOffset announced)
    {
        var standing = brownouts.Where(brownout => brownout.CalledOffAt is null).OrderBy(brownout => brownout.From).ToList();
        if (standing.Count > Most)
        {
            return Not($"Et varsel kan ha høyst {Most} prøveavslag.", $"A notice may have at most {Most} brownouts.");
        }

        for (var i = 0; i < standing.Count; i++)
        {
            var brownout = standing[i];
            if (brownout.AnnouncedAt is not null && brownout.Until <= announced)
            {
                continue;
            }

            var told = brownout.AnnouncedAt ?? announced;
            var refused = brownout.Until <= brownout.From || brownout.Until - brownout.From > Longest
                ? Not($"Et prøveavslag varer høyst {Longest.TotalMinutes} minutter.", $"A brownout lasts at most {Longest.TotalMinutes} minutes.")
                : !environments.Contains(brownout.Environment)
                ? Not("Varselet gjelder ikke i miljøet som prøveavslaget er satt i.", "The notice does not hold in the environment of the brownout.")
                : brownout.Until > effective
                ? Not("Et prøveavslag må være over før endringen trer i kraft.", "A brownout must be over before the change takes effect.")
                : brownout.From < Earliest(told)
                ? Not($"Et prøveavslag kunngjøres minst {DaysAhead} hele dager før; tidligst {Earliest(told):yyyy-MM-ddTHH:mmZ}.", $"A brownout is told of at least {DaysAhead} whole days before; not before {Earliest(told):yyyy-MM-ddTHH:mmZ}.")
                : standing.Take(i).Any(earlier => earlier.Environment == brownout.Environment && earlier.Until + Rest > brownout.From)
                ? Not($"Det må gå minst {Rest.TotalHours} timer mellom to prøveavslag i samme miljø.", $"There must be at least {Rest.TotalHours} hours between two brownouts in one environment.")
                : IsUntried(brownout, standing)
                ? Not("Et prøveavslag i produksjon krever et tidligere i testmiljøet.", "A brownout in production needs an earlier one in the test environment.")
                : null;
            if (refused is not null)
            {
                return refused;
            }
        }

        return null;
    }

    /// <summary>Whether it is in production and none in the test environment is over before it.</summary>
    public static bool IsUntried(Brownout brownout, IEnumerable<Brownout> standing)
        => brownout.Environment == AltinnEnvironment.Production
        && !standing.Any(other => other.CalledOffAt is null && other.Environment == AltinnEnvironment.Test && other.Until <= brownout.From);

    private static Refusal Not(string nb, string en) => new(Problems.BrownoutNotAllowed) { Detail = new(nb, en) };
}
