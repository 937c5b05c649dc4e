using System.Text.Json;
using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Operators;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Vendors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace Digdir.Altinn.VendorRegistry.Systems;

/// <summary>Systems and their clients in the admin API. Systems come from the systemregister only.</summary>
internal static class SystemsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/vendors/{vendor}/systems", ListAsync).WithTags("Systems").WithSummary("List a vendor's systems with their clients").RequireAuthorization(OperatorRoles.MayRead);
        api.MapPost("/systems/import", ImportAsync).WithTags("Systems").WithSummary("Import systems as Altinn's systemregister returns them: one, or a list")
            .RequireAuthorization(OperatorRoles.MayWork).WithMetadata(TakesImport.Mark, new Shows(Request: SystemView.InTheSystemRegister));
    }

    private static async Task<Results<Ok<Page<SystemView>>, Refused>> ListAsync(
        string vendor, RegistryChanges registry, CancellationToken cancellation, string? cursor = null, int? limit = null)
    {
        if (PageRequest.TryRead(cursor, limit, out var page) is { } bad)
        {
            return new Refused(bad);
        }

        if (!await VendorRoute.ExistsAsync(registry.Db, vendor, cancellation))
        {
            return new Refused(Problems.NotFound);
        }

        var query = registry.Db.Systems.AsNoTracking().Where(row => row.Vendor == vendor);
        if (page.After is { } after)
        {
            query = query.Where(row => string.Compare(row.Id, after) > 0);
        }

        var rows = await query.OrderBy(row => row.Id).Take(page.Limit + 1).ToListAsync(cancellation);
        var ids = rows.ConvertAll(row => row.Id);
        var clients = (await registry.Db.Clients.AsNoTracking().Where(row => row.System != null && ids.Contains(row.System)).OrderBy(row => row.Id).ToListAsync(cancellation))
            .ToLookup(row => row.System, row => row.Id);
        return TypedResults.Ok(page.Of(rows, row => SystemView.Of(row, clients[row.Id]), row => row.Id));
    }

    private static async Task<Results<Ok<ImportReport>, Refused>> ImportAsync(JsonElement body, HttpContext context, RegistryChanges registry, CancellationToken cancellation)
    {
        if (SystemImport.Read(body, out var entries) is { } bad)
        {
            return new Refused(bad);
        }

        await using var change = await registry.BeginAsync(OperatorOf.Actor(context), "systems.import", cancellation);
        var (refusal, report) = await SystemImport.ApplyAsync(change, entries, cancellation);
        if (refusal is not null)
        {
            return new Refused(refusal);
        }

        await registry.CommitAsync(change);
        return TypedResults.Ok(report);
    }
}

/// <summary>A system.</summary>
internal sealed record SystemView(
    string Id, string NameNb, string NameNn, string NameEn, IReadOnlyList<string> Clients, JsonElement Rights, JsonElement AccessPackages, JsonElement AllowedRedirectUrls, bool IsVisible, bool IsDeleted)
    : IExample<SystemView>
{
    public static SystemView Example { get; } = new(
        Examples.System, "Fagsystem", "Fagsystem", "Professional system", [Examples.Client], Json("""[{"resource":[{"id":"urn:altinn:resource","value":"ske-krav-og-betalinger"}]}]"""),
        Json("[]"), Json("""["https://regnskap.example/tilbake"]"""), IsVisible: true, IsDeleted: false);

    /// <summary>The same as the systemregister returns it.</summary>
    public static JsonElement InTheSystemRegister { get; } = Json(
        $$"""
        {
          "id": "{{Examples.System}}", "vendor": { "ID": "0192:{{Examples.Vendor}}" }, "name": { "nb": "Fagsystem", "nn": "Fagsystem", "en": "Professional system" },
          "clientId": [ "{{Examples.Client}}" ], "rights": [ { "resource": [ { "id": "urn:altinn:resource", "value": "ske-krav-og-betalinger" } ] } ],
          "accessPackages": [], "allowedRedirectUrls": [ "https://regnskap.example/tilbake" ], "isVisible": true, "isDeleted": false
        }
        """);

    public static SystemView Of(VendorSystem row, IEnumerable<string> clients) => new(
        row.Id, row.NameNb, row.NameNn, row.NameEn, [.. clients], Json(row.Rights), Json(row.AccessPackages), Json(row.RedirectUrls), row.IsVisible, row.IsDeleted);

    private static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
