using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Stores;
using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.AltinnEvents;
using Digdir.Altinn.VendorRegistry.GrainStates;
using Digdir.Altinn.VendorRegistry.NoticeFeeds;
using Digdir.Altinn.VendorRegistry.Notices;
using Digdir.Altinn.VendorRegistry.Operators;
using Digdir.Altinn.VendorRegistry.Evidence;
using Digdir.Altinn.VendorRegistry.Mail;
using Digdir.Altinn.VendorRegistry.Outbox;
using Digdir.Altinn.VendorRegistry.Outgoing;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Refusals;
using Digdir.Altinn.VendorRegistry.SelfService;
using Digdir.Altinn.VendorRegistry.Signing;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Webhooks;
using Digdir.Altinn.VendorRegistry.Traffic;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.VendorRegistry;

/// <summary>Adds the registry, or a follower of one, to a host. A process has one or the other; both give it <see cref="IPictures"/> and <see cref="IPictureHealth"/>.</summary>
public static class RegistryHosting
{
    /// <summary>
    /// Adds the registry role: database, admin API, feed, the pictures in this process, and the durable <see cref="IGrainStore"/> for the grains in this
    /// process, if it has any. Needs a <see cref="TimeProvider"/>.
    /// </summary>
    public static IServiceCollection AddRegistry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddPictures(configuration);
        services.AddOptions<DatabaseOptions>().Bind(configuration.GetSection(DatabaseOptions.SectionName)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<RegistryOptions>().Bind(configuration.GetSection(RegistryOptions.SectionName)).ValidateDataAnnotations().ValidateOnStart();

        var provider = configuration.GetSection(DatabaseOptions.SectionName).GetValue(nameof(DatabaseOptions.Provider), DatabaseProvider.Sqlite);
        if (provider == DatabaseProvider.Postgres)
        {
            services.AddDbContext<RegistryDb, PostgresRegistryDb>((host, options) => UsePostgres(options, host));
            services.AddSingleton<Func<RegistryDb>>(host =>
            {
                var options = (DbContextOptions<PostgresRegistryDb>)UsePostgres(new DbContextOptionsBuilder<PostgresRegistryDb>(), host).Options;
                return () => new PostgresRegistryDb(options);
            });
        }
        else
        {
            services.AddDbContext<RegistryDb, SqliteRegistryDb>((host, options) => UseSqlite(options, host));
            services.AddSingleton<Func<RegistryDb>>(host =>
            {
                var options = (DbContextOptions<SqliteRegistryDb>)UseSqlite(new DbContextOptionsBuilder<SqliteRegistryDb>(), host).Options;
                return () => new SqliteRegistryDb(options);
            });
        }

        // What is saved while the host is taken apart cannot use one of its scopes.
        services.AddSingleton<IGrainStore>(host => new GrainStateStore(host.GetRequiredService<Func<RegistryDb>>()));
        services.AddSingleton<ITrafficIntake>(host => new TrafficIntake(host.GetRequiredService<Func<RegistryDb>>(), host.GetRequiredService<TimeProvider>()));

        services.AddSingleton<FeedAudience>();
        services.AddScoped<RegistryChanges>();
        services.AddScoped<EvidenceIntake>();
        services.AddSingleton<IConductListener, EvidenceListener>();
        services.AddSingleton<RegistryPictures>();
        services.AddHostedService(host => host.GetRequiredService<RegistryPictures>());
        services.AddHostedService<TrafficRetention>();
        services.AddOptions<EvidenceOptions>().Bind(configuration.GetSection(EvidenceOptions.SectionName)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<EvidenceRetention>();
        services.AddHostedService(host => host.GetRequiredService<EvidenceRetention>());
        services.AddNotices(configuration);

        services.AddMail(configuration);
        services.AddAltinnEvents(configuration);
        services.AddOutbox(configuration);
        services.AddSigning(configuration);
        services.AddOutgoing(configuration);
        services.AddWebhooks(configuration);
        services.AddOperators(configuration);
        services.AddAdminDescription();
        services.AddSelfService(configuration);
        services.AddNoticeFeeds(configuration);
        services.AddSingleton<INoticeHistory, OwnNoticeHistory>();
        return services;
    }

    /// <summary>Adds a follower of a registry in another process: for nodes without the registry role. Needs a <see cref="TimeProvider"/>.</summary>
    public static IServiceCollection AddPictureFollower(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddPictures(configuration);
        services.AddOptions<FeedOptions>()
            .Validate(options => options.Addresses.All(address => Uri.TryCreate(address, UriKind.Absolute, out _)), "Registry:Feed:Address must hold the registries' addresses.")
            .Validate(
                options => options.Addresses.Length > 0 || options.CopyOnly,
                "Registry:Feed:Address is required on a node without the registry role: it would know no vendor and no hold. Set it, give the node the role (Roles=gateway,registry), "
                + "or set Registry:Feed:CopyOnly=true to serve from the kept picture copy alone.")
            .Validate(options => options.Addresses.Length == 0 || !options.CopyOnly, "Registry:Feed:CopyOnly=true is for a node without Registry:Feed:Address: set one of them.")
            .Validate(options => !options.CopyOnly || !string.IsNullOrWhiteSpace(options.CopyPath), "Registry:Feed:CopyOnly=true needs Registry:Feed:CopyPath: there is nothing else to serve from.")
            .Validate(options => options.Addresses.Length == 0 || options.Key is { Length: > 0 }, "Registry:Feed:Key is required with Registry:Feed:Address.");
        services.AddHostedService<PictureFollower>();
        services.AddSingleton<IConductListener, EvidenceForwarder>();
        services.AddSingleton<ITrafficIntake, TrafficForwarder>();
        services.AddOptions<RegistryOptions>().Bind(configuration.GetSection(RegistryOptions.SectionName)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSelfService(configuration);
        services.AddNoticeFeeds(configuration);
        services.AddSingleton<INoticeHistory, FollowedNoticeHistory>();
        return services;
    }

    /// <summary>Maps <c>/admin/v1</c>, its description and its page. For the management listener, behind <see cref="UseOperators"/>.</summary>
    /// <param name="endpoints">The listener's endpoints.</param>
    /// <param name="more">Slices of the host's own under the same prefix and rules.</param>
    public static void MapAdminApi(this IEndpointRouteBuilder endpoints, Action<RouteGroupBuilder>? more = null) => AdminApi.Map(endpoints, more);

    /// <summary>Maps <c>/vendor/v1</c> and its description. For the public listener, behind a step that finds the <see cref="VendorLogin"/> of endpoints marked <see cref="NeedsVendor"/>.</summary>
    /// <param name="endpoints">The listener's endpoints.</param>
    /// <param name="isRegistry">True in a process with the registry role, which has the slices that change the register.</param>
    /// <param name="more">Slices of the host's own under the same prefix and rules.</param>
    public static void MapVendorApi(this IEndpointRouteBuilder endpoints, bool isRegistry = true, Action<RouteGroupBuilder>? more = null)
        => VendorApi.Map(endpoints, isRegistry, more);

    /// <summary>Maps the notices for everyone, from the picture in memory and the history. For the public listener of every node.</summary>
    /// <param name="endpoints">The listener's endpoints.</param>
    /// <param name="addressOf">How callers reach the listener: its base address, without a slash at the end.</param>
    public static void MapNoticeFeeds(this IEndpointRouteBuilder endpoints, Func<HttpRequest, string> addressOf) => NoticeFeedsApi.Map(endpoints, addressOf);

    /// <summary>Maps the feed that other nodes follow, the history of notices, and where they bring their evidence and their counts of traffic. For the management listener.</summary>
    public static void MapPictureFeed(this IEndpointRouteBuilder endpoints)
    {
        PictureFeedApi.Map(endpoints);
        EvidenceFeedApi.Map(endpoints);
        TrafficFeedApi.Map(endpoints);
        NoticeHistoryFeedApi.Map(endpoints);
    }

    private static void AddNoticeFeeds(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<NoticeFeedOptions>().Bind(configuration.GetSection(NoticeFeedOptions.SectionName))
            .Validate(options => options.MaxAge >= TimeSpan.Zero && options.MaxAge <= TimeSpan.FromDays(1), "NoticeFeeds:MaxAge is to be from 0 to 1 day.")
            .ValidateOnStart();
        services.AddSingleton<BuiltFeeds>();
    }

    private static void AddSelfService(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SelfServiceOptions>().Bind(configuration.GetSection(SelfServiceOptions.SectionName)).ValidateDataAnnotations().ValidateOnStart();
        services.AddVendorDescription();
        services.ConfigureHttpJsonOptions(json => AdminJson.Configure(json.SerializerOptions));
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
    }

    /// <summary>
    /// Adds operators' login and the rules of who may do what, which <see cref="AddRegistry"/> does too: for nodes without the registry role that have
    /// something for operators. Needs a <see cref="TimeProvider"/>. Where no issuer is configured nobody gets in.
    /// </summary>
    public static IServiceCollection AddOperators(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(ProblemList.Of(typeof(Problems)));
        services.AddOperatorLogin(configuration);
        return services;
    }

    /// <summary>Checks operators' login and who may do what in a pipeline: after routing, before its endpoints.</summary>
    public static IApplicationBuilder UseOperators(this IApplicationBuilder app) => app.UseAuthentication().UseAuthorization();

    /// <summary>Opens an endpoint for operators who may decide what concerns all vendors (the role <c>approver</c>), and for nobody else.</summary>
    public static TBuilder RequireDecider<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.RequireAuthorization(OperatorRoles.MayDecide);

    /// <summary>The operator behind a request that an endpoint for operators let in, by the id that the audit log keeps; holds no identity number.</summary>
    /// <exception cref="InvalidOperationException">Nobody is logged in: the endpoint lacks a rule.</exception>
    public static string Operator(this HttpContext context) => OperatorOf.Actor(context);

    private static void AddNotices(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<NoticeOptions>().Bind(configuration.GetSection(NoticeOptions.SectionName)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<NoticeTimes>();
        services.AddHostedService(host => host.GetRequiredService<NoticeTimes>());
    }

    private static void AddPictures(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<FeedOptions>().Bind(configuration.GetSection(FeedOptions.SectionName)).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<PictureHolder>();
        services.TryAddSingleton<IPictures>(host => host.GetRequiredService<PictureHolder>());
        services.TryAddSingleton<IPictureHealth>(host => host.GetRequiredService<PictureHolder>());
        services.TryAddSingleton<PictureCopy>();
        services.AddHostedService(host => host.GetRequiredService<PictureCopy>());
    }

    private static DbContextOptionsBuilder UsePostgres(DbContextOptionsBuilder options, IServiceProvider host)
        => Quiet(options).UseNpgsql(host.GetRequiredService<IOptions<DatabaseOptions>>().Value.ConnectionString);

    private static DbContextOptionsBuilder UseSqlite(DbContextOptionsBuilder options, IServiceProvider host)
        => Quiet(options).UseSqlite(SqliteFile(host.GetRequiredService<IOptions<DatabaseOptions>>().Value, host.GetRequiredService<IHostEnvironment>()));

    /// <summary>Commands come several times a second and failures are told by who meets them: neither is news.</summary>
    private static DbContextOptionsBuilder Quiet(DbContextOptionsBuilder options) => options.ConfigureWarnings(events => events.Log(
        (RelationalEventId.CommandExecuted, LogLevel.Debug),
        (RelationalEventId.CommandError, LogLevel.Debug),
        (RelationalEventId.ConnectionError, LogLevel.Debug),
        (CoreEventId.QueryIterationFailed, LogLevel.Debug),
        (CoreEventId.SaveChangesFailed, LogLevel.Debug)));

    private static string SqliteFile(DatabaseOptions options, IHostEnvironment host)
    {
        var builder = new SqliteConnectionStringBuilder(options.ConnectionString);
        if (builder.DataSource is not (":memory:" or "") && builder.Mode != SqliteOpenMode.Memory)
        {
            builder.DataSource = Path.Combine(host.ContentRootPath, builder.DataSource);
            if (Path.GetDirectoryName(builder.DataSource) is { Length: > 0 } folder)
            {
                Directory.CreateDirectory(folder);
            }
        }

        return builder.ToString();
    }
}
