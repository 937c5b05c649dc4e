using System.ComponentModel.DataAnnotations;

namespace Digdir.Altinn.Gateway.Listeners;

/// <summary>
/// Where the gateway listens. The public listener carries vendor traffic, the management listener the admin API, the picture feed and health; what is
/// mapped on one cannot be reached through the other, whatever Host a caller claims, because the connection itself tells which listener it came in by.
/// </summary>
internal sealed class ListenersOptions
{
    public const string SectionName = "Listeners";

    /// <summary>Addresses of the public listener, separated by ';'. Scheme http or https; an IP address, localhost or *; port 0 picks a free one.</summary>
    [Required]
    public string Public { get; set; } = "http://127.0.0.1:8080";

    /// <summary>Addresses of the management listener, separated by ';'. Keep it off public networks.</summary>
    [Required]
    public string Management { get; set; } = "http://127.0.0.1:8081";
}

/// <summary>Marks connections that came in by the management listener.</summary>
internal sealed class ManagementConnection
{
    public static ManagementConnection Instance { get; } = new();

    public static bool Is(HttpContext context) => context.Features.Get<ManagementConnection>() is not null;
}

internal static class ListenersExtensions
{
    /// <summary>The two listeners, and nothing else that a URL setting elsewhere might open.</summary>
    public static void AddListeners(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ListenersOptions>()
            .BindConfiguration(ListenersOptions.SectionName)
            .ValidateDataAnnotations()
            .Validate(options => ListenerAddress.ParseAll(options.Public) is not null, "Listeners:Public must be http(s) addresses separated by ';'.")
            .Validate(options => ListenerAddress.ParseAll(options.Management) is not null, "Listeners:Management must be http(s) addresses separated by ';'.")
            .Validate(
                options => !(ListenerAddress.ParseAll(options.Public) ?? []).Intersect((ListenerAddress.ParseAll(options.Management) ?? []).Where(address => address.Port != 0)).Any(),
                "The management listener must not be the public one.")
            .ValidateOnStart();
        builder.Services.AddSingleton<ListenerAddresses>();
        builder.WebHost.UseUrls();

        builder.WebHost.UseSockets(static sockets =>
        {
            // What came in on a socket is read, judged and passed on by the thread that was told of it, without a detour over the pool's queue. Should a step
            // of ours block after all, only that thread waits, never the one that watches the sockets.
            sockets.UnsafePreferInlineScheduling = true;

            // Ask for the next request with a buffer in hand: 4 KiB for each resting connection, and one system call less for each request.
            sockets.WaitForDataBeforeAllocatingBuffer = false;
        });
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel((context, kestrel) =>
        {
            kestrel.AddServerHeader = false;
            var options = new ListenersOptions();
            context.Configuration.GetSection(ListenersOptions.SectionName).Bind(options);
            foreach (var address in ListenerAddress.ParseAll(options.Public) ?? [])
            {
                address.Listen(kestrel, static _ => { });
            }

            foreach (var address in ListenerAddress.ParseAll(options.Management) ?? [])
            {
                address.Listen(kestrel, static listen => listen.Use(next => connection =>
                {
                    connection.Features.Set(ManagementConnection.Instance);
                    return next(connection);
                }));
            }
        });
    }

    /// <summary>Builds the pipeline of the management listener: a branch of its own, with endpoints of its own.</summary>
    public static void UseManagement(this WebApplication app, Action<IApplicationBuilder> pipeline, Action<IEndpointRouteBuilder> endpoints)
        => app.MapWhen(ManagementConnection.Is, branch =>
        {
            // Few requests, and some of them work long.
            branch.Use(static next => async context =>
            {
                await SocketThreads.Leave();
                await next(context);
            });
            Branch(branch, pipeline, endpoints);
        });

    /// <summary>Builds the pipeline of the public listener, where everything that is not management ends up.</summary>
    public static void UsePublic(this WebApplication app, Action<IApplicationBuilder> beforeRouting, Action<IApplicationBuilder> pipeline, Action<IEndpointRouteBuilder> endpoints)
        => app.MapWhen(static _ => true, branch =>
        {
            beforeRouting(branch);
            Branch(branch, pipeline, endpoints);
        });

    private static void Branch(IApplicationBuilder branch, Action<IApplicationBuilder> pipeline, Action<IEndpointRouteBuilder> endpoints)
    {
        // WebApplication shares one set of endpoints with all branches through this property; the two listeners must not share any.
        branch.Properties.Remove("__GlobalEndpointRouteBuilder");
        branch.UseRouting();
        pipeline(branch);
        branch.UseEndpoints(endpoints);
    }
}
