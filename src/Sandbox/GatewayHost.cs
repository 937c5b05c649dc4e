namespace Digdir.Altinn.Sandbox;

/// <summary>Builds the gateway as it is, with its configuration pointed at the stand-ins.</summary>
internal static class GatewayHost
{
    public static WebApplication Build(SandboxOptions options, Addresses addresses, string folder)
    {
        var settings = Settings(options, addresses, folder);
        foreach (var (name, value) in options.Gateway)
        {
            settings[name] = value;
        }

        return Altinn.Gateway.Program.Build([.. settings.Select(setting => $"--{setting.Key}={setting.Value}")], builder =>
        {
            builder.Services.AddSingleton(options.Clock);
        });
    }

    private static Dictionary<string, string?> Settings(SandboxOptions options, Addresses addresses, string folder)
    {
        var standIns = Text(addresses.StandIns);
        return new(StringComparer.OrdinalIgnoreCase)
        {
            ["Roles"] = "gateway,registry",
            ["Altinn:Environment"] = "test",
            ["Altinn:Platform"] = standIns,
            ["Altinn:Apps"] = standIns,
            ["Gateway:PublicAddress"] = Text(addresses.Public),
            ["Listeners:Public"] = Text(addresses.Public),
            ["Listeners:Management"] = Text(addresses.Management),
            ["Registry:Database:Provider"] = "sqlite",
            ["Registry:Database:ConnectionString"] = $"Data Source={Path.Combine(folder, "registry.db")}",
        };
    }

    private static string Text(Uri address) => address.GetLeftPart(UriPartial.Authority);
}
