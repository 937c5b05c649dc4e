using Digdir.Altinn.VendorRegistry.Outbox;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.VendorRegistry.Mail;

/// <summary>Adds mail to the ways in which announcements reach vendors.</summary>
internal static class MailHosting
{
    public static void AddMail(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<MailOptions>().Bind(configuration.GetSection(MailOptions.SectionName))
            .PostConfigure(options => options.PublicAddress ??= Uri.TryCreate(configuration["Gateway:PublicAddress"], UriKind.Absolute, out var address) ? address : null)
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<MailOptions>, MailOptionsValidator>();
        services.AddSingleton<MailSender>();
        services.AddSingleton<IChannel, MailChannel>();
    }
}
