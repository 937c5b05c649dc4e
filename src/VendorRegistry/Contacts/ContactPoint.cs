using Digdir.Altinn.VendorRegistry.Storage;

namespace Digdir.Altinn.VendorRegistry.Contacts;

/// <summary>What a contact point is for.</summary>
internal enum ContactKind
{
    /// <summary>Whatever has no contact point of its own.</summary>
    General = 0,

    /// <summary>Those who build and run the system.</summary>
    Technical = 1,

    /// <summary>Those who help the system's users.</summary>
    Support = 2,

    /// <summary>Those who handle incidents and keys gone astray.</summary>
    Security = 3,

    /// <summary>Those who answer for the agreement.</summary>
    Agreement = 4,
}

/// <summary>The languages a vendor can be written to in.</summary>
internal enum ContactLanguage
{
    /// <summary>Bokmål.</summary>
    Nb = 0,

    /// <summary>Nynorsk.</summary>
    Nn = 1,

    /// <summary>English.</summary>
    En = 2,
}

/// <summary>
/// Where a vendor is told things (varslingspunkt, terms 1.2.7). The address may be a person's: it is in this row, in what is sent to it and in the answers to
/// those who may read the row, and nowhere else.
/// </summary>
internal sealed class ContactPoint : IAudited, IRevised
{
    /// <summary>Contact points a vendor may have: each is a receiver of every announcement.</summary>
    public const int PerVendor = 20;

    public required Guid Id { get; init; }

    public required string Vendor { get; init; }

    public ContactKind Kind { get; private set; }

    [Personal]
    public string Address { get; private set; } = "";

    /// <summary>Keyed hash of the address, by which the audit log can tell whether it was a certain one; null where no key is configured.</summary>
    public string? AddressHash { get; private set; }

    public ContactLanguage Language { get; private set; }

    /// <summary>The function behind the address, such as «driftsvakt»; never a person's name.</summary>
    public string? Function { get; private set; }

    /// <summary>The topics it wants, each between commas (<c>,notices,holds,</c>); null for all, those of later versions too.</summary>
    public string? Topics { get; private set; }

    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>When somebody who reads mail there said so; null for an address that nobody has answered from. Another address is unverified again.</summary>
    public DateTimeOffset? VerifiedAt { get; private set; }

    public long Revision { get; set; }

    public string Subject => $"vendors/{Vendor}/contacts/{Id}";

    public string? OfVendor => Vendor;

    /// <summary>Takes over what was stated.</summary>
    public void State(ContactStatement stated, string? addressHash)
    {
        if (Address != stated.Address)
        {
            VerifiedAt = null;
        }

        (Kind, Address, AddressHash, Language, Function) = (stated.Kind, stated.Address, addressHash, stated.Language, stated.Function);
        Topics = stated.Topics.Count == 0 ? null : $",{string.Join(',', stated.Topics)},";
    }

    /// <summary>The topics it wants; none for all.</summary>
    public IReadOnlyList<string> WantedTopics => Topics?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>Whether it is to hear of a topic.</summary>
    public bool Wants(string topic) => Topics is null || WantedTopics.Contains(topic, StringComparer.Ordinal);
}

/// <summary>What is stated about a contact point, checked.</summary>
internal sealed record ContactStatement(ContactKind Kind, string Address, ContactLanguage Language, string? Function, IReadOnlyList<string> Topics);
