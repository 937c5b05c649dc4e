using Digdir.Altinn.Simulation.Vendors;
using Digdir.Altinn.Simulation.World;

namespace Digdir.Altinn.Simulation.Behaviours;

/// <summary>How a vendor meets failures.</summary>
internal enum Retry
{
    /// <summary>Exponential back-off from 1 to 60 seconds, and Retry-After is honoured.</summary>
    Good,

    /// <summary>At once, again and again; Retry-After is not read.</summary>
    Bad,

    /// <summary>Not at all.</summary>
    None,
}

/// <summary>Trying again.</summary>
internal static class Retries
{
    /// <summary>Yields until the call has succeeded or is given up.</summary>
    public static IEnumerable<long> Of(Scene scene, Reply first, Retry retry, Func<Reply> again)
    {
        var reply = first;
        var wait = 1.0;
        var until = scene.Now + (2 * Calendar.Hour);
        while (retry != Retry.None && (reply.Status >= 500 || reply.Status == 429) && scene.Now < until)
        {
            var seconds = retry == Retry.Bad ? scene.Dice.Uniform(0.05, 0.5) : Math.Max(reply.RetryAfter, wait * scene.Dice.Uniform(0.8, 1.2));
            wait = Math.Min(60, wait * 2);
            yield return scene.Now + reply.Latency + (long)(seconds * Calendar.Second);
            reply = again();
        }
    }
}
