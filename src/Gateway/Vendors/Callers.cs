using Digdir.Altinn.Grains;

namespace Digdir.Altinn.Gateway.Vendors;

/// <summary>
/// Tells from a token's claims who is calling. Pure. The first rule whose claim is present decides, also when the claim cannot be read: then nobody is
/// identified, rather than somebody else by a later rule.
/// </summary>
internal static class Callers
{
    /// <summary>
    /// System user: vendor = consumer, customer = the system user's organisation. Else supplier: vendor = supplier, customer = consumer. Else a person:
    /// vendor = consumer, the client's owner, acting for the person. Else consumer alone: it acts for itself. Else a person in Altinn's own GUI, who has no vendor.
    /// </summary>
    public static Identification Of(IdentityClaims claims, IdentityHash hash)
    {
        if (claims.SystemUser is { } systemUser)
        {
            return Identify(claims, hash, vendor: claims.Consumer, customer: systemUser.Organisation, systemUser.System);
        }

        if (claims.Supplier.IsPresent)
        {
            return Identify(claims, hash, vendor: claims.Supplier, customer: claims.Consumer, system: null);
        }

        if (claims.Person is not null)
        {
            return Identify(claims, hash, vendor: claims.Consumer, customer: null, system: null);
        }

        if (claims.Consumer.IsPresent)
        {
            return Identify(claims, hash, vendor: claims.Consumer, customer: claims.Consumer, system: null);
        }

        return claims.IsPortal
            ? new(new Caller { Vendor = null, PersonKey = claims.PortalUser is { } user ? hash.OfText($"urn:altinn:userid:{user}") : 0 }, IdentityFault.None)
            : new(null, IdentityFault.NobodyNamed);
    }

    private static Identification Identify(IdentityClaims claims, IdentityHash hash, OrganisationClaim vendor, OrganisationClaim? customer, string? system)
    {
        if (FaultOf(vendor) is var vendorFault and not IdentityFault.None)
        {
            return new(null, vendorFault);
        }

        if (customer is { } named && FaultOf(named) is var customerFault and not IdentityFault.None)
        {
            return new(null, customerFault);
        }

        if (claims.Person is { } pid && !IsElevenDigits(pid))
        {
            return new(null, IdentityFault.Malformed);
        }

        var person = claims.Person is { } number ? hash.OfPerson(number) : 0;
        return new(
            new Caller
            {
                Vendor = new VendorId(vendor.Number),
                System = system,
                Client = claims.Client,
                Customer = customer?.Number,
                CustomerKey = customer is { } organisation ? hash.OfOrganisation(organisation.Number) : person,
                ClientKey = claims.Client is { } client ? hash.OfClient(client) : 0,
                PersonKey = person,
                IsServiceOwner = claims.IsServiceOwner,
            },
            IdentityFault.None);
    }

    private static IdentityFault FaultOf(OrganisationClaim claim) => claim.State switch
    {
        OrganisationClaimState.Read => IdentityFault.None,
        OrganisationClaimState.Absent => IdentityFault.NobodyNamed,
        OrganisationClaimState.OtherScheme => IdentityFault.OtherScheme,
        _ => IdentityFault.Malformed,
    };

    private static bool IsElevenDigits(string pid) => pid.Length == 11 && !pid.AsSpan().ContainsAnyExceptInRange('0', '9');
}

/// <summary>Who is calling, or why that cannot be told.</summary>
/// <param name="Caller">The caller, or null.</param>
/// <param name="Fault">Why there is none.</param>
internal readonly record struct Identification(Caller? Caller, IdentityFault Fault);

/// <summary>Why a token identifies nobody.</summary>
internal enum IdentityFault
{
    /// <summary>It does identify somebody.</summary>
    None = 0,

    /// <summary>No claim names an organisation.</summary>
    NobodyNamed,

    /// <summary>The organisation is of another ISO 6523 scheme than 0192.</summary>
    OtherScheme,

    /// <summary>A claim about who is calling cannot be read, or its check digit does not hold.</summary>
    Malformed,
}
