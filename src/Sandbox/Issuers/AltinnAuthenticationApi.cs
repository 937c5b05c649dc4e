using System.Text.Json.Nodes;
using Digdir.Altinn.Sandbox.Answers;
using Digdir.Altinn.Sandbox.Cast;

namespace Digdir.Altinn.Sandbox.Issuers;

/// <summary>The face of Altinn as an issuer: metadata, keys, and the exchange of other issuers' tokens for its own.</summary>
internal static class AltinnAuthenticationApi
{
    private static readonly string[] PartnerScopes =
        ["skatteetaten:formueinntekt/skattemelding", "skatteetaten:mvameldinginnsending", "skatteetaten:mvameldingvalidering"];

    public static readonly IReadOnlyDictionary<string, string> Acronyms = new Dictionary<string, string>(StringComparer.Ordinal) { [Players.ServiceOwner.Number] = Players.Acronym };

    public static void MapAltinnAuthentication(this IEndpointRouteBuilder routes)
    {
        var authentication = routes.MapGroup("/authentication/api/v1");
        authentication.MapGet("/openid/.well-known/openid-configuration", (IssuersOfSandbox issuers) => Metadata(issuers.Altinn.Name));
        authentication.MapGet("/openid/.well-known/openid-configuration/jwks", (IssuersOfSandbox issuers) => Results.Json(issuers.Altinn.Keys.Jwks()));
        authentication.MapPost("/openid/rotate", (IssuersOfSandbox issuers) => Results.Json(new { kid = issuers.Altinn.Keys.Rotate() }));
        authentication.MapGet("/exchange/{provider}", Exchange);
    }

    private static IResult Metadata(string issuer) => Results.Json(new JsonObject
    {
        ["issuer"] = issuer,
        ["jwks_uri"] = issuer + ".well-known/openid-configuration/jwks",
        ["subject_types_supported"] = new JsonArray("public"),
        ["response_types_supported"] = new JsonArray("token"),
        ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
    });

    private static IResult Exchange(string provider, HttpRequest request, IssuersOfSandbox issuers, Parties parties, TimeProvider clock)
    {
        if (request.Headers.ContainsKey("X-Altinn-EnterpriseUser-Authentication"))
        {
            return AltinnProblem.Of(410, "AUTH-00080", "Enterprise users are no longer supported", "Use a system user.");
        }

        var issuer = provider switch { "maskinporten" => issuers.Maskinporten, "id-porten" => issuers.IdPorten, "altinnstudio" => issuers.Altinn, _ => null };
        if (issuer is null)
        {
            return Results.BadRequest($"Invalid token provider: {provider}. Trusted token providers are 'Maskinporten', 'Id-porten' and 'AltinnStudio'.");
        }

        var now = clock.GetUtcNow();
        if (!CompactToken.TryRead(Bearers.TokenOf(request), out var token)
            || token.Claims.Text("iss") != issuer.Name
            || !issuer.Keys.Signed(token)
            || token.Claims.Number("exp") is not { } expires
            || now.ToUnixTimeSeconds() > expires + 10)
        {
            return Results.Unauthorized();
        }

        if (issuer != issuers.IdPorten)
        {
            var claims = AltinnTokens.FromMaskinporten(token.Claims, Acronyms);
            return Results.Text(issuers.Altinn.Issue(claims, now, AltinnTokens.Lifetime, withNotBefore: true));
        }

        var scopes = (token.Claims.Text("scope") ?? "").Split(' ');
        if (!scopes.Any(scope => scope.StartsWith("altinn:", StringComparison.Ordinal) || PartnerScopes.Contains(scope, StringComparer.Ordinal)))
        {
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        }

        // The person's token keeps the expiry that ID-porten gave it.
        var person = AltinnTokens.FromIdPorten(token.Claims, parties.Of(token.Claims.Text("pid") ?? Players.People[0].Number));
        return Results.Text(issuers.Altinn.IssueUntil(person, now, DateTimeOffset.FromUnixTimeSeconds(expires), withNotBefore: true));
    }
}
