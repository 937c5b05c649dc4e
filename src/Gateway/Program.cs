using Digdir.Altinn.Gateway.ApiDiff;
using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Gateway.Conduct;
using Digdir.Altinn.Gateway.EdgeGuard;
using Digdir.Altinn.Gateway.Forwarding;
using Digdir.Altinn.Gateway.Levels;
using Digdir.Altinn.Gateway.Listeners;
using Digdir.Altinn.Gateway.Notices;
using Digdir.Altinn.Gateway.Observations;
using Digdir.Altinn.Gateway.Overruns;
using Digdir.Altinn.Gateway.Policies;
using Digdir.Altinn.Gateway.Replay;
using Digdir.Altinn.Gateway.Subscriptions;
using Digdir.Altinn.Gateway.Telemetry;
using Digdir.Altinn.Gateway.Throttling;
using Digdir.Altinn.Gateway.Tokens;
using Digdir.Altinn.Gateway.Traces;
using Digdir.Altinn.Gateway.Traffic;
using Digdir.Altinn.Gateway.Usage;
using Digdir.Altinn.Gateway.Vendors;
using Digdir.Altinn.Grains;
using Digdir.Altinn.VendorRegistry;

namespace Digdir.Altinn.Gateway;

/// <summary>The gateway's table of contents: features add and map themselves, order lives here.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        if (args is [ReplayCommand.Verb, .. var rest])
        {
            return await ReplayCommand.RunAsync(rest, Console.OpenStandardInput, Console.Out, Console.Error);
        }

        if (args is [ApiDiffCommand.Verb, .. var descriptions])
        {
            return await ApiDiffCommand.RunAsync(descriptions, Console.OpenStandardInput, Console.Out, Console.Error);
        }

        await Build(args, SocketThreads.Prepare).RunAsync();
        return 0;
    }

    /// <summary>Builds the host. <paramref name="with"/> comes last, so that tests and the sandbox can replace what they must.</summary>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? with = null)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        var configuration = builder.Configuration;
        var roles = configuration.ReadRoles();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddAltinn(configuration);
        builder.Services.AddRouting();
        builder.Services.AddProblems();
        builder.AddListeners();
        builder.AddTelemetry();
        builder.Services.AddEdgeGuard();
        builder.Services.AddReadiness(roles);
        if (roles.HasFlag(Roles.Registry))
        {
            builder.Services.AddRegistry(configuration);
        }
        else
        {
            builder.Services.AddPictureFollower(configuration);
            builder.Services.AddOperators(configuration);
        }

        // Vendors' tokens are checked by both roles: on their way to a product, and on their way to their own API.
        builder.Services.AddTokens(configuration);
        builder.Services.AddVendors(configuration);
        builder.Services.AddNotices();
        if (roles.HasFlag(Roles.Gateway))
        {
            builder.AddCatalogue();
            builder.Services.AddPolicies(configuration);
            builder.Services.AddGrains();
            builder.Services.AddObservation();
            builder.Services.AddOverruns();
            builder.Services.AddTraces();
            builder.Services.AddSubscriptions();
            builder.Services.AddUsage();
            builder.Services.AddConduct();
            builder.Services.AddLevels();
            builder.Services.AddThrottling();
            builder.Services.AddForwarding();
            builder.Services.AddTraffic();
        }

        with?.Invoke(builder);
        var app = builder.Build();

        // Each listener's pipeline says itself whom it authenticates and how; nothing is to be added in front of them.
        ((IApplicationBuilder)app).Properties["__AuthenticationMiddlewareSet"] = true;
        ((IApplicationBuilder)app).Properties["__AuthorizationMiddlewareSet"] = true;

        app.UseManagement(
            pipeline => pipeline.UseOperators(),
            endpoints =>
            {
                endpoints.MapHealth();
                if (roles.HasFlag(Roles.Gateway))
                {
                    endpoints.MapCatalogueApi();
                }

                if (roles.HasFlag(Roles.Registry))
                {
                    endpoints.MapAdminApi(api =>
                    {
                        if (roles.HasFlag(Roles.Gateway))
                        {
                            api.MapUsage();
                        }
                    });
                    endpoints.MapPictureFeed();
                }
            });
        app.UsePublic(
            beforeRouting =>
            {
                beforeRouting.UseRequestTelemetry();
                beforeRouting.UseEdgeGuard();
                if (roles.HasFlag(Roles.Gateway))
                {
                    beforeRouting.UseAppHosts();
                }
            },
            pipeline =>
            {
                if (roles.HasFlag(Roles.Gateway))
                {
                    pipeline.UseCatalogue();
                    pipeline.UseNotices();
                    pipeline.UseTokens();
                    pipeline.UseVendors();
                    pipeline.UsePolicies();
                    pipeline.UseObservation();
                    pipeline.UseSubscriptions();
                    pipeline.UseLevels();
                    pipeline.UseThrottling();
                }

                pipeline.UseVendorLogin();
            },
            endpoints =>
            {
                endpoints.MapProblems();
                endpoints.MapNoticeFeeds(endpoints.ServiceProvider.GetRequiredService<ResourceAddress>().Of);
                endpoints.MapVendorApi(roles.HasFlag(Roles.Registry), api =>
                {
                    if (roles.HasFlag(Roles.Gateway))
                    {
                        api.MapOwnUsage();
                    }
                });
                if (roles.HasFlag(Roles.Gateway))
                {
                    endpoints.MapTokenMetadata();
                    endpoints.MapCatalogue(forwarding => forwarding.UseForwarding());
                }
            });
        return app;
    }
}
