using System.Diagnostics.Metrics;
using Digdir.Altinn.Gateway.Telemetry;
using Digdir.Altinn.Grains.Levels;

namespace Digdir.Altinn.Gateway.Overruns;

/// <summary>Counts overruns, by product and what came of it; never by vendor.</summary>
internal sealed class OverrunMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _found = meters.Create(EdgeTrace.SourceName).CreateCounter<long>(
        "altinn.gateway.overruns", "{overrun}", "Products found overrun by one vendor, by product and outcome: pulled, shadow or disabled.");

    public void Found(Overrun overrun, bool pulled)
        => _found.Add(1, new("product", overrun.Product), new("outcome", !pulled ? "disabled" : overrun.Shadow ? "shadow" : "pulled"));
}

internal static class OverrunsExtensions
{
    /// <summary>Lets the gateway pull emergency brakes by itself. Needs grains, pictures and observation.</summary>
    public static void AddOverruns(this IServiceCollection services)
    {
        services.AddOptions<OverrunOptions>().BindConfiguration(OverrunOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<OverrunMetrics>();
        services.AddSingleton<OverrunMonitor>();
        services.AddHostedService(host => host.GetRequiredService<OverrunMonitor>());
    }
}
