using System.Collections.Concurrent;
using System.Diagnostics;
using Digdir.Altinn.Gateway.Observations;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Observations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Digdir.Altinn.Gateway.Tests.Observations;

/// <summary>Keeps what the gateway tells its observer.</summary>
internal sealed class HeardObserver : IObserver
{
    private readonly ConcurrentQueue<Heard> _heard = new();

    public void Observe(VendorId vendor, ReadOnlySpan<Observation> parties, ReadOnlySpan<int> ends, ReadOnlySpan<ulong> things)
    {
        for (var i = 0; i < parties.Length; i++)
        {
            _heard.Enqueue(new Heard(vendor, parties[i], things[(i == 0 ? 0 : ends[i - 1])..ends[i]].ToArray()));
        }
    }

    public void Replace(IServiceCollection services) => services.Replace(ServiceDescriptor.Singleton<IObserver>(this));

    /// <summary>The first so many observations, once they are there: they come a moment after the answer.</summary>
    public async Task<IReadOnlyList<Heard>> FirstAsync(int count)
    {
        var started = Stopwatch.GetTimestamp();
        while (_heard.Count < count && Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(20))
        {
            await Task.Yield();
        }

        return [.. _heard.Take(count)];
    }

    public int Count => _heard.Count;

    internal sealed record Heard(VendorId Vendor, Observation Observation, ulong[] Things);
}
