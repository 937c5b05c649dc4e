using System.Text.Json.Nodes;
using Digdir.Altinn.Sandbox.Cast;
using Digdir.Altinn.Sandbox.Issuers;

namespace Digdir.Altinn.Sandbox.SampleTokens;

/// <summary>What a sample token is to say. Immutable.</summary>
internal sealed record SampleWish
{
    public required string Form { get; init; }

    /// <summary>The vendor's organisation number.</summary>
    public string Vendor { get; init; } = Players.GoodStanding.Number;

    /// <summary>The customer's number: organisation, or person for people's tokens.</summary>
    public string Customer { get; init; } = Players.Customers[0].Number;

    /// <summary>The person who acts, for people's tokens.</summary>
    public string Person { get; init; } = Players.People[0].Number;

    /// <summary>Scopes, or null for those the form usually has.</summary>
    public string? Scope { get; init; }

    /// <summary>How long it is good, or null for what the issuer usually gives. Negative makes one that has expired.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>client_id, or null for the vendor's own.</summary>
    public string? Client { get; init; }

    /// <summary>The operator's roles, for <c>servicedesk</c>.</summary>
    public IReadOnlyList<string> Roles { get; init; } = ["caseworker"];

    /// <summary>The dialog, for dialog tokens.</summary>
    public Guid? Dialog { get; init; }
}

/// <summary>Signed tokens of every form that callers have in life, for experiments.</summary>
internal sealed class TokenMint(IssuersOfSandbox issuers, Parties parties, TimeProvider clock)
{
    private const string AllMachineScopes = Clients.VendorScopes;
    private const string AllPersonScopes = Clients.PersonScopes;

