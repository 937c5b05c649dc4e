using Digdir.Altinn.Sandbox.Issuers;
using Digdir.Altinn.Sandbox.SampleTokens;

namespace Digdir.Altinn.Sandbox;

/// <summary>Builds the gateway as it is, with its configuration pointed at the stand-ins.</summary>
internal static class GatewayHost
{
    public static WebApplication Build(SandboxOptions options, Pace pace, Addresses addresses, string folder)
    {
        var settings = Settings(options, addresses, folder);
        foreach (var (name, value) in options.Gateway)
        {
            settings[name] = value;
        }

        return Altinn.Gateway.Program.Build([.. settings.Select(setting => $"--{setting.Key}={setting.Value}")], builder =>
        {
            builder.Services.AddSingleton(pace.Clock);
        });
    }

    /// <summary>
    /// The gateway's settings. What stands for an issuer or a product that has been replaced is left to the gateway's own defaults, which are Altinn's test
    /// environment TT02, and to whatever the sandbox was started with. Pure.
    /// </summary>
    internal static Dictionary<string, string?> Settings(SandboxOptions options, Addresses addresses, string folder)
    {
        var standIns = Text(addresses.StandIns);
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Roles"] = "gateway,registry",
            ["Altinn:Environment"] = "test",
            ["Altinn:Platform"] = standIns,
            ["Gateway:PublicAddress"] = Text(addresses.Public),
            ["Listeners:Public"] = Text(addresses.Public),
            ["Listeners:Management"] = Text(addresses.Management),

            // Real issuers publish a key long before they sign with it; the sandbox's do both at once when told to.
            ["Tokens:UnknownKeyRefresh"] = "00:00:01",
            ["Serilog:MinimumLevel:Default"] = options.Log switch { LogLevel.Trace => "Verbose", LogLevel.Critical or LogLevel.None => "Fatal", var level => level.ToString() },
            ["Registry:Feed:CopyPath"] = Path.Combine(folder, "picture.json"),
            ["Registry:Database:Provider"] = "sqlite",
            ["Registry:Database:ConnectionString"] = $"Data Source={Path.Combine(folder, "registry.db")}",

            // Webhooks of whoever tries the sandbox are on this machine.
            ["Outgoing:AllowLoopback"] = "true",

            // Everybody knows these keys: they sign and keep what nobody relies on.
            ["Signing:Keys:0"] = "whsk_c2FuZGJveC1zYW5kYm94LXNhbmRib3gtc2FuZGJveC0=",
            ["Webhooks:SecretKey"] = "c2FuZGJveC1zYW5kYm94LXNhbmRib3gtc2FuZGJveC0=",

            // What the demo vendors do has its consequences here, after the shortest notice there is.
            ["Conduct:Mode"] = "Enforce",
            ["Conduct:NoticeDeadline"] = "1.00:00:00",
        };
        if (options.TimeLapse > 1)
        {
            // Tokens live as long as the person at the keyboard needs them; lots outlive the answer they come in; nobody is idle because a second passed. The
            // console is for what changes, not for a hundred lines a second.
            settings["Telemetry:RequestLines"] = "none";
            settings["Tokens:MaxLifetime"] = "7.00:00:00";
            settings["Limits:LotLifetime"] = "00:00:30";
            settings["Limits:IdleAfter"] = "1.00:00:00";
        }

        Issuer(StandIns.Maskinporten, "maskinporten", "/maskinporten/", "/maskinporten/.well-known/oauth-authorization-server");
        Issuer(StandIns.IdPorten, "idporten", "/idporten", "/idporten/.well-known/openid-configuration");
        Issuer(StandIns.Autentisering, "altinn", "/authentication/api/v1/openid/", "/authentication/api/v1/openid/.well-known/openid-configuration");
        Issuer(StandIns.Dialogporten, "dialogporten", "/dialogporten/api/v1", "/dialogporten/api/v1/.well-known/oauth-authorization-server");
        if (options.StandIns.HasFlag(StandIns.Ansattporten))
        {
            settings["Registry:Operators:Authority"] = standIns + "/ansattporten";
            settings["Registry:Operators:Audience"] = TokenMint.Audience;
        }

        if (options.StandIns.HasFlag(StandIns.Mail))
        {
            settings["Registry:Mail:Host"] = "127.0.0.1";
            settings["Registry:Mail:Port"] = addresses.Smtp.ToString(System.Globalization.CultureInfo.InvariantCulture);
            settings["Registry:Mail:Tls"] = "false";
            settings["Registry:Mail:From"] = "varsel@gateway.example";
            settings["Registry:Mail:ReplyTo"] = "servicedesk@gateway.example";
            settings["Registry:Mail:Servicedesk"] = "servicedesk@gateway.example";
        }

        if (options.StandIns.HasFlag(StandIns.Events | StandIns.Maskinporten | StandIns.Autentisering))
        {
            settings["Registry:AltinnEvents:Platform"] = standIns;
            settings["Registry:AltinnEvents:Resource"] = NoticesResource;
            settings["Registry:AltinnEvents:Source"] = Text(addresses.Public);
            settings["Registry:AltinnEvents:TokenEndpoint"] = standIns + "/maskinporten/token";
            settings["Registry:AltinnEvents:Audience"] = standIns + "/maskinporten/";
            settings["Registry:AltinnEvents:ClientId"] = Clients.Publisher.Id;
            settings["Registry:AltinnEvents:KeyFile"] = Path.Combine(folder, PublisherKeyFile);
        }

        if (options.StandIns.HasFlag(StandIns.Apps))
        {
            settings["Altinn:Apps"] = standIns;
        }

        foreach (var product in Products.Where(product => !options.StandIns.HasFlag(product)))
        {
            settings[$"Products:{product.ToString().ToLowerInvariant()}:Address"] = TestPlatform;
        }

        return settings;

        void Issuer(StandIns standIn, string name, string issuer, string metadata)
        {
            if (options.StandIns.HasFlag(standIn))
            {
                settings[$"Tokens:Issuers:{name}:Issuer"] = standIns + issuer;
                settings[$"Tokens:Issuers:{name}:Metadata"] = standIns + metadata;
            }
        }
    }

    /// <summary>The resource that the gateway publishes on, and vendors subscribe to.</summary>
    public const string NoticesResource = "urn:altinn:resource:digdir-gateway-varsling";

    /// <summary>File in the sandbox's folder with the key that the gateway gets its publisher's token by.</summary>
    public const string PublisherKeyFile = "publisher.jwk";

    private const string TestPlatform = "https://platform.tt02.altinn.no";

    private static readonly StandIns[] Products =
        [StandIns.Autentisering, StandIns.Dialogporten, StandIns.Melding, StandIns.Formidling, StandIns.Systembruker, StandIns.Events, StandIns.Apps];

    private static string Text(Uri address) => address.GetLeftPart(UriPartial.Authority);
}
