using Digdir.Altinn.Gateway.Listeners;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Digdir.Altinn.Gateway.Tests;

/// <summary>The real gateway in this process, on free loopback ports, with the settings and replacements a test names.</summary>
internal sealed class RunningGateway : IAsyncDisposable
{
    // The issuers of the test environment are out of bounds: keys are looked for where nobody listens, unless a test says where.
    private static readonly string[] NoIssuers =
        [.. new[] { "maskinporten", "idporten", "altinn", "dialogporten" }.Select(name => $"--Tokens:Issuers:{name}:Jwks=http://127.0.0.1:9/")];

    private readonly string _folder;

    private RunningGateway(WebApplication app, string folder)
    {
        App = app;
        _folder = folder;
        var addresses = app.Services.GetRequiredService<ListenerAddresses>();
        Public = new HttpClient(NewHandler()) { BaseAddress = new Uri(addresses.Public) };
        Management = new HttpClient(NewHandler()) { BaseAddress = new Uri(addresses.Management) };
    }

    public WebApplication App { get; }

    /// <summary>Speaks to the public listener. Follows no redirects and keeps no cookies.</summary>
    public HttpClient Public { get; }

    /// <summary>Speaks to the management listener.</summary>
    public HttpClient Management { get; }

    public static async Task<RunningGateway> StartAsync(IEnumerable<string>? settings = null, Action<WebApplicationBuilder>? with = null)
    {
        var folder = Directory.CreateTempSubdirectory("gateway-").FullName;
        string[] args =
        [
            "--Listeners:Public=http://127.0.0.1:0",
            "--Listeners:Management=http://127.0.0.1:0",
            $"--Registry:Database:ConnectionString=Data Source={Path.Combine(folder, "registry.db")};Pooling=false",
            $"--Registry:Feed:CopyPath={Path.Combine(folder, "picture.json")}",
            .. NoIssuers,
            .. settings ?? [],
        ];
        var app = Program.Build(args, with);
        try
        {
            await app.StartAsync();
            return new RunningGateway(app, folder);
        }
        catch
        {
            await app.DisposeAsync();
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Public.Dispose();
        Management.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static SocketsHttpHandler NewHandler() => new() { AllowAutoRedirect = false, UseCookies = false, UseProxy = false };
}
