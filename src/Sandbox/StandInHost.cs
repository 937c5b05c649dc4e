using Digdir.Altinn.Sandbox.Answers;
using Digdir.Altinn.Sandbox.Apps;
using Digdir.Altinn.Sandbox.Cast;
using Digdir.Altinn.Sandbox.DemoVendors;
using Digdir.Altinn.Sandbox.Dialogporten;
using Digdir.Altinn.Sandbox.Events;
using Digdir.Altinn.Sandbox.Files;
using Digdir.Altinn.Sandbox.Formidling;
using Digdir.Altinn.Sandbox.Issuers;
using Digdir.Altinn.Sandbox.Mailroom;
using Digdir.Altinn.Sandbox.Melding;
using Digdir.Altinn.Sandbox.SampleTokens;
using Digdir.Altinn.Sandbox.Systembruker;
using Digdir.Altinn.Sandbox.Troubles;

namespace Digdir.Altinn.Sandbox;

/// <summary>The stand-ins' table of contents: one Kestrel on loopback.</summary>
internal static class StandInHost
{
    /// <summary>Builds the stand-ins' host.</summary>
    /// <param name="options">The sandbox's options.</param>
    /// <param name="pace">Its clock and speed.</param>
    /// <param name="addresses">Where everything listens; never port 0, because issuers are named by their address.</param>
    /// <param name="folder">Folder for keys and, while it runs, for files that have come in.</param>
    public static WebApplication Build(SandboxOptions options, Pace pace, Addresses addresses, string folder)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ListenLocalhost(addresses.StandIns.Port);
            kestrel.AddServerHeader = false;

            // Long query strings and files of any size pass, and nobody is hurried, as at Altinn.
            kestrel.Limits.MaxRequestLineSize = 128 * 1024;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
        });
        builder.Logging.SetMinimumLevel(options.Log > LogLevel.Warning ? options.Log : LogLevel.Warning);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        builder.Services.ConfigureHttpJsonOptions(json => SandboxJson.Configure(json.SerializerOptions));
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(pace.Clock);
        builder.Services.AddSingleton(pace);
        builder.Services.AddSingleton(addresses);
        builder.Services.AddSingleton(new StandInAddress($"http://127.0.0.1:{addresses.StandIns.Port}"));
        builder.Services.AddSingleton<Parties>();
        builder.Services.AddSingleton<IssuersOfSandbox>(services => new(services.GetRequiredService<StandInAddress>().Value, Path.Combine(folder, "keys"), pace));
        builder.Services.AddSingleton(new Spool(Path.Combine(folder, "files"), options.FilesMib * 1024L * 1024L));
        builder.Services.AddSingleton<Clients>();
        builder.Services.AddSingleton(new SystemUsers(pace.Now));
        builder.Services.AddSingleton<UsedGrants>();
        builder.Services.AddSingleton<Bearers>();
        builder.Services.AddSingleton<TokenMint>();
        builder.Services.AddSingleton<TroublesInForce>();
        builder.Services.AddSingleton<DemoWebhooks>();
        builder.Services.AddSingleton<DemoBoard>();
        builder.Services.AddSingleton<ReceivedMails>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ReceivedMails>());
        builder.Services.AddEvents();
        builder.Services.AddDialogporten();
        builder.Services.AddMelding();
        builder.Services.AddFormidling();
        builder.Services.AddSystembruker();
        builder.Services.AddApps();

        var app = builder.Build();
        app.UseTroubles();
        app.UseBadRequests();
        app.MapStartPage();
        app.MapDemoBoard();
        app.MapSampleTokens();
        app.MapTroubles();
        app.MapDemoWebhooks();
        app.MapMailroom();
        app.MapPersonLogins(options.StandIns);
        Map(StandIns.Maskinporten, app.MapMaskinporten);
        Map(StandIns.Autentisering, app.MapAltinnAuthentication);
        Map(StandIns.Dialogporten, app.MapDialogporten);
        Map(StandIns.Melding, app.MapMelding);
        Map(StandIns.Formidling, app.MapFormidling);
        Map(StandIns.Systembruker, app.MapSystembruker);
        Map(StandIns.Apps, app.MapApps);
        Map(StandIns.Events, app.MapEvents);
        return app;

        void Map(StandIns standIn, Action map)
        {
            if (options.StandIns.HasFlag(standIn))
            {
                map();
            }
        }
    }
}

/// <summary>Base address of the stand-ins, without a slash at the end.</summary>
internal sealed record StandInAddress(string Value);
