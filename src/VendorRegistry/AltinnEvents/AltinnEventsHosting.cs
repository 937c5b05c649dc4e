using Digdir.Altinn.VendorRegistry.Outbox;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.VendorRegistry.AltinnEvents;

/// <summary>Adds Altinn Events to the ways in which announcements reach vendors.</summary>
internal static class AltinnEventsHosting
{
    /// <summary>The most of an answer that is read: tokens are a few KiB.</summary>
    private const int MostRead = 64 * 1024;

    public static void AddAltinnEvents(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AltinnEventsOptions>().Bind(configuration.GetSection(AltinnEventsOptions.SectionName)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<AltinnEventsOptions>, AltinnEventsOptionsValidator>();
        services.AddSingleton<IChannel>(host => Make(
            host.GetRequiredService<IOptions<AltinnEventsOptions>>(), host.GetRequiredService<TimeProvider>(), host.GetRequiredService<ILogger<PublisherToken>>()));
    }

    /// <summary>The channel with its one client, which lives as long as the process: no redirects, because a token goes along.</summary>
    internal static AltinnEventsChannel Make(IOptions<AltinnEventsOptions> options, TimeProvider clock, ILogger<PublisherToken> log)
    {
        var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = MostRead,
        };
        return new AltinnEventsChannel(new PublisherToken(http, options, clock, log), http, options, clock);
    }
}
