using System.Text.Json.Nodes;
using Digdir.Altinn.Sandbox.Cast;
using Digdir.Altinn.Sandbox.Issuers;

namespace Digdir.Altinn.Sandbox.Dialogporten;

/// <summary>The face of Dialogporten's end-user API.</summary>
internal static class DialogsApi
{
    private const TokenKinds Kinds = TokenKinds.MaskinportenSystemUser | TokenKinds.IdPorten | TokenKinds.Altinn;

    public static void AddDialogporten(this IServiceCollection services)
    {
        services.AddSingleton<DialogStore>();
        services.AddHostedService<DialogLife>();
    }

    public static void MapDialogporten(this IEndpointRouteBuilder routes)
    {
        var root = routes.MapGroup("/dialogporten/api/v1");
        root.MapGet("/.well-known/jwks.json", (IssuersOfSandbox issuers) => Results.Json(issuers.Dialogs.Jwks()));
        root.MapGet("/.well-known/oauth-authorization-server", (IssuersOfSandbox issuers) => Results.Json(new JsonObject
        {
            ["issuer"] = issuers.Dialogs.Name,
            ["jwks_uri"] = issuers.Dialogs.Name + "/.well-known/jwks.json",
        }));
        root.MapGet("/metadata/limits", () => Results.Json(new
        {
            EndUserSearch = new
            {
                MaxPartyFilterValues = DialogSearch.MaxParties,
                MaxServiceResourceFilterValues = DialogSearch.MaxResources,
                MaxOrgFilterValues = 20,
                MaxExtendedStatusFilterValues = 20,
            },
        }));
        root.MapGet("/metadata/serviceresources", () => Results.Json(new { Items = ServiceResource.All.Select(DialogAnswers.Resource) }));

        var user = root.MapGroup("/enduser").Demand(Kinds, scopes: ["digdir:dialogporten", "digdir:dialogporten.noconsent"]);
        user.MapGet("/dialogs", Search);
        user.MapGet("/parties", (HttpContext http, Parties parties) => Results.Json(new
        {
            AuthorizedParties = http.Bearer().Parties(parties).Select(party => DialogAnswers.Party(party, party.Number == http.Bearer().Person)),
        }));
        user.MapGet("/serviceresources", () => Results.Json(new { IsFullCatalogueFallback = false, Items = ServiceResource.All.Select(DialogAnswers.Resource) }));
        user.MapGet("/dialoglookup", Lookup);
        user.MapPost("/dialogs/context/systemlabels/actions/bulkset", BulkSet);

        var dialog = user.MapGroup("/dialogs/{id:guid}");
        dialog.MapGet("", Get);
        dialog.MapGet("/activities", (Guid id, HttpContext http, DialogStore store) => Look(http, store, id, one => one.Activities.ConvertAll(DialogAnswers.Activity)));
        dialog.MapGet("/activities/{item:guid}", (Guid id, Guid item, HttpContext http, DialogStore store)
            => LookAt(http, store, id, "DialogActivity", item, one => one.Activities.Find(activity => activity.Id == item) is { } found ? DialogAnswers.Activity(found) : null));
        dialog.MapGet("/transmissions", (Guid id, HttpContext http, DialogStore store) => Look(http, store, id, one => one.Transmissions.ConvertAll(sent => DialogAnswers.Transmission(sent, one))));
        dialog.MapGet("/transmissions/{item:guid}", (Guid id, Guid item, HttpContext http, DialogStore store)
            => LookAt(http, store, id, "DialogTransmission", item, one => one.Transmissions.Find(sent => sent.Id == item) is { } found ? DialogAnswers.Transmission(found, one) : null));
        dialog.MapGet("/seenlog", (Guid id, HttpContext http, DialogStore store)
            => Look(http, store, id, one => one.SeenLog.ConvertAll(seen => DialogAnswers.Seen(seen, Me(http)))));
        dialog.MapGet("/seenlog/{item:guid}", (Guid id, Guid item, HttpContext http, DialogStore store)
            => LookAt(http, store, id, "DialogSeenLog", item, one => one.SeenLog.Find(seen => seen.Id == item) is { } found ? DialogAnswers.Seen(found, Me(http)) : null));
        dialog.MapGet("/context/labellog", (Guid id, HttpContext http, DialogStore store) => Look(http, store, id, one => one.LabelLog.ConvertAll(DialogAnswers.LabelChange)));
        dialog.MapPut("/context/systemlabels", SetLabels);
        routes.MapDialogGraph(Kinds);
    }

