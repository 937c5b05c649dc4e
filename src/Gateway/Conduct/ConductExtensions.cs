using Digdir.Altinn.Grains.Conduct;

namespace Digdir.Altinn.Gateway.Conduct;

/// <summary>Adds what people have decided about vendors' conduct to the host.</summary>
internal static class ConductExtensions
{
    /// <summary>Lets grains go by the registry's picture, over the configuration. Before or after the grains are added.</summary>
    public static void AddConduct(this IServiceCollection services)
    {
        services.AddSingleton<ConfiguredConduct>();
        services.AddSingleton<IConductSettings, DecidedConduct>();
    }
}
