using Digdir.Altinn.VendorRegistry.Pictures;

namespace Digdir.Altinn.Gateway;

/// <summary>Which Altinn this gateway stands in front of.</summary>
internal sealed class AltinnOptions
{
    public const string SectionName = "Altinn";

    /// <summary><c>test</c> (TT02 and the internal test environments) or <c>production</c>.</summary>
    public AltinnEnvironment Environment { get; set; } = AltinnEnvironment.Test;

    /// <summary>Base address of the platform's APIs; empty for the environment's own.</summary>
    public string Platform { get; set; } = "";

    /// <summary>Address template of the apps, with <c>{org}</c> for the service owner; empty for the environment's own.</summary>
    public string Apps { get; set; } = "";
}

internal static class AltinnExtensions
{
    /// <summary>Reads the <c>Altinn</c> section once: the environment of a node never changes while it runs.</summary>
    public static void AddAltinn(this IServiceCollection services, IConfiguration configuration)
    {
        var options = new AltinnOptions();
        configuration.GetSection(AltinnOptions.SectionName).Bind(options);
        var production = options.Environment == AltinnEnvironment.Production;
        options.Platform = options.Platform.Length > 0 ? options.Platform : production ? "https://platform.altinn.no" : "https://platform.tt02.altinn.no";
        options.Apps = options.Apps.Length > 0 ? options.Apps : production ? "https://{org}.apps.altinn.no" : "https://{org}.apps.tt02.altinn.no";
        services.AddSingleton(options);
    }
}
