using Yarp.ReverseProxy.Forwarder;

namespace Digdir.Altinn.Gateway.Forwarding;

internal static class ForwardingExtensions
{
    /// <summary>
    /// The client, transformer and settings that forwarding needs. Call after <c>AddReverseProxy</c>: it replaces YARP's client factory.
    /// </summary>
    public static IServiceCollection AddForwarding(this IServiceCollection services)
    {
        services.AddOptions<ForwardingOptions>()
            .BindConfiguration(ForwardingOptions.SectionName)
            .Configure<IConfiguration>(static (options, configuration) => options.PublicAddress ??= configuration["Gateway:PublicAddress"])
            .ValidateDataAnnotations()
            .Validate(static options => UpstreamAuthorities.CanBeRead(options.Authorities), "Forwarding:Authorities must be a file of PEM certificates.")
            .ValidateOnStart();
        services.AddHttpForwarder();
        services.AddSingleton<UpstreamClient>();
        services.AddSingleton<IForwarderHttpClientFactory>(static provider => provider.GetRequiredService<UpstreamClient>());
        services.AddSingleton<ForwardingTransformer>();
        return services;
    }

    /// <summary>
    /// The last step of YARP's pipeline. Reads the route's first destination; <c>{org}</c> in its address is filled with the route value <c>org</c>, and
    /// the prefix in the route's metadata <see cref="UpstreamTarget.RemovePrefix"/> is taken off the path. YARP transforms of the route are not used.
    /// </summary>
    public static IApplicationBuilder UseForwarding(this IApplicationBuilder pipeline) => pipeline.UseMiddleware<ForwardingMiddleware>();
}