    /// <summary>Who the request counts as in the seen log.</summary>
    internal static string Me(HttpContext http) => http.Bearer().Person ?? http.Bearer().Behalf.Number;

    private static IResult Search(HttpContext http, DialogStore store, Parties parties)
    {
        var (search, errors) = DialogSearch.Read(http.Request.Query);
        return search is null ? DialogportenProblem.Of(http, 400, errors) : Results.Json(Page(search, http.Bearer(), store, parties, Me(http)));
    }

    internal static object Page(DialogSearch search, Bearer bearer, DialogStore store, Parties parties, string me)
    {
        var open = search.Parties.Count > 0
            ? search.Parties.Select(urn => parties.Of(Party.NumberIn(urn) ?? "")).Where(bearer.MaySee).Distinct()
            : bearer.Parties(parties);
        var (page, more, continuation) = search.PageOf(open.SelectMany(party => store.OfParty(party, dialogs => dialogs.ToList())));
        return new { Items = page.Select(dialog => DialogAnswers.ListItem(dialog, me)).ToList(), HasNextPage = more, ContinuationToken = continuation, search.OrderBy };
    }

    /// <summary>Opens the dialog, with the traces that leaves; null when there is none that the request may see.</summary>
    internal static object? Open(HttpContext http, Guid id) => OfMine(http, id, dialog => Open(http, dialog));

    /// <summary>Does something with a dialog that the request may see; null when there is none.</summary>
    internal static T? OfMine<T>(HttpContext http, Guid id, Func<Dialog, T?> use)
        where T : class
    {
        var (bearer, store) = (http.Bearer(), http.RequestServices.GetRequiredService<DialogStore>());

        // A party's dialogs exist from the moment somebody who may see them asks.
        store.OfParty(bearer.Behalf, dialogs => dialogs.Count);
        return store.Of(id, dialog => bearer.MaySee(dialog.Party) && dialog.DeletedAt is null ? use(dialog) : null);
    }

    private static IResult Get(Guid id, HttpContext http, DialogStore store) => Use(http, store, id, dialog =>
    {
        var details = Open(http, dialog);
        http.Response.Headers.ETag = dialog.Revision.ToString();
        return Results.Json(details);
    });

    private static object Open(HttpContext http, Dialog dialog)
    {
        var (bearer, services) = (http.Bearer(), http.RequestServices);
        var parties = services.GetRequiredService<Parties>();
        var claims = new JsonObject
        {
            ["jti"] = Guid.NewGuid().ToString(),
            ["c"] = parties.Of(bearer.Person ?? bearer.Consumer ?? Me(http)).Urn,
            ["l"] = 3,
            ["p"] = dialog.Party.Urn,
            ["s"] = dialog.Resource.Urn,
            ["i"] = dialog.Id.ToString(),
            ["a"] = "read;write",
        };
        if (bearer.SystemUser is { } user)
        {
            claims["y"] = user;
            claims["o"] = bearer.Behalf.Urn;
        }

        services.GetRequiredService<DialogStore>().See(dialog.Id, parties.Of(Me(http)));
        var token = services.GetRequiredService<IssuersOfSandbox>().Dialogs.Issue(claims, services.GetRequiredService<TimeProvider>().GetUtcNow(), DialogTokenIssuer.Lifetime);
        return DialogAnswers.Details(dialog, Me(http), token, services.GetRequiredService<StandInAddress>().Value);
    }

    private static IResult Look(HttpContext http, DialogStore store, Guid id, Func<Dialog, object> look) => Use(http, store, id, dialog => Results.Json(look(dialog)));

    private static IResult LookAt(HttpContext http, DialogStore store, Guid id, string entity, Guid item, Func<Dialog, object?> look)
        => Use(http, store, id, dialog => look(dialog) is { } found ? Results.Json(found) : DialogportenProblem.NotFound(http, entity, item));

    private static IResult Use(HttpContext http, DialogStore store, Guid id, Func<Dialog, IResult> use)
    {
        var bearer = http.Bearer();

        // A party's dialogs exist from the moment somebody who may see them asks.
        store.OfParty(bearer.Behalf, dialogs => dialogs.Count);
        return store.Of(id, dialog =>
            !bearer.MaySee(dialog.Party) ? DialogportenProblem.NotFound(http, "DialogEntity", id)
            : dialog.DeletedAt is not null ? DialogportenProblem.Of(http, 410, "DialogEntity", $"Entity 'DialogEntity' with the following key(s) is removed: ({id}).")
            : use(dialog)) ?? DialogportenProblem.NotFound(http, "DialogEntity", id);
    }

