using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Digdir.Altinn.Benchmarks.Contenders;

/// <summary>YARP as its guide sets it up: one cluster, one catch-all route, defaults everywhere, and no log line per request.</summary>
internal static class YarpContender
{
    public static WebApplication Build(string upstream)
    {
        var builder = Builder(upstream);
        builder.Services.AddReverseProxy().LoadFromConfig(builder.Configuration.GetSection("ReverseProxy"));
        var app = builder.Build();
        app.MapReverseProxy();
        return app;
    }

    /// <summary>What the two plain contenders share.</summary>
    public static WebApplicationBuilder Builder(string upstream, params IEnumerable<KeyValuePair<string, string?>> route)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(
        [
            new("ReverseProxy:Routes:all:ClusterId", "product"),
            new("ReverseProxy:Routes:all:Match:Path", "{**rest}"),
            new("ReverseProxy:Clusters:product:Destinations:only:Address", upstream),
            .. route,
        ]);
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        return builder;
    }
}
