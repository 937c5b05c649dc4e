using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Digdir.Altinn.Sandbox.Cast;
using Digdir.Altinn.Sandbox.SampleTokens;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.Tokens;

namespace Digdir.Altinn.Sandbox.Issuers;

/// <summary>ID-porten's and Ansattporten's face: metadata, keys, and the code flow with PKCE in which the person of the cast consents at once.</summary>
internal static class PersonLoginApi
{
    private static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(2);

    public static void MapPersonLogins(this IEndpointRouteBuilder routes, StandIns running)
    {
        if (running.HasFlag(StandIns.IdPorten))
        {
            Map(routes, "/idporten", issuers => issuers.IdPorten, (login, client) => PersonTokens.IdPorten(login.Person, client.Organisation, client.Id, login.Scope));
        }

        if (running.HasFlag(StandIns.Ansattporten))
        {
            Map(routes, "/ansattporten", issuers => issuers.Ansattporten, (login, client) => PersonTokens.Ansattporten(
                login.Person, login.Organisation ?? client.Organisation, client.Id, TokenMint.Audience, login.Scope, client == Clients.Servicedesk ? login.Roles : []));
        }
    }

    private static void Map(IEndpointRouteBuilder routes, string path, Func<IssuersOfSandbox, Issuer> which, Func<Login, Client, JsonObject> claimsOf)
    {
        var logins = new ConcurrentDictionary<string, Login>(StringComparer.Ordinal);
        var group = routes.MapGroup(path);
        group.MapGet("/.well-known/openid-configuration", (IssuersOfSandbox issuers) => Metadata(which(issuers).Name));
        group.MapGet("/jwks", (IssuersOfSandbox issuers) => Results.Json(which(issuers).Keys.Jwks()));
        group.MapPost("/rotate", (IssuersOfSandbox issuers) => Results.Json(new { kid = which(issuers).Keys.Rotate() }));
        group.MapGet("/authorize", (HttpRequest request, Clients clients, TimeProvider clock) => Authorize(request, clients, logins, clock.GetUtcNow()));
        group.MapPost("/token", (HttpRequest request, Clients clients, IssuersOfSandbox issuers, Pace pace)
            => TokenAsync(request, clients, which(issuers), logins, claimsOf, pace));
    }

    private static IResult Metadata(string issuer) => Results.Json(new JsonObject
    {
        ["issuer"] = issuer,
        ["authorization_endpoint"] = issuer + "/authorize",
        ["token_endpoint"] = issuer + "/token",
        ["jwks_uri"] = issuer + "/jwks",
        ["response_types_supported"] = new JsonArray("code"),
        ["subject_types_supported"] = new JsonArray("pairwise"),
        ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
        ["code_challenge_methods_supported"] = new JsonArray("S256"),
        ["acr_values_supported"] = new JsonArray("idporten-loa-low", "idporten-loa-substantial", "idporten-loa-high"),
    });

    private static IResult Authorize(HttpRequest request, Clients clients, ConcurrentDictionary<string, Login> logins, DateTimeOffset now)
    {
        var query = request.Query;
        var person = query["pid"].FirstOrDefault() ?? Players.People[0].Number;
        if (clients.Find(query["client_id"]) is not { } client
            || query["code_challenge_method"] != "S256"
            || query["code_challenge"].FirstOrDefault() is not { Length: > 0 } challenge
            || !Uri.TryCreate(query["redirect_uri"], UriKind.Absolute, out var redirect)
            || !(redirect.IsLoopback || redirect.Scheme == Uri.UriSchemeHttps)
            || !SyntheticNumbers.IsPerson(person))
        {
            return Refuse("invalid_request", "client_id, redirect_uri (https or loopback), code_challenge and code_challenge_method=S256 are required; pid must be synthetic");
        }

        var code = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(24));
        logins[code] = new(client.Id, person, query["scope"].FirstOrDefault() ?? "openid", redirect.AbsoluteUri, challenge, query["nonce"], Party.NumberIn(query["organisation"]), [.. query["role"].OfType<string>()], now);
        var answer = new Dictionary<string, string?> { ["code"] = code, ["state"] = query["state"].FirstOrDefault() };
        return Results.Redirect(QueryHelpers.AddQueryString(redirect.AbsoluteUri, answer.Where(pair => pair.Value is not null)));
    }

    private static async Task<IResult> TokenAsync(
        HttpRequest request, Clients clients, Issuer issuer, ConcurrentDictionary<string, Login> logins, Func<Login, Client, JsonObject> claimsOf, Pace pace)
    {
        var now = pace.Now;
        if (!request.HasFormContentType)
        {
            return Refuse("invalid_request", "Content-Type must be application/x-www-form-urlencoded");
        }

        var form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
        if (form["grant_type"] != "authorization_code")
        {
            return Refuse("unsupported_grant_type", "grant_type must be authorization_code");
        }

        var challenge = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].FirstOrDefault() ?? "")));
        if (!logins.TryRemove(form["code"].FirstOrDefault() ?? "", out var login)
            || login.Challenge != challenge
            || now - login.At > pace.OfLife(CodeLifetime)
            || clients.Find(login.Client) is not { } client)
        {
            return Refuse("invalid_grant", "code is unknown, used, too old, or code_verifier does not fit");
        }

        var access = claimsOf(login, client);
        var identity = access.DeepClone().AsObject();
        identity["aud"] = client.Id;
        identity["auth_time"] = login.At.ToUnixTimeSeconds();
        identity["locale"] = "nb";
        if (login.Nonce is not null)
        {
            identity["nonce"] = login.Nonce;
        }

        return Results.Json(new
        {
            access_token = issuer.Issue(access, now, PersonTokens.Lifetime),
            id_token = issuer.Issue(identity, now, PersonTokens.Lifetime),
            token_type = "Bearer",
            expires_in = (int)pace.LifetimeOf(PersonTokens.Lifetime).TotalSeconds,
            scope = login.Scope,
        });
    }

    private static IResult Refuse(string error, string description) => Results.Json(new { error, error_description = description }, statusCode: StatusCodes.Status400BadRequest);

    private sealed record Login(string Client, string Person, string Scope, string Redirect, string Challenge, string? Nonce, string? Organisation, IReadOnlyList<string> Roles, DateTimeOffset At);
}
