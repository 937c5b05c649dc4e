using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Digdir.Altinn.Sandbox.Cast;
using Microsoft.IdentityModel.Tokens;

namespace Digdir.Altinn.Sandbox.Issuers;

/// <summary>The clients (integrasjoner) registered in Maskinporten and ID-porten: two for each vendor, one for the service owner and one for the gateway as a publisher. Thread-safe.</summary>
internal sealed class Clients : IDisposable
{
    /// <summary>Scopes that a vendor's Maskinporten client may ask for.</summary>
    public const string VendorScopes =
        "digdir:dialogporten digdir:dialogporten.serviceprovider altinn:correspondence.read altinn:correspondence.write altinn:broker.read altinn:broker.write "
        + "altinn:events.subscribe altinn:instances.read altinn:instances.write altinn:authentication/systemregister.write "
        + "altinn:authentication/systemuser.request.read altinn:authentication/systemuser.request.write altinn:vendorgateway";

    /// <summary>Scopes that a vendor's ID-porten client may ask for.</summary>
    public const string PersonScopes =
        "openid profile digdir:dialogporten digdir:dialogporten.noconsent altinn:instances.read altinn:instances.write altinn:correspondence.read "
        + "altinn:clientdelegations.read altinn:clientdelegations.write";

    /// <summary>Scopes of the service owner.</summary>
    public const string ServiceOwnerScopes = "altinn:serviceowner altinn:correspondence.write altinn:broker.write altinn:broker.read altinn:events.publish altinn:events.subscribe altinn:serviceowner/instances.read";

    private readonly ConcurrentDictionary<string, Lazy<RSA>> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Client> _clients;

    public Clients()
    {
        var vendors = Players.Vendors.SelectMany(vendor => new[]
        {
            new Client(vendor.MachineClient, vendor.Number, VendorScopes, vendor),
            new Client(vendor.PersonClient, vendor.Number, PersonScopes, vendor),
        });
        _clients = vendors.Concat([ServiceOwner, Publisher, Servicedesk, VendorPortal]).ToDictionary(client => client.Id, StringComparer.Ordinal);
    }

    public static Client ServiceOwner { get; } = new(Seeded.Uuid("client:serviceowner").ToString(), Players.ServiceOwner.Number, ServiceOwnerScopes, null);

    /// <summary>The gateway itself, which publishes what vendors are told.</summary>
    public static Client Publisher { get; } = new(Seeded.Uuid("client:publisher").ToString(), Players.Operator.Number, "altinn:events.publish", null);

    /// <summary>Ansattporten's client for the servicedesk's tools.</summary>
    public static Client Servicedesk { get; } = new("servicedesk", Players.Operator.Number, "openid profile", null);

    /// <summary>Ansattporten's client for people who represent a vendor.</summary>
    public static Client VendorPortal { get; } = new("vendor-portal", Players.Operator.Number, "openid profile", null);

    public IReadOnlyCollection<Client> All => _clients.Values;

    public Client? Find(string? id) => id is null ? null : _clients.GetValueOrDefault(id);

    /// <summary>The client's key pair, made at first use.</summary>
    public RSA KeyOf(Client client) => _keys.GetOrAdd(client.Id, _ => new(() => RSA.Create(2048))).Value;

    /// <summary>The client's private key as a JWK, as Digdir's self-service gives it out.</summary>
    public string JwkOf(Client client)
    {
        var parts = KeyOf(client).ExportParameters(includePrivateParameters: true);
        return new JsonObject
        {
            ["kty"] = "RSA",
            ["kid"] = client.Id,
            ["n"] = Text(parts.Modulus),
            ["e"] = Text(parts.Exponent),
            ["d"] = Text(parts.D),
            ["p"] = Text(parts.P),
            ["q"] = Text(parts.Q),
            ["dp"] = Text(parts.DP),
            ["dq"] = Text(parts.DQ),
            ["qi"] = Text(parts.InverseQ),
        }.ToJsonString();

        static string Text(byte[]? part) => Base64UrlEncoder.Encode(part);
    }

    public void Dispose()
    {
        foreach (var key in _keys.Values.Where(key => key.IsValueCreated))
        {
            key.Value.Dispose();
        }
    }
}

/// <summary>A client.</summary>
/// <param name="Id">client_id.</param>
/// <param name="Organisation">Who owns it.</param>
/// <param name="Scopes">What it may ask for, space separated.</param>
/// <param name="Vendor">The vendor it belongs to, or null.</param>
internal sealed record Client(string Id, string Organisation, string Scopes, Vendor? Vendor);
