using System.Collections.Concurrent;
using Digdir.Altinn.Grains.Conduct;

namespace Digdir.Altinn.Grains.Tests.Conduct;

/// <summary>A listener that keeps what it hears, and can be made to fail.</summary>
internal sealed class ListeningRegistry : IConductListener
{
    private readonly ConcurrentQueue<(VendorId Vendor, ConductEvent Event)> _heard = new();

    public bool Throws { get; set; }

    /// <summary>The vendor whose events cannot be taken in.</summary>
    public VendorId? Stumbles { get; set; }

    public IReadOnlyList<(VendorId Vendor, ConductEvent Event)> Heard => [.. _heard];

    public ValueTask HearAsync(VendorId vendor, IReadOnlyList<ConductEvent> events, CancellationToken cancellation)
    {
        if (Throws || vendor == Stumbles)
        {
            throw new IOException("The registry is gone.");
        }

        foreach (var happened in events)
        {
            _heard.Enqueue((vendor, happened));
        }

        return ValueTask.CompletedTask;
    }
}
