namespace Digdir.Altinn.Gateway.Catalogue;

/// <summary>Where each product is: <c>Products:{id}:Address</c>, or the platform's address. The apps' own hosts are a template with <c>{org}</c>. Immutable.</summary>
internal sealed class Upstreams
{
    /// <summary>Configuration section with one subsection per product.</summary>
    public const string SectionName = "Products";

    private const string Placeholder = "{org}";

    private readonly Dictionary<string, string> _own;
    private readonly string _platform;

    /// <exception cref="InvalidOperationException">An address is not an absolute http or https address.</exception>
    public Upstreams(IConfiguration configuration, AltinnOptions altinn)
    {
        _platform = Checked("Altinn:Platform", altinn.Platform);
        Apps = Checked("Altinn:Apps", altinn.Apps);
        _own = configuration.GetSection(SectionName).GetChildren()
            .Where(product => !string.IsNullOrWhiteSpace(product["Address"]))
            .ToDictionary(product => product.Key, product => Checked($"{product.Path}:Address", product["Address"] ?? ""), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The address of the apps' hosts: a template with <c>{org}</c> for the service owner, or one address for them all.</summary>
    public string Apps { get; }

    /// <summary>The address of the product on the platform.</summary>
    public string Of(string product) => _own.GetValueOrDefault(product, _platform);

    private static string Checked(string setting, string address)
    {
        var example = address.Replace($"://{Placeholder}.", "://org.", StringComparison.Ordinal);
        return Uri.TryCreate(example, UriKind.Absolute, out var uri)
            && uri.Scheme is "http" or "https"
            && uri is { Query: "", Fragment: "", UserInfo: "" }
            && (setting == "Altinn:Apps" || example == address)
            && !example.Contains('{', StringComparison.Ordinal)
                ? address.TrimEnd('/')
                : throw new InvalidOperationException($"{setting} is to be an absolute http or https address without query or user information, not '{address}'.");
    }
}
