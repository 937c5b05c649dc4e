using Digdir.Altinn.VendorRegistry.Outbox;
using Digdir.Altinn.VendorRegistry.Signing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Digdir.Altinn.VendorRegistry.Webhooks;

/// <summary>Adds the webhook channel to a process with the registry role.</summary>
internal static class WebhookHosting
{
    public static void AddWebhooks(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<WebhookOptions>().Bind(configuration.GetSection(WebhookOptions.SectionName)).ValidateDataAnnotations()
            .Validate(options => string.IsNullOrEmpty(options.SecretKey) || SecretBox.ReadKey(options.SecretKey) is not null, "Webhooks:SecretKey must be 32 bytes in base64.")
            .ValidateOnStart();
        services.AddSingleton<WebhookSecrets>();
        services.AddSingleton<IChannel, WebhookChannel>();
        services.AddSingleton<VendorWebhooks>();
    }
}
