namespace Digdir.Altinn.EndToEnd.Tests;

/// <summary>Waits for what other threads do.</summary>
internal static class Eventually
{
    /// <summary>Looks until it holds, for at most thirty seconds.</summary>
    public static Task TrueAsync(Func<bool> holds) => TrueAsync(() => Task.FromResult(holds()));

    /// <summary>Looks until it holds, for at most thirty seconds.</summary>
    public static Task TrueAsync(Func<Task<bool>> holds) => TrueAsync(holds, TimeSpan.FromSeconds(30));

    /// <summary>Looks until it holds, for at most as long as said: for what takes long by its nature, on a machine that may be slow.</summary>
    public static Task TrueAsync(Func<bool> holds, TimeSpan patience) => TrueAsync(() => Task.FromResult(holds()), patience);

    private static async Task TrueAsync(Func<Task<bool>> holds, TimeSpan patience)
    {
        var clock = TimeProvider.System;
        var start = clock.GetTimestamp();
        while (!await holds())
        {
            if (clock.GetElapsedTime(start) > patience)
            {
                throw new TimeoutException($"It did not come true within {patience.TotalSeconds} seconds.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), clock);
        }
    }
}
