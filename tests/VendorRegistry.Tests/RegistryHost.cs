using System.Net.Http.Headers;
using Digdir.Altinn.Grains;
using Digdir.Altinn.VendorRegistry.Operators;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.SelfService;
using Digdir.Altinn.VendorRegistry.Tests.Operators;
using Digdir.Altinn.VendorRegistry.Tests.Storage;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Digdir.Altinn.VendorRegistry.Tests;

/// <summary>The registry alone on a Kestrel of its own, with operators who log in at <see cref="TestIssuer"/>.</summary>
internal sealed class RegistryHost : IAsyncDisposable
{
    public const string FeedKey = "a-key-that-registries-and-nodes-share";

    private const string VendorField = "Test-Vendor";

    private readonly WebApplication _app;
    private readonly List<HttpClient> _clients = [];

    private RegistryHost(WebApplication app, Surprises surprises)
    {
        _app = app;
        Surprises = surprises;
        Address = new Uri(app.Urls.First());
    }

    public Uri Address { get; }

    public Surprises Surprises { get; }

    public IServiceProvider Services => _app.Services;

    public RegistryPicture Picture => Services.GetRequiredService<IPictures>().Current;

    public PictureHealth Health => Services.GetRequiredService<IPictureHealth>().Health;

    /// <summary>Starts it. Settings override the defaults of these tests.</summary>
    public static async Task<RegistryHost> StartAsync(
        TestDatabase database, TimeProvider? clock = null, Dictionary<string, string?>? settings = null, string address = "http://127.0.0.1:0")
    {
        var builder = WebApplication.CreateSlimBuilder();
        var surprises = new Surprises();
        builder.Logging.ClearProviders().AddProvider(surprises);
        builder.WebHost.UseUrls(address);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Registry:Database:Provider"] = database.Provider.ToString(),
            ["Registry:Database:ConnectionString"] = database.ConnectionString,
            // As seldom as may be: on a clock that tests move by hours every look is made.
            ["Registry:Database:PollInterval"] = "00:00:00.800",
            ["Registry:Feed:CopyPath"] = "",
            ["Registry:Feed:Key"] = FeedKey,
            ["Registry:ReferenceKey"] = "a-key-for-references",
            ["Registry:Operators:Audience"] = TestIssuer.Audience,
        });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddSingleton(clock ?? TimeProvider.System);
        builder.Services.AddRegistry(builder.Configuration);
        if (settings?.ContainsKey("Registry:Operators:Authority") != true)
        {
            builder.Services.Configure<JwtBearerOptions>(OperatorRoles.Scheme, bearer => bearer.Configuration = TestIssuer.Metadata);
        }

        var app = builder.Build();
        app.UseRouting();
        app.UseOperators();

        // In the gateway a token says which vendor calls; here the test does.
        app.Use((context, next) =>
        {
            if (context.Request.Headers[VendorField].FirstOrDefault() is { } vendor)
            {
                context.Features.Set(new VendorLogin(VendorId.Parse(vendor), "test-client", [new SelfServiceOptions().Scope]));
            }

            return next(context);
        });
        app.MapVendorApi();
        app.MapAdminApi();
        app.MapPictureFeed();
        await app.StartAsync();
        return new RegistryHost(app, surprises);
    }

    /// <summary>A client with no token.</summary>
    public HttpClient Anonymous() => Client(null);

    /// <summary>A client with an operator's token.</summary>
    public HttpClient As(params string[] roles)
        => Client(TestIssuer.Token(Services.GetRequiredService<TimeProvider>().GetUtcNow(), roles));

    /// <summary>A client of the vendor's own.</summary>
    public HttpClient AsVendor(string number)
    {
        var client = Client(null);
        client.DefaultRequestHeaders.Add(VendorField, number);
        return client;
    }

    /// <summary>A client that may do everything.</summary>
    public HttpClient AsEveryone() => As([.. OperatorRoles.All]);

    public HttpClient Client(string? token)
    {
        var client = new HttpClient(new Explainer(Surprises)) { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        _clients.Add(client);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    /// <summary>Turns a 500 into the exception behind it, so that no test takes it for an answer.</summary>
    private sealed class Explainer(Surprises surprises) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            return (int)answer.StatusCode == 500 ? throw new InvalidOperationException($"500: {string.Join('\n', surprises.All)}") : answer;
        }
    }
}
