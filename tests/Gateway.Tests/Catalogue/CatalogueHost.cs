using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.VendorRegistry.Pictures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Digdir.Altinn.Gateway.Tests.Catalogue;

/// <summary>
/// Kestrel with the catalogue's part of the pipeline alone. What would be forwarded answers 200 with the operation's id instead, so that a test sees what
/// was found without a token or an upstream.
/// </summary>
internal sealed class CatalogueHost : IAsyncDisposable
{
    public const string OperationField = "X-Operation";

    private CatalogueHost(WebApplication app, string address)
    {
        App = app;
        Address = new Uri(address);
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false }) { BaseAddress = Address };
    }

    public WebApplication App { get; }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public ICatalogue Catalogue => App.Services.GetRequiredService<ICatalogue>();

    public static async Task<CatalogueHost> StartAsync(
        Dictionary<string, string?>? settings = null, TimeProvider? time = null, Action<IApplicationBuilder>? end = null, Action<WebApplicationBuilder>? with = null, bool guarded = true)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddSingleton<IPictures, NoVendors>();
        builder.Services.AddAltinn(builder.Configuration);
        builder.AddCatalogue();
        with?.Invoke(builder);
        var app = builder.Build();
        app.UseAppHosts();
        app.UseRouting();
        if (guarded)
        {
            app.UseCatalogue();
        }

        app.MapCatalogue(end ?? (pipeline => pipeline.Run(TellOperation)));
        await app.StartAsync();
        return new CatalogueHost(app, app.Urls.Single());
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
    }

    private static Task TellOperation(HttpContext context)
    {
        context.Response.Headers[OperationField] = Call.Of(context)?.Operation.Id ?? "none";
        return Task.CompletedTask;
    }

    private sealed class NoVendors : IPictures
    {
        public RegistryPicture Current => RegistryPicture.Empty;
    }
}
