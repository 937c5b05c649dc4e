using System.Text.Json;
using Digdir.Altinn.VendorRegistry.Pictures;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Digdir.Altinn.VendorRegistry.Tests.Pictures;

/// <summary>A node without the registry role: it follows one over HTTP, in real time.</summary>
internal sealed class FollowerNode : IAsyncDisposable
{
    private readonly IHost _host;

    private FollowerNode(IHost host) => _host = host;

    public RegistryPicture Picture => _host.Services.GetRequiredService<IPictures>().Current;

    public PictureHealth Health => _host.Services.GetRequiredService<IPictureHealth>().Health;

    public static async Task<FollowerNode> StartAsync(string address, string copyPath = "", string key = RegistryHost.FeedKey)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = Path.GetTempPath() });
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Registry:Feed:Address"] = address,
            ["Registry:Feed:Key"] = key,
            ["Registry:Feed:CopyPath"] = copyPath,
        });
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddPictureFollower(builder.Configuration);
        var host = builder.Build();
        await host.StartAsync();
        return new FollowerNode(host);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}

/// <summary>Looks at pictures, and waits for them, in real time.</summary>
internal static class PictureChecks
{
    /// <summary>The picture as text: equal text, equal pictures.</summary>
    public static string AsText(this RegistryPicture picture)
    {
        var message = PictureMessage.Since(0, picture);
        return JsonSerializer.Serialize(
            message with
            {
                Vendors = [.. message.Vendors.OrderBy(vendor => vendor.Id, StringComparer.Ordinal).Select(vendor => vendor with
                {
                    Clients = vendor.Clients?.OrderBy(client => client.Key, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal),
                    Systems = vendor.Systems is { } systems ? [.. systems.Order(StringComparer.Ordinal)] : null,
                })],
                Policies = [.. message.Policies.OrderBy(policy => policy.Policy, StringComparer.Ordinal).ThenBy(policy => policy.Environment)],
            },
            PictureJson.Default.PictureMessage);
    }

    /// <summary>Waits until it is so, and returns how long that took. Looks every few milliseconds; gives up after 20 s.</summary>
    public static async Task<TimeSpan> UntilAsync(Func<bool> isSo)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!isSo())
        {
            if (TimeProvider.System.GetElapsedTime(start) > TimeSpan.FromSeconds(20))
            {
                throw new TimeoutException("It never came to be so.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        }

        return TimeProvider.System.GetElapsedTime(start);
    }
}
