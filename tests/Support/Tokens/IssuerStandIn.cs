using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Digdir.Altinn.Support.Tokens;

/// <summary>
/// An issuer on loopback that publishes metadata and keys over real HTTP, counts how often it is asked, and can be killed and come back on the same port.
/// Thread-safe.
/// </summary>
public sealed class IssuerStandIn : IAsyncDisposable
{
    private readonly string _name;
    private WebApplication? _host;
    private int _port;
    private int _fetches;
    private volatile JsonObject[] _keys = [];

    private IssuerStandIn(string name) => _name = name;

    /// <summary>What it answers for its keys instead of the keys, when not null.</summary>
    public Func<HttpContext, Task>? Misbehave { get; set; }

    /// <summary>Members put into its metadata, or in place of the usual ones.</summary>
    public JsonObject Metadata { get; } = [];

    /// <summary>How often its keys were fetched.</summary>
    public int Fetches => Volatile.Read(ref _fetches);

    /// <summary>Its address: <c>http://127.0.0.1:port/name</c>.</summary>
    public string Address => $"http://127.0.0.1:{_port}/{_name}";

    /// <summary>Its value of <c>iss</c>: the address and a slash.</summary>
    public string Issuer => Address + "/";

    /// <summary>Where its metadata is.</summary>
    public string MetadataAddress => Address + "/.well-known/metadata";

    /// <summary>Where its keys are.</summary>
    public string KeysAddress => Address + "/jwks";

    /// <summary>Starts one that publishes the keys.</summary>
    public static async Task<IssuerStandIn> StartAsync(string name, params TokenForge[] keys)
    {
        var issuer = new IssuerStandIn(name);
        issuer.Publish(keys);
        await issuer.ReviveAsync();
        return issuer;
    }

    /// <summary>Publishes these keys and no others.</summary>
    public void Publish(params TokenForge[] keys) => _keys = [.. keys.Select(key => key.PublicKey)];

    /// <summary>Publishes these JWKs and no others.</summary>
    public void Publish(params JsonObject[] keys) => _keys = keys;

    /// <summary>Kills it: connections are refused.</summary>
    public async Task KillAsync()
    {
        if (_host is { } host)
        {
            _host = null;
            await host.DisposeAsync();
        }
    }

    /// <summary>Starts it, again on the port it had.</summary>
    public async Task ReviveAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, _port));
        var host = builder.Build();
        host.MapGet($"/{_name}/.well-known/metadata", () =>
        {
            var metadata = new JsonObject { ["issuer"] = Issuer, ["jwks_uri"] = KeysAddress };
            foreach (var (member, value) in Metadata)
            {
                metadata[member] = value?.DeepClone();
            }

            return Results.Text(metadata.ToJsonString(), "application/json");
        });
        host.MapGet($"/{_name}/jwks", async context =>
        {
            Interlocked.Increment(ref _fetches);
            if (Misbehave is { } misbehave)
            {
                await misbehave(context);
                return;
            }

            var keys = new JsonArray([.. _keys.Select(key => key.DeepClone())]);
            await context.Response.WriteAsJsonAsync(new JsonObject { ["keys"] = keys });
        });
        await host.StartAsync();
        _port = new Uri(host.Urls.First()).Port;
        _host = host;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await KillAsync();
}
