namespace Digdir.Altinn.EndToEnd.Tests;

/// <summary>Waits for what other threads do.</summary>
internal static class Eventually
{
    /// <summary>Looks until it holds, for at most ten seconds.</summary>
    public static Task TrueAsync(Func<bool> holds) => TrueAsync(() => Task.FromResult(holds()));

    /// <summary>Looks until it holds, for at most ten seconds.</summary>
    public static async Task TrueAsync(Func<Task<bool>> holds)
    {
        var clock = TimeProvider.System;
        var start = clock.GetTimestamp();
        while (!await holds())
        {
            if (clock.GetElapsedTime(start) > TimeSpan.FromSeconds(10))
            {
                throw new TimeoutException("It did not come true within ten seconds.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), clock);
        }
    }
}
