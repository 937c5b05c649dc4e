using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Conduct;
using Microsoft.Extensions.DependencyInjection;

namespace Digdir.Altinn.VendorRegistry.Evidence;

/// <summary>Brings what the grains of this process tell into the registry's database. Thread-safe.</summary>
internal sealed class EvidenceListener(IServiceScopeFactory scopes) : IConductListener
{
    /// <inheritdoc/>
    public async ValueTask HearAsync(VendorId vendor, IReadOnlyList<ConductEvent> events, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<EvidenceIntake>().TakeAsync(vendor, events, cancellation);
    }
}
