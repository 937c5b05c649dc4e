using Digdir.Altinn.VendorRegistry.Refusals;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;

namespace Digdir.Altinn.VendorRegistry.Admin;

/// <summary>
/// For every address of the admin API one more endpoint, after its own: it answers the methods that the address does not have with 405 and those that it
/// does (RFC 9110, 15.5.6). Routing would do so itself, did not the endpoint for addresses that lead nowhere take every method.
/// </summary>
internal sealed class OtherMethods(ICollection<EndpointDataSource> sources) : EndpointDataSource
{
    /// <summary>After the address's own endpoints, before the one for addresses that lead nowhere.</summary>
    public const int Order = 900;

    private readonly EndpointDataSource[] _sources = [.. sources];

    /// <inheritdoc/>
    public override IReadOnlyList<Endpoint> Endpoints => [.. _sources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.RoutePattern.RawText is { } pattern && (pattern.StartsWith("/admin/", StringComparison.Ordinal) || pattern == AdminApi.Description))
        .Where(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>() is { HttpMethods.Count: > 0 })
        .GroupBy(endpoint => endpoint.RoutePattern.RawText?.TrimEnd('/'), StringComparer.Ordinal)
        .Select(EndpointFor)];

    /// <inheritdoc/>
    public override IChangeToken GetChangeToken() => new CompositeChangeToken([.. _sources.Select(source => source.GetChangeToken())]);

    private static RouteEndpoint EndpointFor(IEnumerable<RouteEndpoint> own)
    {
        var methods = own.SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        var allow = string.Join(", ", methods);
        var refusal = new Refusal(Problems.MethodNotAllowed) { Detail = new($"Adressen tar {allow}.", $"The address takes {allow}.") };
        return new RouteEndpoint(
            context =>
            {
                context.Response.Headers.Allow = allow;
                return ProblemResponse.WriteAsync(context, refusal);
            },
            own.First().RoutePattern,
            Order,
            new EndpointMetadataCollection(new ExcludeFromDescriptionAttribute()),
            $"Other methods of {own.First().RoutePattern.RawText}");
    }
}
