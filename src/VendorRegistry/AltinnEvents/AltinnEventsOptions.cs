using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.VendorRegistry.AltinnEvents;

/// <summary>How announcements are published through Altinn Events.</summary>
public sealed class AltinnEventsOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Registry:AltinnEvents";

    /// <summary>Base address of the platform's APIs, where Events and the token exchange are. Without it nothing is published.</summary>
    public Uri? Platform { get; set; }

    /// <summary>The resource that is published on, as vendors subscribe to it: <c>urn:altinn:resource:…</c>. Required with <see cref="Platform"/>.</summary>
    public string? Resource { get; set; }

    /// <summary>The <c>source</c> of the events: the gateway's address, as vendors know it. Required with <see cref="Platform"/>.</summary>
    public Uri? Source { get; set; }

    /// <summary>
    /// The <c>subject</c> of what is for all vendors, a party's URN. Left out by default: then nobody's rights to a party stand between the event and its
    /// subscribers, only those to the resource.
    /// </summary>
    public string? GeneralSubject { get; set; }

    /// <summary>Maskinporten's token endpoint. Required with <see cref="Platform"/>.</summary>
    public Uri? TokenEndpoint { get; set; }

    /// <summary>Maskinporten's <c>issuer</c>, exactly as its metadata write it: the audience of the grant. Required with <see cref="Platform"/>.</summary>
    public string? Audience { get; set; }

    /// <summary>The id of the client (integrasjon) in Maskinporten. Required with <see cref="Platform"/>.</summary>
    public string? ClientId { get; set; }

    /// <summary>File with the client's private RSA key as a JWK (RFC 7517), with its <c>kid</c>; read again for every token, so that it can be changed while running. Required with <see cref="Platform"/>.</summary>
    public string? KeyFile { get; set; }

    /// <summary>The scope asked for. <c>altinn:events.publish</c> by default.</summary>
    [Required]
    public string Scope { get; set; } = "altinn:events.publish";

    /// <summary>Longest time for one call. 30 s by default; 1 s to 2 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>What of <see cref="AltinnEventsOptions"/> must fit together.</summary>
internal sealed class AltinnEventsOptionsValidator : IValidateOptions<AltinnEventsOptions>
{
    private const string Resources = "urn:altinn:resource:";

    public ValidateOptionsResult Validate(string? name, AltinnEventsOptions options)
    {
        if (options.Platform is null)
        {
            return ValidateOptionsResult.Success;
        }

        var missing = new (string Name, object? Value)[]
        {
            (nameof(options.Resource), options.Resource), (nameof(options.Source), options.Source), (nameof(options.TokenEndpoint), options.TokenEndpoint),
            (nameof(options.Audience), options.Audience), (nameof(options.ClientId), options.ClientId), (nameof(options.KeyFile), options.KeyFile),
        }.Where(setting => setting.Value is null).Select(setting => $"{AltinnEventsOptions.SectionName}:{setting.Name}").ToList();
        return missing.Count > 0 ? ValidateOptionsResult.Fail($"{string.Join(", ", missing)} must be set with {AltinnEventsOptions.SectionName}:Platform.")
            : !options.Resource?.StartsWith(Resources, StringComparison.Ordinal) == true ? ValidateOptionsResult.Fail($"{AltinnEventsOptions.SectionName}:Resource must begin with {Resources}.")
            : !IsSafe(options.Platform) || !IsSafe(options.TokenEndpoint)
                ? ValidateOptionsResult.Fail($"{AltinnEventsOptions.SectionName}:Platform and TokenEndpoint must be https: addresses, unless on this machine: tokens go there.")
            : ValidateOptionsResult.Success;
    }

    private static bool IsSafe(Uri? address) => address is { IsAbsoluteUri: true } && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));
}
