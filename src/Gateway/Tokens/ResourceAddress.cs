namespace Digdir.Altinn.Gateway.Tokens;

/// <summary>How callers reach this gateway: <c>Gateway:PublicAddress</c>, or, where that is not set, the address the request itself came to. Thread-safe.</summary>
internal sealed class ResourceAddress(IConfiguration configuration)
{
    /// <summary>Where protected-resource metadata is published (RFC 9728 section 3).</summary>
    public const string MetadataPath = "/.well-known/oauth-protected-resource";

    private readonly string? _configured = configuration["Gateway:PublicAddress"] is { Length: > 0 } address ? address.TrimEnd('/') : null;

    /// <summary>The gateway's base address, without a trailing slash.</summary>
    public string Of(HttpRequest request) => _configured ?? $"{request.Scheme}://{request.Host.ToUriComponent()}";

    /// <summary>The address of the metadata of the product whose path the request has.</summary>
    public string MetadataOf(HttpRequest request) => Of(request) + MetadataPath;
}
