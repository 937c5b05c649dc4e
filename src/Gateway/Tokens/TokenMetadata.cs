using System.Text.Json.Nodes;
using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.VendorRegistry.Refusals;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.Gateway.Tokens;

/// <summary>
/// Protected-resource metadata (RFC 9728): where tokens come from, which scopes there are and which terms apply, for the whole gateway and for each product
/// path. It lets a caller that was refused find out by itself what it lacks. Thread-safe.
/// </summary>
internal sealed class TokenMetadata(Issuers issuers, ICatalogue catalogue, ResourceAddress address, IOptions<TokenOptions> options)
{
    private const TokenForms FromMaskinporten = TokenForms.AnyMaskinporten | TokenForms.AltinnFromMaskinporten;
    private const TokenForms FromIdPorten = TokenForms.IdPorten | TokenForms.AltinnFromIdPorten;
    private const TokenForms FromAltinn = TokenForms.AltinnExchanged | TokenForms.PortalSession;

    /// <summary>Answers for the path after the well-known one: none, or exactly a product's prefix.</summary>
    public Task WriteAsync(HttpContext context)
    {
        var path = context.Request.RouteValues["path"] as string is { Length: > 0 } rest ? "/" + rest : "";
        var now = catalogue.Current;
        var product = path.Length == 0 ? null : now.Products.FirstOrDefault(candidate => candidate.Prefixes.Contains(path, StringComparer.Ordinal));
        if (path.Length > 0 && product is null)
        {
            return ProblemResponse.WriteAsync(context, Problems.UnknownOperation);
        }

        context.Response.Headers.CacheControl = "public, max-age=300";
        return context.Response.WriteAsJsonAsync(
            Of(address.Of(context.Request) + path, product, [.. now.Operations.Where(operation => operation.Closed is null && (product is null || operation.Product == product))]),
            context.RequestAborted);
    }

    private JsonObject Of(string resource, Product? product, Operation[] operations)
    {
        var forms = operations.Aggregate(TokenForms.None, (all, operation) => all | operation.Tokens);
        var scopes = operations.SelectMany(operation => operation.Scopes.Concat(operation.MaskinportenScopes)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        var metadata = new JsonObject
        {
            ["resource"] = resource,
            ["resource_name"] = product?.NameNb ?? "Altinn",
            ["resource_name#en"] = product?.NameEn ?? "Altinn",
            ["authorization_servers"] = Texts(issuers.All.Select(keys => keys.Issuer).Where(issuer => Issues(issuer.Kind, forms)).Select(issuer => issuer.Value)),
            ["scopes_supported"] = Texts(scopes),
            ["bearer_methods_supported"] = Texts(["header"]),
            ["resource_documentation"] = options.Value.DocumentationAddress,
            ["resource_tos_uri"] = options.Value.TermsAddress,
            ["tls_client_certificate_bound_access_tokens"] = false,
            ["dpop_bound_access_tokens_required"] = false,
        };
        if (options.Value.PolicyAddress is { Length: > 0 } policy)
        {
            metadata["resource_policy_uri"] = policy;
        }

        if ((forms & (TokenForms.MaskinportenSystemUser | TokenForms.AltinnFromMaskinporten)) != 0)
        {
            metadata["authorization_details_types_supported"] = Texts([ClaimShapes.SystemUserType]);
        }

        return metadata;
    }

    private static bool Issues(IssuerKind kind, TokenForms forms) => kind switch
    {
        IssuerKind.Maskinporten => (forms & FromMaskinporten) != 0,
        IssuerKind.IdPorten => (forms & FromIdPorten) != 0,
        IssuerKind.Altinn => (forms & FromAltinn) != 0,
        _ => false,
    };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode?)JsonValue.Create(text))]);
}
