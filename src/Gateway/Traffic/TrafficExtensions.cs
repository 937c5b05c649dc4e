namespace Digdir.Altinn.Gateway.Traffic;

internal static class TrafficExtensions
{
    /// <summary>Counts the node's traffic for the registry. Telemetry, which sees how every request ends, does the counting.</summary>
    public static void AddTraffic(this IServiceCollection services)
    {
        services.AddOptions<TrafficOptions>().BindConfiguration(TrafficOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<TrafficMetrics>();
        services.AddSingleton<TrafficBook>();
        services.AddHostedService<TrafficReporter>();
    }
}
