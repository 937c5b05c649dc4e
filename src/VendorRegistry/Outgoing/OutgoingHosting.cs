using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.VendorRegistry.Outgoing;

/// <summary>Adds what sends to addresses that others chose.</summary>
internal static class OutgoingHosting
{
    public static void AddOutgoing(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<OutgoingOptions>().Bind(configuration.GetSection(OutgoingOptions.SectionName))
            .Validate(options => options.AllowedPorts.All(port => port is > 0 and <= 65535), "Outgoing:Ports must hold port numbers.")
            .ValidateOnStart();
        services.TryAddSingleton<INameResolver, SystemNameResolver>();
        services.AddSingleton(host => new OutgoingClient(host.GetRequiredService<IOptions<OutgoingOptions>>(), host.GetRequiredService<INameResolver>()));
    }
}
