using Digdir.Altinn.VendorRegistry.Operators;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Digdir.Altinn.VendorRegistry.Admin;

/// <summary>The admin API's OpenAPI 3.1 description: what the endpoints say of themselves, with the roles and the problems they share.</summary>
internal static class AdminDescription
{
    private static readonly ApiDescription Api = new(
        AdminApi.Document,
        "Leverandørregisteret – admin-API",
        "For the servicedesk: who the vendors are, what they agreed to, holds, policy modes, maintenance and the audit log. "
            + "Errors are problem documents (RFC 9457) with a stable code. Lists are paged by cursor. Updates need the ETag of the last GET in If-Match.",
        "operator",
        "An operator's token from the configured issuer, with one of the roles reader, caseworker, approver, auditor.");

    public static void AddAdminDescription(this IServiceCollection services) => Api.Add(services, Operation);

    private static void Operation(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>().LastOrDefault(data => data.Policy is not null)?.Policy is { } rule)
        {
            operation.Description = $"Roles: {string.Join(", ", OperatorRoles.Rules[rule])}.";
        }

        ApiDescription.Refuses(operation, context, "400", "The body, a field or a parameter is wrong (REG-00001, REG-00002).");
        ApiDescription.Refuses(operation, context, "401", "Not logged in (REG-00011).");
        ApiDescription.Refuses(operation, context, "403", "The role does not allow it (REG-00012).");
        ApiDescription.Refuses(operation, context, "404", "Not found (REG-00003).");
        ApiDescription.Refuses(operation, context, "503", "The database or the issuer is out of reach; nothing was changed (REG-00013, REG-00015).");
        if (context.Description.HttpMethod is not "GET")
        {
            ApiDescription.Refuses(operation, context, "409", "It exists already, or the move is not possible in this state (REG-00004 to REG-00006).");
        }
    }
}
