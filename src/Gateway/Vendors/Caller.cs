using Digdir.Altinn.Grains;

namespace Digdir.Altinn.Gateway.Vendors;

/// <summary>Who is calling, for whom, by which system: the answer of the one pure rule in <see cref="Callers"/>. Immutable; holds no identity number of a person.</summary>
internal sealed record Caller
{
    /// <summary>The vendor, or null for a person in Altinn's own GUI (portal session).</summary>
    public required VendorId? Vendor
    {
        get;
        init
        {
            field = value;
            VendorText = value?.ToString();
        }
    }

    /// <summary>The vendor's nine digits, written once for all of a token's requests.</summary>
    public string? VendorText { get; private init; }

    /// <summary>system_id from the systemregister, when the token names one.</summary>
    public string? System { get; init; }

    /// <summary>client_id of the calling integration, when the token names one.</summary>
    public string? Client { get; init; }

    /// <summary>The organisation the vendor acts for, or null when it acts for a person.</summary>
    public OrganisationNumber? Customer
    {
        get;
        init
        {
            field = value;
            CustomerText = value?.ToString();
        }
    }

    /// <summary>The customer's nine digits, written once for all of a token's requests.</summary>
    public string? CustomerText { get; private init; }

    /// <summary>Keyed hash of the customer, organisation or person: what limits and evidence know it by. 0 when there is none.</summary>
    public ulong CustomerKey { get; init; }

    /// <summary>Keyed hash of <see cref="Client"/>; 0 when there is none.</summary>
    public ulong ClientKey { get; init; }

    /// <summary>Keyed hash of the person acting, for user tokens; 0 for machines.</summary>
    public ulong PersonKey { get; init; }

    /// <summary>True when a registered service owner calls as such (scope altinn:serviceowner and an org claim): sender operations, not an end-user system.</summary>
    public bool IsServiceOwner { get; init; }
}
