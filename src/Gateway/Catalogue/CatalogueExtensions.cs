using Digdir.Altinn.Gateway.Telemetry;
using Yarp.ReverseProxy.Configuration;

namespace Digdir.Altinn.Gateway.Catalogue;

internal static class CatalogueExtensions
{
    /// <summary>The catalogue, kept fresh, and YARP with routes generated from it.</summary>
    public static void AddCatalogue(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<CatalogueOptions>()
            .BindConfiguration(CatalogueOptions.SectionName)
            .Validate(options => options.QuietMilliseconds is >= 10 and <= 60_000, "Catalogue:QuietMilliseconds is to be from 10 to 60000.")
            .Validate(options => options.LookSeconds is >= 1 and <= 3600, "Catalogue:LookSeconds is to be from 1 to 3600.")
            .Validate(options => options.AppDomains.All(domain => Uri.CheckHostName(domain) == UriHostNameType.Dns), "Catalogue:AppDomains is to hold host names, such as apps.tt02.altinn.no.")
            .ValidateOnStart();
        services.AddMetrics();
        services.AddSingleton<CatalogueMetrics>();
        services.AddSingleton<LiveCatalogue>();
        services.AddSingleton<ICatalogue>(provider => provider.GetRequiredService<LiveCatalogue>());
        services.AddSingleton<IReadiness, CatalogueReadiness>();
        services.AddHostedService<CatalogueWatcher>();
        services.AddSingleton<AppHosts>();
        services.AddSingleton<Upstreams>();
        services.AddSingleton<IProxyConfigProvider, CatalogueRoutes>();
        services.AddReverseProxy();
    }

    /// <summary>Lets routing find apps by their own hosts. Before routing.</summary>
    public static IApplicationBuilder UseAppHosts(this IApplicationBuilder pipeline) => pipeline.UseMiddleware<AppHostsMiddleware>();

    /// <summary>Finds the operation, or refuses. Right after routing.</summary>
    public static IApplicationBuilder UseCatalogue(this IApplicationBuilder pipeline) => pipeline.UseMiddleware<CatalogueMiddleware>();

    /// <summary>Maps the generated routes; every endpoint carries its <see cref="CatalogueRoute"/> and, unless it is unknown, its <see cref="Operation"/>.</summary>
    /// <param name="endpoints">The public listener's endpoints.</param>
    /// <param name="forwarding">The end of the pipeline, from the found operation to the upstream.</param>
    public static void MapCatalogue(this IEndpointRouteBuilder endpoints, Action<IApplicationBuilder>? forwarding = null)
        => endpoints.MapReverseProxy(pipeline => forwarding?.Invoke(pipeline)).ConfigureEndpoints((endpoint, route) => endpoint.Add(builder =>
        {
            if (route.Metadata is not RouteFacts { Route: var facts })
            {
                return;
            }

            builder.DisplayName = facts.Operation?.Id ?? route.RouteId;
            builder.Metadata.Add(facts);
            if (facts.Operation is { } operation)
            {
                builder.Metadata.Add(operation);
            }
        }));
}
