using System.Runtime.InteropServices;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Polling;

namespace Digdir.Altinn.Grains.Conduct;

/// <summary>
/// How a call's weight is shared by its parties. Anybody can be named in a call: a party that was never read before and of which nothing was listed has no part
/// in it, or twenty made-up ones would make a poll weigh a twentieth. Where all are such, as when a new customer's parties are first looked for, all share alike.
/// </summary>
/// <param name="End">Where the call's observations end in the batch.</param>
/// <param name="Known">The share of each party that counts; 0 when nothing is to be changed.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CallShares(int End, float Known)
{
    /// <summary>The shares of the call whose first observation stands at a place in a batch.</summary>
    public static CallShares Of(ReadOnlySpan<Observation> observations, int start, VendorConduct conduct)
    {
        var run = Calls.Run(observations[start..]);
        var known = 0;
        for (var i = start; run > 1 && i < start + run; i++)
        {
            known += IsUnasked(in observations[i], conduct) ? 0 : 1;
        }

        return new CallShares(start + run, known == 0 || known == run ? 0 : ((run * observations[start].Weight) - ((run - known) * Calls.NoWeight)) / known);
    }

    /// <summary>The weight of one of its parties.</summary>
    public float WeightOf(in Observation observation, VendorConduct conduct)
        => Known == 0 ? observation.Weight : IsUnasked(in observation, conduct) ? Calls.NoWeight : Known;

    private static bool IsUnasked(in Observation observation, VendorConduct conduct) => observation.Things <= 0 && !conduct.HasRead(observation.Group, observation.Party);
}
