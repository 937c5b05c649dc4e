using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Grains.Polling;

/// <summary>
/// Which observations are one call: a call for several parties is heard of once for each, one after the other, and what a call may do once it may do once for
/// all of them. Pure; thread-safe.
/// </summary>
internal static class Calls
{
    /// <summary>
    /// What is left of the weight of a party that a call need not have named: next to nothing, so that nobody can thin out what a call weighs by naming others,
    /// and the shares of a call still come to one.
    /// </summary>
    public const float NoWeight = 1e-6f;

    /// <summary>The call, by its instant and its query; 0 for a call of one party, which is heard of once.</summary>
    public static ulong Of(in Observation observation)
        => observation.Weight is > 0 and < 1 ? Hash64.Of(observation.RawQuery ^ observation.Operation, (ulong)observation.At) | 1 : 0;

    /// <summary>How many of the observations from one on are of its call.</summary>
    public static int Run(ReadOnlySpan<Observation> observations)
    {
        var call = Of(in observations[0]);
        if (call == 0)
        {
            return 1;
        }

        var most = Math.Min(observations.Length, (int)Math.Round(1 / observations[0].Weight));
        var run = 1;
        while (run < most && Of(in observations[run]) == call)
        {
            run++;
        }

        return run;
    }
}
