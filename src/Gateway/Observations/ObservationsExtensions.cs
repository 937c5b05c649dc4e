using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Gates;
using Digdir.Altinn.Grains.Observations;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Digdir.Altinn.Gateway.Observations;

internal static class ObservationsExtensions
{
    public static void AddObservation(this IServiceCollection services)
    {
        services.AddOptions<ObservationOptions>().BindConfiguration(ObservationOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ObservationMapper>();
        services.AddSingleton<ObservationMetrics>();
        services.AddSingleton<ObservedCalls>();
        services.TryAddSingleton<IObserver, GateObserver>();
    }

    public static void UseObservation(this IApplicationBuilder app) => app.UseMiddleware<ObservationMiddleware>();

    /// <summary>Hands observations to the vendor's gate.</summary>
    private sealed class GateObserver(IVendorGates gates) : IObserver
    {
        public void Observe(VendorId vendor, ReadOnlySpan<Observation> parties, ReadOnlySpan<int> ends, ReadOnlySpan<ulong> things) => gates.Of(vendor).Observe(parties, ends, things);
    }
}
