using System.Globalization;
using Digdir.Altinn.Sandbox.Cast;
using Digdir.Altinn.Sandbox.Issuers;

namespace Digdir.Altinn.Sandbox.Apps;

/// <summary>The face of Storage: instances across apps.</summary>
internal static class StorageApi
{
    private static readonly string[] Read = ["altinn:instances.read", "altinn:portal/enduser", "altinn:serviceowner/instances.read"];

    public static void MapStorage(this IEndpointRouteBuilder routes)
    {
        var storage = routes.MapGroup("/storage/api/v1/instances").Demand(TokenKinds.Altinn, scopes: Read);
        storage.MapGet("", Search);
        var one = storage.MapGroup("/{party:int}/{id:guid}");
        one.MapGet("", (int party, Guid id, HttpContext http, InstanceStore store, StandInAddress address, TimeProvider clock)
            => InstanceUse.Of(party, id, http, store, instance => Results.Json(InstanceAnswers.Instance(instance, address.Value, clock.GetUtcNow()))));
        one.MapGet("/data/{element:guid}", DataApi.GetAsync);
        one.MapGet("/events", (int party, Guid id, HttpContext http, InstanceStore store) => InstanceUse.Of(party, id, http, store, instance => Results.Json(new
        {
            InstanceEvents = instance.History.ConvertAll(change => new { InstanceId = $"{party}/{id}", EventType = change.Event, Created = change.At }),
        })));
    }

    private static IResult Search(HttpContext http, InstanceStore store, Parties parties, StandInAddress address, TimeProvider clock)
    {
        var query = http.Request.Query;
        var identifier = http.Request.Headers["X-Ai-InstanceOwnerIdentifier"].FirstOrDefault();
        var number = Party.NumberIn(identifier);
        var owner = number is not null ? parties.Of(number)
            : int.TryParse(query["instanceOwner.partyId"], CultureInfo.InvariantCulture, out var partyId) ? parties.WithId(partyId)
            : null;
        if (owner is null)
        {
            return Results.BadRequest("InstanceOwnerPartyId or InstanceOwnerIdentifier must be defined.");
        }

        if (!http.Bearer().MaySee(owner))
        {
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        }

        var size = 100;
        var skip = 0;
        if ((query["size"].FirstOrDefault() is { } asked && !(int.TryParse(asked, CultureInfo.InvariantCulture, out size) && size is >= 1 and <= 1000))
            || (query["continuationToken"].FirstOrDefault() is { } token && !(int.TryParse(token, CultureInfo.InvariantCulture, out skip) && skip >= 0)))
        {
            return Results.BadRequest("size must be 1 to 1000, and continuationToken one that was given.");
        }

        var app = query["appId"].FirstOrDefault();
        var all = store.OfParty(owner, one => app is null || $"{one.Org}/{one.App}" == app, one => InstanceAnswers.Instance(one, address.Value, clock.GetUtcNow()));
        var self = $"{address.Value}{http.Request.Path}{http.Request.QueryString}";
        var rest = string.Concat(query.Where(pair => pair.Key != "continuationToken").SelectMany(pair => pair.Value, (pair, value) => $"&{pair.Key}={Uri.EscapeDataString(value ?? "")}"));
        var page = all.Skip(skip).Take(size).ToList();
        return Results.Json(new
        {
            page.Count,
            Self = self,
            Next = all.Count > skip + size ? $"{address.Value}{http.Request.Path}?continuationToken={skip + size}{rest}" : null,
            Instances = page,
        });
    }
}