    /// <summary>The forms, with what each is.</summary>
    public static readonly IReadOnlyDictionary<string, string> Forms = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["maskinporten-own-org"] = "Maskinporten: the vendor acts for itself",
        ["maskinporten-delegated-supplier"] = "Maskinporten: the vendor has a scope that the customer delegated to it",
        ["maskinporten-systemuser"] = "Maskinporten: the vendor's system acts as the customer's system user",
        ["idporten-access-token"] = "ID-porten: a person logged in through the vendor's client",
        ["altinn-from-maskinporten-systemuser"] = "Altinn, exchanged from maskinporten-systemuser",
        ["altinn-from-maskinporten-own-org"] = "Altinn, exchanged from maskinporten-own-org",
        ["altinn-from-maskinporten-serviceowner"] = "Altinn, exchanged from the service owner's Maskinporten token",
        ["altinn-from-idporten"] = "Altinn, exchanged from idporten-access-token",
        ["altinn-portal-session"] = "Altinn: a person in Altinn's own pages",
        ["altinn-test-tools"] = "Looks like Altinn's, but is made by the test tools",
        ["dialog-token"] = "Dialogporten: access to one dialog",
        ["servicedesk"] = "Ansattporten: an operator of the gateway, for the admin API (role=reader|caseworker|approver|auditor)",
        ["representative"] = "Ansattporten: a person who represents the vendor",
    };

    /// <summary>Makes the token.</summary>
    /// <exception cref="KeyNotFoundException">There is no such form.</exception>
    public string Make(SampleWish wish)
    {
        var vendor = Players.Vendors.FirstOrDefault(one => one.Number == wish.Vendor) ?? new Vendor(new(wish.Vendor, wish.Vendor), "system");
        var machine = wish.Client ?? vendor.MachineClient;
        var person = wish.Client ?? vendor.PersonClient;
        return wish.Form switch
        {
            "maskinporten-own-org" => Maskinporten(wish, OwnOrganisation(wish, vendor, machine)),
            "maskinporten-delegated-supplier" => Maskinporten(wish, MaskinportenTokens.Delegated(
                vendor.Number, wish.Customer, machine, wish.Scope ?? "digdir:dialogporten.serviceprovider", issuers.Altinn.Name)),
            "maskinporten-systemuser" => Maskinporten(wish, SystemUser(wish, vendor, machine)),
            "idporten-access-token" => Issue(issuers.IdPorten, wish, IdPorten(wish, vendor, person), PersonTokens.Lifetime),
            "altinn-from-maskinporten-systemuser" => Altinn(wish, AltinnTokens.FromMaskinporten(SystemUser(wish, vendor, machine), AltinnAuthenticationApi.Acronyms)),
            "altinn-from-maskinporten-own-org" => Altinn(wish, AltinnTokens.FromMaskinporten(OwnOrganisation(wish, vendor, machine), AltinnAuthenticationApi.Acronyms)),
            "altinn-from-maskinporten-serviceowner" => Altinn(wish, AltinnTokens.FromMaskinporten(
                MaskinportenTokens.OwnOrganisation(Players.ServiceOwner.Number, wish.Client ?? Clients.ServiceOwner.Id, wish.Scope ?? Clients.ServiceOwnerScopes),
                AltinnAuthenticationApi.Acronyms)),
            "altinn-from-idporten" => Altinn(wish, AltinnTokens.FromIdPorten(IdPorten(wish, vendor, person), parties.Of(wish.Person)), PersonTokens.Lifetime),
            "altinn-portal-session" => Altinn(wish, AltinnTokens.Portal(parties.Of(wish.Person))),
            "altinn-test-tools" => Altinn(wish, TestTools(wish, vendor, machine)),
            "dialog-token" => issuers.Dialogs.Issue(Dialog(wish, vendor), clock.GetUtcNow(), wish.Lifetime ?? DialogTokenIssuer.Lifetime),
            "servicedesk" => Issue(issuers.Ansattporten, wish, PersonTokens.Ansattporten(
                wish.Person, Players.Operator.Number, Clients.Servicedesk.Id, Audience, wish.Scope ?? "openid profile", wish.Roles), TimeSpan.FromHours(1)),
            "representative" => Issue(issuers.Ansattporten, wish, PersonTokens.Ansattporten(
                wish.Person, vendor.Number, Clients.VendorPortal.Id, Audience, wish.Scope ?? "openid profile", []), TimeSpan.FromHours(1)),
            _ => throw new KeyNotFoundException("No such form."),
        };
    }

    /// <summary>The audience of Ansattporten's tokens for the gateway's own APIs.</summary>
    public const string Audience = "altinn-gateway";

    private string Maskinporten(SampleWish wish, JsonObject claims) => Issue(issuers.Maskinporten, wish, claims, MaskinportenTokens.Lifetime);

    private string Altinn(SampleWish wish, JsonObject claims, TimeSpan? usual = null)
        => issuers.Altinn.Issue(claims, clock.GetUtcNow(), wish.Lifetime ?? usual ?? AltinnTokens.Lifetime, withNotBefore: true);

    private string Issue(Issuer issuer, SampleWish wish, JsonObject claims, TimeSpan usual) => issuer.Issue(claims, clock.GetUtcNow(), wish.Lifetime ?? usual);

    private static JsonObject OwnOrganisation(SampleWish wish, Vendor vendor, string client) => MaskinportenTokens.OwnOrganisation(vendor.Number, client, wish.Scope ?? AllMachineScopes);

    private static JsonObject SystemUser(SampleWish wish, Vendor vendor, string client)
        => MaskinportenTokens.ForSystemUser(vendor.Number, wish.Customer, vendor.SystemId, client, wish.Scope ?? AllMachineScopes);

    private static JsonObject IdPorten(SampleWish wish, Vendor vendor, string client) => PersonTokens.IdPorten(wish.Person, vendor.Number, client, wish.Scope ?? AllPersonScopes);

    private static JsonObject TestTools(SampleWish wish, Vendor vendor, string client)
    {
        var claims = SystemUser(wish, vendor, client);
        claims.Remove("client_amr");
        claims["urn:altinn:orgNumber"] = vendor.Number;
        claims["urn:altinn:authenticatemethod"] = "maskinporten";
        claims["urn:altinn:authlevel"] = 3;
        claims["actual_iss"] = "altinn-test-tools";
        return claims;
    }

    private JsonObject Dialog(SampleWish wish, Vendor vendor) => new()
    {
        ["jti"] = Guid.NewGuid().ToString(),
        ["c"] = parties.Of(vendor.Number).Urn,
        ["l"] = 3,
        ["p"] = parties.Of(wish.Customer).Urn,
        ["s"] = "urn:altinn:resource:ttd-tilsyn",
        ["i"] = (wish.Dialog ?? Seeded.Uuid("dialog:" + wish.Customer)).ToString(),
        ["a"] = "read;write",
        ["y"] = SystemUsers.IdOf(vendor.SystemId, wish.Customer).ToString(),
        ["o"] = parties.Of(wish.Customer).Urn,
    };
}
