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
        services.TryAddSingleton<IObserver, NobodyObserves>();
    }

    public static void UseObservation(this IApplicationBuilder app) => app.UseMiddleware<ObservationMiddleware>();

    private sealed class NobodyObserves : IObserver
    {
        public void Observe(Grains.VendorId vendor, in Grains.Observations.Observation observation, ReadOnlySpan<ulong> things)
        {
        }
    }
}
