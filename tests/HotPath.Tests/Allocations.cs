using System.Diagnostics;

namespace Digdir.Altinn.HotPath.Tests;

/// <summary>Measures what code allocates once it is warm.</summary>
internal static class Allocations
{
    /// <summary>On a busy machine the runtime's own compiler may take its time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Bytes that a thousand rounds allocate on this thread once the runtime has optimised them: before that it boxes where it later does not.
    /// </summary>
    public static long OfThousand(Action round)
    {
        var started = Stopwatch.GetTimestamp();
        long allocated;
        do
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++)
            {
                round();
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }
        while (allocated > 0 && Stopwatch.GetElapsedTime(started) < Patience);
        return allocated;
    }
}
