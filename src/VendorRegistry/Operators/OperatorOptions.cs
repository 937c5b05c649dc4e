namespace Digdir.Altinn.VendorRegistry.Operators;

/// <summary>Whose tokens open the admin API: operators logged in through Ansattporten, Entra or another OpenID Connect issuer.</summary>
public sealed class OperatorOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Registry:Operators";

    /// <summary>The issuer's base address, whose <c>.well-known/openid-configuration</c> is read; https unless on this machine. Without it nobody gets in.</summary>
    public string? Authority { get; set; }

    /// <summary>The exact <c>iss</c> of tokens; by default what the issuer's metadata says.</summary>
    public string? Issuer { get; set; }

    /// <summary>The <c>aud</c> tokens must have. Required with <see cref="Authority"/>.</summary>
    public string? Audience { get; set; }

    /// <summary>The claim that roles are read from: a text, a list of texts, or (as in Ansattporten's <c>authorization_details</c>) a list of objects. <c>roles</c> by default.</summary>
    public string RoleClaim { get; set; } = "roles";

    /// <summary>When the role claim holds objects: the member whose value names the role. <c>resource</c> by default.</summary>
    public string RoleMember { get; set; } = "resource";

    /// <summary>For each role (<c>reader</c>, <c>caseworker</c>, <c>approver</c>, <c>auditor</c>): the claim values that give it, separated by commas. A role's own name always gives it too.</summary>
    public IDictionary<string, string> Roles { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The claim that identifies the operator in the audit log; never one that holds an identity number. <c>sub</c> by default; Entra's is <c>oid</c>.</summary>
    public string ActorClaim { get; set; } = "sub";
}
