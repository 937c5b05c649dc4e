using Digdir.Altinn.VendorRegistry.Admin;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Digdir.Altinn.VendorRegistry.SelfService;

/// <summary>The vendor API's OpenAPI 3.1 description. Public: a vendor reads it before it has a token.</summary>
internal static class VendorDescription
{
    private static readonly ApiDescription Api = new(
        VendorApi.Document,
        "Altinn-gatewayen – leverandørens eget API",
        "For vendors of end-user systems: your own standing, and how your calls are judged. The token says who you are; no path names a vendor. "
            + "Errors are problem documents (RFC 9457) with a stable code, in Norwegian bokmål or English by Accept-Language. Lists are paged by cursor.",
        "maskinporten",
        "A Maskinporten token of the vendor itself, or one exchanged at Altinn, with the scope of the vendor API.");

    public static void AddVendorDescription(this IServiceCollection services) => Api.Add(services, Operation);

    private static void Operation(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        ApiDescription.Refuses(operation, context, "401", "No token, or one that does not hold.");
        ApiDescription.Refuses(operation, context, "403", "The scope is missing (REG-00016), or the vendor is not registered (REG-00017).");
        ApiDescription.Refuses(operation, context, "503", "The database or the issuer is out of reach; nothing was changed (REG-00013).");
        if (operation.Parameters is { Count: > 0 } || operation.RequestBody is not null)
        {
            ApiDescription.Refuses(operation, context, "400", "The body, a field or a parameter is wrong (REG-00001, REG-00002).");
        }

        if (operation.Parameters?.Any(parameter => parameter.In == ParameterLocation.Path) == true)
        {
            ApiDescription.Refuses(operation, context, "404", "Not found (REG-00003).");
        }

        if (context.Description.HttpMethod is not "GET")
        {
            ApiDescription.Refuses(operation, context, "409", "The move is not possible in this state, or was made too often (REG-00004 to REG-00006, REG-00019).");
        }
    }
}
