using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Digdir.Altinn.VendorRegistry.SelfService;

/// <summary>The vendor API's OpenAPI 3.1 description. Public: a vendor reads it before it has a token.</summary>
internal static class VendorDescription
{
    private const string Login = "maskinporten";

    public static void AddVendorDescription(this IServiceCollection services) => services.AddOpenApi(VendorApi.Document, options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = description => description.GroupName == VendorApi.Document;
        options.AddDocumentTransformer(Document);
        options.AddOperationTransformer(Operation);
    });

    private static Task Document(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellation)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Altinn-gatewayen – leverandørens eget API",
            Version = "v1",
            Description = "For vendors of end-user systems: your own standing, and how your calls are judged. The token says who you are; no path names a vendor. "
                + "Errors are problem documents (RFC 9457) with a stable code, in Norwegian bokmål or English by Accept-Language.",
        };
        document.Servers = [];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            [Login] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
                Description = "A Maskinporten token of the vendor itself, or one exchanged at Altinn, with the scope of the vendor API.",
            },
        };
        return Task.CompletedTask;
    }

    private static Task Operation(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Login, context.Document)] = [] }];
        operation.Responses ??= [];
        Refuses(operation, "401", "No token, or one that does not hold.");
        Refuses(operation, "403", "The scope is missing (REG-00016), or the vendor is not registered (REG-00017).");
        return Task.CompletedTask;
    }

    private static void Refuses(OpenApiOperation operation, string status, string description)
        => operation.Responses?.TryAdd(status, new OpenApiResponse
        {
            Description = description,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { ["application/problem+json"] = new() },
        });
}
