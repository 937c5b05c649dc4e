using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Digdir.Altinn.VendorRegistry.Signing;

/// <summary>Adds the registry's key pairs to a process.</summary>
internal static class SigningHosting
{
    public static void AddSigning(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SigningOptions>().Bind(configuration.GetSection(SigningOptions.SectionName))
            .Validate(options => options.Keys.All(key => StandardWebhook.ReadPrivate(key) is not null), "Signing:Keys must hold Ed25519 private keys: whsk_ and 32 bytes in base64.")
            .ValidateOnStart();
        services.AddSingleton<RegistrySigner>();
    }
}
