using System.Collections.Frozen;
using Digdir.Altinn.Sandbox.Cast;

namespace Digdir.Altinn.Sandbox.Issuers;

/// <summary>The kinds of token that the products tell apart, as flags.</summary>
[Flags]
internal enum TokenKinds
{
    None = 0,
    Maskinporten = 1,
    MaskinportenSystemUser = 2,
    IdPorten = 4,
    Altinn = 8,
    Dialog = 16,
}

/// <summary>Whoever a product's request comes from, as its token says. Immutable.</summary>
internal sealed record Bearer
{
    public required TokenKinds Kind { get; init; }

    public required IReadOnlySet<string> Scopes { get; init; }

    /// <summary>The organisation in <c>consumer</c>.</summary>
    public string? Consumer { get; init; }

    /// <summary>The person, for people's tokens.</summary>
    public string? Person { get; init; }

    /// <summary>The customer, organisation or person, on whose behalf the request is made.</summary>
    public required Party Behalf { get; init; }

    /// <summary>The system user, when there is one.</summary>
    public string? SystemUser { get; init; }

    /// <summary>Numbers of the clients that a customer has let its system user act for.</summary>
    public IReadOnlySet<string> Clients { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Acronym of the service owner, for its own tokens.</summary>
    public string? ServiceOwner { get; init; }

    /// <summary>Altinn's number for the user, for people's Altinn tokens.</summary>
    public string? UserId { get; init; }

    /// <summary>The dialog, for dialog tokens.</summary>
    public string? Dialog { get; init; }

    /// <summary>Who owns what the request makes in Events: the exact identity, in Altinn's own order of preference.</summary>
    public string EventIdentity => this switch
    {
        { ServiceOwner: { } acronym } => "/org/" + acronym,
        { UserId: { } user } => "/user/" + user,
        { SystemUser: { } user } => "/systemuser/" + user,
        _ => "/organisation/" + Consumer,
    };

    /// <summary>Whether the party's affairs are open to the request: one's own, those of clients delegated to a system user, and for people the customers of the cast.</summary>
    public bool MaySee(Party party) => party.Number == Behalf.Number || Clients.Contains(party.Number) || ServiceOwner is not null || (Person is not null && Players.Customers.Any(customer => customer.Number == party.Number));

    /// <summary>Every party whose affairs are open, as far as the cast goes.</summary>
    public IEnumerable<Party> Parties(Parties parties) => Person is null ? [Behalf, .. Clients.Select(parties.Of)] : [Behalf, .. Players.Customers.Select(customer => parties.Of(customer.Number))];
}
