using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Digdir.Altinn.VendorRegistry.Tests.Admin;

/// <summary>One way into the admin API: a method and an address, as the running host has them.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Pattern">Address with its parameters, for example <c>/admin/v1/vendors/{vendor}</c>.</param>
/// <param name="Rule">The rule that guards it; null when none does.</param>
internal sealed record Door(string Method, string Pattern, string? Rule)
{
    private bool IsNotice => Pattern.StartsWith("/admin/v1/notices/{id:guid}", StringComparison.Ordinal);

    public bool TakesBody => IsNotice ? Method is "POST" or "PUT" && !Pattern.EndsWith("/publish", StringComparison.Ordinal) && !Pattern.EndsWith("/call-off", StringComparison.Ordinal)
        : Method is "POST" or "PUT" && !Pattern.EndsWith("/start", StringComparison.Ordinal) && !Pattern.EndsWith("/end", StringComparison.Ordinal) && !Pattern.EndsWith("/withdraw", StringComparison.Ordinal)
        && !Pattern.Contains("{client}", StringComparison.Ordinal);

    public bool NeedsTag => IsNotice ? Method != "GET" && !Pattern.EndsWith("/call-off", StringComparison.Ordinal) && !Pattern.EndsWith("/updates", StringComparison.Ordinal) && !Pattern.EndsWith("/reply", StringComparison.Ordinal)
        : (Method is "PUT" or "DELETE" && !Pattern.Contains("/holds/", StringComparison.Ordinal) && !Pattern.Contains("{client}", StringComparison.Ordinal) && !Pattern.Contains("/protected-days/", StringComparison.Ordinal))
        || Pattern.EndsWith("/accept", StringComparison.Ordinal) || Pattern.EndsWith("/dismiss", StringComparison.Ordinal) || Pattern.EndsWith("/decide", StringComparison.Ordinal);

    /// <summary>The address with something in every parameter.</summary>
    public string Path(string vendor, string id = "6f1cb1a1-5f4c-4b0f-8d4c-2d3cbb5a0001") => Pattern
        .Replace("{vendor}", vendor, StringComparison.Ordinal)
        .Replace("{id:guid}", id, StringComparison.Ordinal)
        .Replace("{number:long}", "1", StringComparison.Ordinal)
        .Replace("{client}", "client-1", StringComparison.Ordinal)
        .Replace("{version}", "003", StringComparison.Ordinal)
        .Replace("{policy}", "terms", StringComparison.Ordinal)
        .Replace("{environment}", "test", StringComparison.Ordinal);

    public override string ToString() => $"{Method} {Pattern}";

    /// <summary>Every door there is, found by asking the host: one that is added later is here too.</summary>
    public static IReadOnlyList<Door> Of(RegistryHost host)
        => [.. host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText?.StartsWith("/admin/v1/", StringComparison.Ordinal) == true)
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []).Select(method => new Door(
                method,
                (endpoint.RoutePattern.RawText ?? "").TrimEnd('/'),
                endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().LastOrDefault(data => data.Policy is not null)?.Policy)))];
}
