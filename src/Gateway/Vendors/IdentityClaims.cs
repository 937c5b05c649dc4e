namespace Digdir.Altinn.Gateway.Vendors;

/// <summary>
/// What a validated token says about who is calling, read but not yet judged. Lives only while one token is judged; a class, not a record, so that nothing
/// prints the person's number by accident.
/// </summary>
internal sealed class IdentityClaims
{
    /// <summary><c>consumer</c>: the organisation the token was issued to.</summary>
    public OrganisationClaim Consumer { get; init; }

    /// <summary><c>supplier</c>: the organisation that acts by delegation.</summary>
    public OrganisationClaim Supplier { get; init; }

    /// <summary><c>authorization_details</c> of type <c>urn:altinn:systemuser</c>, or null when there is none.</summary>
    public SystemUserClaim? SystemUser { get; init; }

    /// <summary><c>pid</c>: the national identity number of the person acting, or null. Never kept, logged or compared; only hashed.</summary>
    public string? Person { get; init; }

    /// <summary><c>client_id</c>, or null.</summary>
    public string? Client { get; init; }

    /// <summary>True when the scope is exactly <c>altinn:portal/enduser</c>: a person in Altinn's own GUI.</summary>
    public bool IsPortal { get; init; }

    /// <summary><c>urn:altinn:userid</c> of a person in Altinn's own GUI; null elsewhere. Only hashed.</summary>
    public string? PortalUser { get; init; }

    /// <summary>True when a service owner calls as such: scope <c>altinn:serviceowner</c> and the claim <c>urn:altinn:org</c>.</summary>
    public bool IsServiceOwner { get; init; }
}

/// <summary>A system user (systembruker): the customer that made it and the system it was made for.</summary>
/// <param name="Organisation"><c>systemuser_org</c>: the customer.</param>
/// <param name="System"><c>system_id</c>, or null where the token form has none.</param>
internal sealed record SystemUserClaim(OrganisationClaim Organisation, string? System);