    private static IResult Lookup(string? instanceRef, HttpContext http, DialogStore store, Parties parties)
    {
        var reference = instanceRef?[(instanceRef.LastIndexOf(':') + 1)..];
        if (!Guid.TryParse(reference, out var id))
        {
            return DialogportenProblem.Of(http, 400, "InstanceRef", "'InstanceRef' must be a valid instance reference.");
        }

        return Use(http, store, id, dialog => Results.Json(new
        {
            DialogId = dialog.Id,
            InstanceRef = instanceRef,
            Party = dialog.Party.Urn,
            ServiceResource = new { Id = dialog.Resource.Urn, Name = DialogAnswers.Localized(dialog.Resource.Name), IsDelegable = true, MinimumAuthenticationLevel = 3 },
            ServiceOwner = new { OrgNumber = Players.ServiceOwner.Number, Code = Players.Acronym, Name = DialogAnswers.Localized("Testdepartementet") },
            Title = DialogAnswers.Localized(dialog.Title),
            AuthorizationEvidence = new { CurrentAuthenticationLevel = 3, ViaRole = true, Evidence = Array.Empty<object>() },
        }));
    }

    private static IResult SetLabels(Guid id, LabelWish wish, HttpContext http, DialogStore store, Parties parties) => Use(http, store, id, dialog =>
    {
        Guid? revision = null;
        if (http.Request.Headers.IfMatch.FirstOrDefault() is { } match)
        {
            if (!Guid.TryParse(match, out var read))
            {
                return DialogportenProblem.Of(http, 400, "IfMatch", "If-Match must be a bare UUID.");
            }

            revision = read;
        }

        if (wish.Fault is { } fault)
        {
            return DialogportenProblem.Of(http, 400, "SystemLabels", fault);
        }

        if (!store.Label(dialog, wish.Added, wish.RemoveLabels ?? [], revision, parties.Of(Me(http))))
        {
            return DialogportenProblem.Of(http, 412, "Revision", "The revision does not match the current one.");
        }

        http.Response.Headers.ETag = dialog.ContextRevision.ToString();
        return Results.NoContent();
    });

    private static IResult BulkSet(BulkLabelWish wish, HttpContext http, DialogStore store, Parties parties)
    {
        if (wish.Dialogs is not { Count: > 0 } dialogs || wish.Fault is not null)
        {
            return DialogportenProblem.Of(http, 400, "Dialogs", wish.Fault ?? "'Dialogs' must not be empty.");
        }

        foreach (var one in dialogs)
        {
            var set = Use(http, store, one.DialogId, dialog => store.Label(dialog, wish.Added, wish.RemoveLabels ?? [], one.EndUserContextRevision, parties.Of(Me(http)))
                ? Results.NoContent()
                : DialogportenProblem.Of(http, 412, "Revision", "The revision does not match the current one."));
            if (set is IStatusCodeHttpResult { StatusCode: not StatusCodes.Status204NoContent })
            {
                return set;
            }
        }

        return Results.NoContent();
    }
}

/// <summary>Labels to set and remove.</summary>
internal record LabelWish(IReadOnlyList<string>? SystemLabels, IReadOnlyList<string>? AddLabels, IReadOnlyList<string>? RemoveLabels)
{
    public IReadOnlyList<string> Added => [.. SystemLabels ?? [], .. AddLabels ?? []];

    /// <summary>What is wrong with it, or null.</summary>
    public string? Fault => Added.Concat(RemoveLabels ?? []).All(DialogLabels.IsSettable) ? null : "A label must be one of Default, Bin, Archive, MarkedAsUnopened.";
}

/// <summary>Labels to set and remove on many dialogs.</summary>
internal sealed record BulkLabelWish(
    IReadOnlyList<DialogRevision>? Dialogs, IReadOnlyList<string>? SystemLabels, IReadOnlyList<string>? AddLabels, IReadOnlyList<string>? RemoveLabels)
    : LabelWish(SystemLabels, AddLabels, RemoveLabels);

/// <summary>A dialog, and the revision of its context that the caller has seen.</summary>
internal sealed record DialogRevision(Guid DialogId, Guid? EndUserContextRevision);
