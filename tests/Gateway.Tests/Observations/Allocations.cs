namespace Digdir.Altinn.Gateway.Tests.Observations;

/// <summary>Measures what code allocates once it is warm.</summary>
internal static class Allocations
{
    /// <summary>
    /// Bytes that a thousand rounds allocate on this thread once the runtime has optimised them: before that it boxes where it later does not. Gives up after
    /// two hundred thousand rounds.
    /// </summary>
    public static long OfThousand(Action round)
    {
        long allocated = 0;
        for (var batch = 0; batch < 200; batch++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++)
            {
                round();
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (allocated == 0)
            {
                break;
            }
        }

        return allocated;
    }
}
