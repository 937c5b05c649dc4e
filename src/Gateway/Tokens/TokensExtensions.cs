using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.Gateway.Tokens;

/// <summary>Adds token validation to the host.</summary>
internal static class TokensExtensions
{
    /// <summary>Adds the issuers, their keys and the validator. Settings: <see cref="TokenOptions"/>.</summary>
    public static void AddTokens(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<TokenOptions>().Bind(configuration.GetSection(TokenOptions.SectionName)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TokenOptions>, TokenOptionsValidator>());
        services.AddHttpClient(IssuerDocuments.ClientName, client =>
            {
                client.MaxResponseContentBufferSize = IssuerDocuments.MaxBytes;

                // Each fetch has its own, shorter, limit.
                client.Timeout = TimeSpan.FromMinutes(2);
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                MaxConnectionsPerServer = 2,
                MaxResponseHeadersLength = 16,
            })
            .RemoveAllLoggers();
        services.AddMetrics();
        services.TryAddSingleton<TokensMetrics>();
        services.TryAddSingleton<IssuerDocuments>();
        services.TryAddSingleton<Issuers>();
        services.AddHostedService(provider => provider.GetRequiredService<Issuers>());
        services.TryAddSingleton<TokenValidator>();
        services.TryAddSingleton<ResourceAddress>();
        services.TryAddSingleton<Challenges>();
        services.TryAddSingleton<TokenMetadata>();
    }

    /// <summary>Validates the token of each call: after the operation is found, before vendors.</summary>
    public static void UseTokens(this IApplicationBuilder app) => app.UseMiddleware<TokensMiddleware>();

    /// <summary>Finds the vendor of each call to the vendor's own API, or refuses.</summary>
    public static void UseVendorLogin(this IApplicationBuilder app) => app.UseMiddleware<VendorLoginMiddleware>();

    /// <summary>Publishes the protected-resource metadata (RFC 9728), for the gateway and for each product path.</summary>
    public static void MapTokenMetadata(this IEndpointRouteBuilder endpoints)
        => endpoints.MapMethods(
            ResourceAddress.MetadataPath + "/{**path}",
            [HttpMethods.Get, HttpMethods.Head],
            static context => context.RequestServices.GetRequiredService<TokenMetadata>().WriteAsync(context));
}
