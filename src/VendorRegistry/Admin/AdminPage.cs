using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Digdir.Altinn.VendorRegistry.Admin;

/// <summary>The Swagger UI page over the admin API's description. Everything on it comes from this program; the policy it is sent with sees to that.</summary>
internal static class AdminPage
{
    private const string ContentPolicy =
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var page = endpoints.CreateApplicationBuilder();
        page.Use(next => context =>
        {
            // The page's files are served by middleware, which steps aside for a request that has found its endpoint.
            context.SetEndpoint(null);
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = ContentPolicy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            return next(context);
        });
        page.UseSwaggerUI(ui =>
        {
            ui.RoutePrefix = "admin/swagger";
            ui.DocumentTitle = "Leverandørregisteret – admin-API";
            ui.SwaggerEndpoint($"{AdminApi.Prefix}/openapi.json", "Admin API v1");
            ui.ConfigObject.ValidatorUrl = null;
        });
        endpoints.MapMethods("/admin/swagger/{**file}", [HttpMethods.Get, HttpMethods.Head], page.Build()).ExcludeFromDescription();
    }
}
