using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Appeals;
using Digdir.Altinn.VendorRegistry.Concessions;
using Digdir.Altinn.VendorRegistry.Contacts;
using Digdir.Altinn.VendorRegistry.Notices;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Refusals;
using Digdir.Altinn.VendorRegistry.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.VendorRegistry.SelfService;

/// <summary>
/// The vendor's own API: every slice under one prefix, with its description. A vendor sees itself and nobody else: no path names a vendor. It stays open to
/// a vendor on hold, which must be able to read why.
/// </summary>
internal static class VendorApi
{
    public const string Prefix = "/vendor/v1";
    public const string Document = "vendor";

    public static void Map(IEndpointRouteBuilder endpoints, bool isRegistry = true, Action<RouteGroupBuilder>? more = null)
    {
        var api = endpoints.MapGroup(Prefix).WithGroupName(Document).WithMetadata(NeedsVendor.Mark).AddEndpointFilter(LetIn);
        OwnStandingApi.Map(api);
        if (isRegistry)
        {
            ConcessionsApi.MapOwn(api);
            AppealsApi.MapOwn(api);
            OwnNoticesApi.Map(api);
            WebhooksApi.MapOwn(api);
            ContactsApi.MapOwn(api);
        }

        more?.Invoke(api);
        ((IEndpointConventionBuilder)api).Finally(Guard.Wrap);
        endpoints.MapOpenApi("/{documentName:length(6)}/v1/openapi.json").ExcludeFromDescription();
        endpoints.Map("/vendor/{**rest}", static context => ProblemResponse.WriteAsync(context, Problems.NotFound)).WithOrder(1000).ExcludeFromDescription();
    }

    private static ValueTask<object?> LetIn(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        var services = context.RequestServices;
        var login = VendorLogin.Of(context);
        var scope = services.GetRequiredService<IOptions<SelfServiceOptions>>().Value.Scope;
        context.Response.Headers.CacheControl = "no-store";
        if (!login.Scopes.Contains(scope))
        {
            return ValueTask.FromResult<object?>(new Refused(new Refusal(Problems.ScopeMissing)
            {
                Challenge = $"Bearer realm=\"altinn\", error=\"insufficient_scope\", scope=\"{scope}\""
                    + (login.ResourceMetadata is { } metadata ? $", resource_metadata=\"{metadata}\"" : ""),
                Members = new Dictionary<string, object?>(StringComparer.Ordinal) { ["scopes"] = new[] { scope } },
            }));
        }

        return services.GetRequiredService<IPictures>().Current.Vendors.ContainsKey(login.Vendor)
            ? next(invocation)
            : ValueTask.FromResult<object?>(new Refused(Problems.VendorNotRegistered));
    }
}
