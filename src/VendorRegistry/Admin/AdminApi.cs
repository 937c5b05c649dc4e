using Digdir.Altinn.VendorRegistry.Appeals;
using Digdir.Altinn.VendorRegistry.Audit;
using Digdir.Altinn.VendorRegistry.Cases;
using Digdir.Altinn.VendorRegistry.Concessions;
using Digdir.Altinn.VendorRegistry.Contacts;
using Digdir.Altinn.VendorRegistry.Evidence;
using Digdir.Altinn.VendorRegistry.Holds;
using Digdir.Altinn.VendorRegistry.Integrations;
using Digdir.Altinn.VendorRegistry.Levels;
using Digdir.Altinn.VendorRegistry.Maintenance;
using Digdir.Altinn.VendorRegistry.Notices;
using Digdir.Altinn.VendorRegistry.Plans;
using Digdir.Altinn.VendorRegistry.Policies;
using Digdir.Altinn.VendorRegistry.Refusals;
using Digdir.Altinn.VendorRegistry.Systems;
using Digdir.Altinn.VendorRegistry.Terms;
using Digdir.Altinn.VendorRegistry.Vendors;
using Digdir.Altinn.VendorRegistry.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Digdir.Altinn.VendorRegistry.Admin;

/// <summary>The admin API for the servicedesk: every slice under one prefix, with its description and a page to try it on.</summary>
internal static class AdminApi
{
    public const string Prefix = "/admin/v1";
    public const string Document = "admin";

    /// <summary>Where the description is. {documentName} is how the endpoint is told which document; of five letters there is one.</summary>
    public const string Description = "/{documentName:length(5)}/v1/openapi.json";

    public static void Map(IEndpointRouteBuilder endpoints, Action<RouteGroupBuilder>? more = null)
    {
        var api = endpoints.MapGroup(Prefix).WithGroupName(Document);
        VendorsApi.Map(api);
        PlansApi.Map(api);
        SystemsApi.Map(api);
        ClientsApi.Map(api);
        TermsApi.Map(api);
        AcceptancesApi.Map(api);
        IntegrationsApi.Map(api);
        HoldsApi.Map(api);
        PoliciesApi.Map(api);
        MaintenanceApi.Map(api);
        CasesApi.Map(api);
        EvidenceApi.Map(api);
        ConcessionsApi.Map(api);
        AppealsApi.Map(api);
        CeilingsApi.Map(api);
        ProtectedDaysApi.Map(api);
        ContactsApi.Map(api);
        NoticesApi.Map(api);
        AuditApi.Map(api);
        WebhooksApi.Map(api);
        more?.Invoke(api);
        ((IEndpointConventionBuilder)api).Finally(Guard.Wrap);

        endpoints.MapOpenApi(Description).ExcludeFromDescription();
        AdminPage.Map(endpoints);
        endpoints.DataSources.Add(new OtherMethods(endpoints.DataSources));
        endpoints.Map("/admin/{**rest}", NothingHere).WithOrder(1000).ExcludeFromDescription();
    }

    private static Task NothingHere(HttpContext context) => ProblemResponse.WriteAsync(context, Problems.NotFound);
}
