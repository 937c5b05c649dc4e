using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Digdir.Altinn.Sandbox.Cast;

namespace Digdir.Altinn.Sandbox.Issuers;

/// <summary>Maskinporten's face: metadata, keys with rotation, and tokens for JWT grants.</summary>
internal static class MaskinportenApi
{
    private const string JwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    public static void MapMaskinporten(this IEndpointRouteBuilder routes)
    {
        var maskinporten = routes.MapGroup("/maskinporten");
        maskinporten.MapGet("/.well-known/oauth-authorization-server", (IssuersOfSandbox issuers) => Metadata(issuers.Maskinporten.Name));
        maskinporten.MapGet("/jwk", (IssuersOfSandbox issuers) => Results.Json(issuers.Maskinporten.Keys.Jwks()));
        maskinporten.MapPost("/rotate", (IssuersOfSandbox issuers) => Results.Json(new { kid = issuers.Maskinporten.Keys.Rotate() }));
        maskinporten.MapPost("/token", GrantAsync);
    }

    private static IResult Metadata(string issuer) => Results.Json(new JsonObject
    {
        ["issuer"] = issuer,
        ["token_endpoint"] = issuer + "token",
        ["jwks_uri"] = issuer + "jwk",
        ["token_endpoint_auth_methods_supported"] = new JsonArray("private_key_jwt"),
        ["grant_types_supported"] = new JsonArray(JwtBearer),
        ["token_endpoint_auth_signing_alg_values_supported"] = new JsonArray("RS256", "RS384", "RS512"),
        ["authorization_details_types_supported"] = new JsonArray("urn:altinn:systemuser"),
    });

    private static async Task<IResult> GrantAsync(HttpRequest request, IssuersOfSandbox issuers, Clients clients, SystemUsers users, UsedGrants used, Pace pace)
    {
        if (!request.HasFormContentType)
        {
            return Refuse(new("invalid_request", "Content-Type must be application/x-www-form-urlencoded"));
        }

        var form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
        if (form["grant_type"] != JwtBearer)
        {
            return Refuse(new("unsupported_grant_type", $"grant_type must be {JwtBearer}"));
        }

        if (!CompactToken.TryRead(form["assertion"], out var grant))
        {
            return Refuse(new("invalid_grant", "assertion is not a signed JWT"));
        }

        if (clients.Find(grant.Claims.Text("iss")) is not { } client || !SignedBy(clients.KeyOf(client), grant))
        {
            return Refuse(new("invalid_client", "iss is not a registered client, or the assertion is not signed with its key"), StatusCodes.Status401Unauthorized);
        }

        var now = pace.Now;
        if (ClientGrant.Fault(grant.Claims, issuers.Maskinporten.Name, now, pace.OfLife(ClientGrant.Skew)) is { } fault)
        {
            return Refuse(fault);
        }

        if (!used.TryUse(client.Id, grant.Claims.Text("jti") ?? "", now))
        {
            return Refuse(new("invalid_grant", "jti has been used before"));
        }

        var scope = grant.Claims.Text("scope") ?? "";
        var allowed = client.Scopes.Split(' ');
        if (scope.Length == 0 || scope.Split(' ').Any(one => !allowed.Contains(one, StringComparer.Ordinal)))
        {
            return Refuse(new("invalid_scope", $"scope is required; the client may have: {client.Scopes}"));
        }

        var claims = ClaimsFor(grant.Claims, client, scope, users, issuers);
        if (claims is null)
        {
            return Refuse(new("invalid_authorization_details", "systemuser_org has not approved a system user for this client's system"));
        }

        if (grant.Claims.Text("resource") is { } resource)
        {
            claims["aud"] = resource;
        }

        var details = claims["authorization_details"]?.DeepClone();
        var answer = new JsonObject
        {
            ["access_token"] = issuers.Maskinporten.Issue(claims, now, MaskinportenTokens.Lifetime),
            ["token_type"] = "Bearer",
            ["expires_in"] = (int)pace.LifetimeOf(MaskinportenTokens.Lifetime).TotalSeconds - 1,
            ["scope"] = scope,
        };
        if (details is not null)
        {
            answer["authorization_details"] = details;
        }

        return Results.Json(answer);
    }

    private static JsonObject? ClaimsFor(JsonObject grant, Client client, string scope, SystemUsers users, IssuersOfSandbox issuers)
    {
        if (grant.ContainsKey("authorization_details"))
        {
            return grant.SystemUser()?.Organisation("systemuser_org") is { } customer
                && client.Vendor is { } vendor
                && users.Find(vendor.SystemId, customer) is not null
                ? MaskinportenTokens.ForSystemUser(client.Organisation, customer, vendor.SystemId, client.Id, scope)
                : null;
        }

        return Party.NumberIn(grant.Text("consumer_org")) is { } consumer
            ? MaskinportenTokens.Delegated(client.Organisation, consumer, client.Id, scope, issuers.Altinn.Name)
            : MaskinportenTokens.OwnOrganisation(client.Organisation, client.Id, scope);
    }

    private static bool SignedBy(RSA key, CompactToken grant)
    {
        HashAlgorithmName? hash = grant.Algorithm switch
        {
            "RS256" => HashAlgorithmName.SHA256,
            "RS384" => HashAlgorithmName.SHA384,
            "RS512" => HashAlgorithmName.SHA512,
            _ => null,
        };
        return hash is { } known && key.VerifyData(grant.Signed, grant.Signature, known, RSASignaturePadding.Pkcs1);
    }

    private static IResult Refuse(GrantError error, int status = StatusCodes.Status400BadRequest)
        => Results.Json(new { error = error.Error, error_description = error.Description }, statusCode: status);
}
