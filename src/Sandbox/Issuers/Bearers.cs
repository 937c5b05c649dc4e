using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Digdir.Altinn.Sandbox.Cast;

namespace Digdir.Altinn.Sandbox.Issuers;

/// <summary>Reads tokens as the products do. Tokens of an issuer that has been replaced by a real one are taken on the gateway's word. Thread-safe.</summary>
internal sealed class Bearers(IssuersOfSandbox issuers, Parties parties, SystemUsers users, SandboxOptions options, TimeProvider clock)
{
    /// <summary>The bearer token of the request, from the header or from the portal's cookie.</summary>
    public static string? TokenOf(HttpRequest request)
        => request.Headers.Authorization.ToString() is { Length: > 7 } header && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? header[7..].Trim()
            : request.Cookies["AltinnStudioRuntime"];

    /// <summary>Who the request is from, or null when it has no token that holds.</summary>
    /// <param name="request">The request.</param>
    /// <param name="evenExpired">Whether a token that has expired still does.</param>
    public Bearer? Of(HttpRequest request, bool evenExpired = false)
        => CompactToken.TryRead(TokenOf(request), out var token) && IsGenuine(token) && (evenExpired || IsCurrent(token.Claims)) ? Read(token.Claims) : null;

    private bool IsCurrent(JsonObject claims) => claims.Number("exp") is { } expires && clock.GetUtcNow().ToUnixTimeSeconds() < expires;

    private bool IsGenuine(CompactToken token)
    {
        var name = token.Claims.Text("iss");
        if (name == issuers.Dialogs.Name)
        {
            return issuers.Dialogs.Signed(token);
        }

        return issuers.Named(name)?.Keys.Signed(token)
            ?? (options.StandIns & (StandIns.Maskinporten | StandIns.IdPorten | StandIns.Autentisering)) != (StandIns.Maskinporten | StandIns.IdPorten | StandIns.Autentisering);
    }

    private Bearer? Read(JsonObject claims)
    {
        var kind = KindOf(claims);
        var consumer = claims.Organisation("consumer");
        var user = claims.SystemUser();
        var person = Party.NumberIn(claims.Text("pid"));
        var behalf = kind == TokenKinds.Dialog ? Party.NumberIn(claims.Text("p")) : user?.Organisation("systemuser_org") ?? person ?? consumer;
        if (behalf is null && claims.Number("urn:altinn:partyid") is { } partyId)
        {
            behalf = parties.WithId((int)partyId)?.Number;
        }

        return behalf is null ? null : new Bearer
        {
            Kind = kind,
            Scopes = (claims.Text("scope") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal),
            Consumer = consumer,
            Person = person ?? (behalf.Length == 11 ? behalf : null),
            Behalf = parties.Of(behalf),
            SystemUser = (user?["systemuser_id"] as JsonArray)?[0]?.ToString() ?? user?.Text("systemuser_id"),
            Clients = user?.Text("system_id") is { } system ? users.ClientsOf(system, behalf).ToFrozenSet(StringComparer.Ordinal) : FrozenSet<string>.Empty,
            ServiceOwner = claims.Text("urn:altinn:org") ?? (claims.Text("scope")?.Contains("altinn:serviceowner", StringComparison.Ordinal) == true ? Players.Acronym : null),
            UserId = claims.Text("urn:altinn:userid"),
            Dialog = kind == TokenKinds.Dialog ? claims.Text("i") : null,
        };
    }

    private TokenKinds KindOf(JsonObject claims)
        => claims.Text("iss") == issuers.Dialogs.Name ? TokenKinds.Dialog
        : claims.ContainsKey("urn:altinn:authlevel") ? TokenKinds.Altinn
        : claims.ContainsKey("pid") || claims.ContainsKey("acr") ? TokenKinds.IdPorten
        : claims.SystemUser() is not null ? TokenKinds.MaskinportenSystemUser
        : TokenKinds.Maskinporten;
}

/// <summary>Demands a token at endpoints.</summary>
internal static class BearerDemand
{
    /// <summary>Demands a token of one of the kinds with one of the scopes: 401 without a token that holds, 403 without the scope, each with an empty body as Altinn answers.</summary>
    /// <param name="builder">The endpoints.</param>
    /// <param name="kinds">The kinds taken.</param>
    /// <param name="evenExpired">Whether a token that has expired still does.</param>
    /// <param name="scopes">The scopes, of which one is enough; none when any token does.</param>
    public static TBuilder Demand<TBuilder>(this TBuilder builder, TokenKinds kinds, bool evenExpired = false, params string[] scopes)
        where TBuilder : IEndpointConventionBuilder
        => builder.AddEndpointFilter(async (context, next) =>
        {
            var http = context.HttpContext;
            var bearer = http.RequestServices.GetRequiredService<Bearers>().Of(http.Request, evenExpired);
            if (bearer is null || !kinds.HasFlag(bearer.Kind))
            {
                http.Response.Headers.WWWAuthenticate = bearer is null ? "Bearer" : "Bearer error=\"invalid_token\"";
                return Results.StatusCode(StatusCodes.Status401Unauthorized);
            }

            if (scopes.Length > 0 && bearer.Kind != TokenKinds.Dialog && !scopes.Any(bearer.Scopes.Contains))
            {
                return Results.StatusCode(StatusCodes.Status403Forbidden);
            }

            http.Features.Set(bearer);
            return await next(context);
        });

    /// <summary>Who the request is from; at endpoints with a demand only.</summary>
    public static Bearer Bearer(this HttpContext context) => context.Features.Get<Bearer>() ?? throw new InvalidOperationException("The endpoint has no demand for a token.");
}
