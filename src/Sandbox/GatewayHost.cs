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
            ["Tokens:Issuers:maskinporten:Issuer"] = standIns + "/maskinporten/",
            ["Tokens:Issuers:maskinporten:Metadata"] = standIns + "/maskinporten/.well-known/oauth-authorization-server",
            ["Tokens:Issuers:idporten:Issuer"] = standIns + "/idporten",
            ["Tokens:Issuers:idporten:Metadata"] = standIns + "/idporten/.well-known/openid-configuration",
            ["Tokens:Issuers:altinn:Issuer"] = standIns + "/authentication/api/v1/openid/",
            ["Tokens:Issuers:altinn:Metadata"] = standIns + "/authentication/api/v1/openid/.well-known/openid-configuration",
            ["Tokens:Issuers:dialogporten:Issuer"] = standIns + "/dialogporten/api/v1",
            ["Tokens:Issuers:dialogporten:Metadata"] = standIns + "/dialogporten/api/v1/.well-known/oauth-authorization-server",

            // Real issuers publish a key long before they sign with it; the sandbox's do both at once when told to.
            ["Tokens:UnknownKeyRefresh"] = "00:00:01",
            ["Serilog:MinimumLevel:Default"] = options.Log switch { LogLevel.Trace => "Verbose", LogLevel.Critical or LogLevel.None => "Fatal", var level => level.ToString() },
            ["Registry:Operators:Authority"] = standIns + "/ansattporten",
            ["Registry:Operators:Audience"] = SampleTokens.TokenMint.Audience,
            ["Registry:Feed:CopyPath"] = Path.Combine(folder, "picture.json"),
            ["Registry:Database:Provider"] = "sqlite",
            ["Registry:Database:ConnectionString"] = $"Data Source={Path.Combine(folder, "registry.db")}",
        };
    }

    private static string Text(Uri address) => address.GetLeftPart(UriPartial.Authority);
}
