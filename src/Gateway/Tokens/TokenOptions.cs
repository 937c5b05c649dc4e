namespace Digdir.Altinn.Gateway.Tokens;

/// <summary>Settings of token validation. Issuers that are not named here are those of the environment (<see cref="Issuers"/>).</summary>
internal sealed class TokenOptions
{
    /// <summary>Where they stand in configuration.</summary>
    public const string SectionName = "Tokens";

    /// <summary>
    /// Issuers by a name of one's own choosing. <c>maskinporten</c>, <c>idporten</c>, <c>altinn</c> and <c>dialogporten</c> have defaults by environment, which
    /// a section of the same name overrides value by value; other names add issuers.
    /// </summary>
    public Dictionary<string, IssuerOptions> Issuers { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Longest token taken, characters. 256 to 65536; 16 KiB by default. The server's limit on headers may be lower.</summary>
    public int MaxLength { get; set; } = 16 * 1024;

    /// <summary>How far an issuer's clock may be off ours. 0 to 10 s; 2 s by default, as in Dialogporten.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest time from issue to expiry. 1 minute to 7 days; 24 hours by default (Altinn's sessions last 12 at most).</summary>
    public TimeSpan MaxLifetime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Most validated tokens remembered per process. 2 to 10 million; 100 000 by default (some 600 bytes each).</summary>
    public int CacheEntries { get; set; } = 100_000;

    /// <summary>Most tokens with a false signature remembered, so that repeating one costs no cryptography. 2 to 1 million; 10 000 by default.</summary>
    public int RefusedEntries { get; set; } = 10_000;

    /// <summary>How long a false signature is remembered. 1 s to 10 minutes; 60 s by default.</summary>
    public TimeSpan RefusedFor { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How often keys are fetched although nothing is amiss, give or take a tenth. 5 minutes to 48 hours; 24 hours by default, as Maskinporten advises.</summary>
    public TimeSpan KeyRefresh { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Least time between two fetches that unknown keys cause, per issuer. 1 s to 1 hour; 1 minute by default.</summary>
    public TimeSpan UnknownKeyRefresh { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long keys are trusted after their issuer became unreachable. 0 to 7 days; 24 hours by default.</summary>
    public TimeSpan KeysOutlive { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long a request waits for keys being fetched. 100 ms to 30 s; 2 s by default.</summary>
    public TimeSpan KeyWait { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long one fetch from an issuer may take. 100 ms to 60 s; 5 s by default.</summary>
    public TimeSpan FetchTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The terms a caller is pointed to in the protected-resource metadata (RFC 9728, <c>resource_tos_uri</c>).</summary>
    public string TermsAddress { get; set; } = "https://samarbeid.digdir.no/altinn/bruksvilkar-sluttbrukersystemleverandorer-i-altinn/3002";

    /// <summary>Where the privacy and usage policy is (<c>resource_policy_uri</c>); null leaves it out.</summary>
    public string? PolicyAddress { get; set; } = "https://www.altinn.no/om-altinn/personvern/";

    /// <summary>Where the products are documented (<c>resource_documentation</c>).</summary>
    public string DocumentationAddress { get; set; } = "https://docs.altinn.studio/";
}

/// <summary>One issuer as configured. What is null has the default of its name, or follows from the issuer.</summary>
internal sealed class IssuerOptions
{
    /// <summary>The exact value of <c>iss</c>, a trailing slash included.</summary>
    public string? Issuer { get; set; }

    /// <summary>What kind of issuer it is.</summary>
    public IssuerKind? Kind { get; set; }

    /// <summary>Address of its metadata document; from the issuer and the kind when null. HTTPS unless loopback.</summary>
    public string? Metadata { get; set; }

    /// <summary>Address of its keys; when set, no metadata is fetched. HTTPS unless loopback.</summary>
    public string? Jwks { get; set; }

    /// <summary>Algorithms accepted; must be among those its kind may use. Null: all of those.</summary>
    public string[]? Algorithms { get; set; }

    /// <summary>When not empty, an audience in the token must be one of these. Empty by default: Altinn's products take tokens without audience.</summary>
    public string[]? Audiences { get; set; }

    /// <summary>False to leave a default issuer out.</summary>
    public bool Enabled { get; set; } = true;
}

/// <summary>The kinds of issuers; decides which algorithms, claims and token forms are possible.</summary>
internal enum IssuerKind
{
    /// <summary>Maskinporten: organisations.</summary>
    Maskinporten,

    /// <summary>ID-porten: people.</summary>
    IdPorten,

    /// <summary>Altinn's token exchange and portal.</summary>
    Altinn,

    /// <summary>Dialogporten's dialog tokens.</summary>
    Dialogporten,
}
