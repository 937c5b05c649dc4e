using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Digdir.Altinn.VendorRegistry.Outbox;

/// <summary>Adds the outbox to a process with the registry role. What it brings things by are the <see cref="IChannel"/> services.</summary>
internal static class OutboxHosting
{
    public static void AddOutbox(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<OutboxOptions>().Bind(configuration.GetSection(OutboxOptions.SectionName)).ValidateDataAnnotations()
            .Validate(options => options.Lease >= 2 * options.Patience, "Outbox:Lease must be at least twice Outbox:Patience.").ValidateOnStart();
        services.AddMetrics();
        services.AddSingleton<OutboxBells>();
        services.AddSingleton<OutboxMetrics>();
        services.AddSingleton<OutboxIntake>();
        services.AddSingleton<OutboxRecorder>();
        services.AddSingleton<OutboxDispatch>();
        services.AddSingleton<OutboxTidy>();
        services.AddHostedService<OutboxService>();
    }
}
