using Digdir.Altinn.Grains.Conduct;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.Gateway.Vendors;

/// <summary>Adds identification to the host.</summary>
internal static class VendorsExtensions
{
    /// <summary>Adds the rule's secret and metrics. Settings: <see cref="VendorOptions"/>.</summary>
    public static void AddVendors(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<VendorOptions>().Bind(configuration.GetSection(VendorOptions.SectionName)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<VendorOptions>, VendorOptionsValidator>());
        services.TryAddSingleton(provider => provider.GetRequiredService<IOptions<VendorOptions>>().Value.HashKey is { Length: > 0 } secret
            ? new IdentityHash(secret)
            : new IdentityHash());
        services.TryAddSingleton(provider => new SampleSeed(provider.GetRequiredService<IdentityHash>().SampleSeed));
        services.AddMetrics();
        services.TryAddSingleton<VendorsMetrics>();
    }

    /// <summary>Finds the vendor of each call: after tokens, before policies.</summary>
    public static void UseVendors(this IApplicationBuilder app) => app.UseMiddleware<VendorsMiddleware>();
}
