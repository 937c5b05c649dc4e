using System.Diagnostics.Metrics;

namespace Digdir.Altinn.Gateway.Vendors;

/// <summary>What identification counts. Thread-safe.</summary>
internal sealed class VendorsMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Digdir.Altinn.Gateway";

    private readonly Counter<long> _unidentified;
    private readonly Counter<long> _unregisteredClients;

    public VendorsMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _unidentified = meter.CreateCounter<long>("altinn.gateway.vendors.unidentified", "{request}", "Requests whose valid token identifies nobody.");
        _unregisteredClients = meter.CreateCounter<long>(
            "altinn.gateway.vendors.unregistered_clients", "{request}", "Requests of a registered vendor with a client_id that is not registered to it.");
    }

    /// <summary>A valid token identified nobody.</summary>
    public void NobodyIdentified(IdentityFault fault) => _unidentified.Add(1, new KeyValuePair<string, object?>("reason", NameOf(fault)));

    /// <summary>The vendor is registered, its client is not.</summary>
    public void ClientNotRegistered(string product) => _unregisteredClients.Add(1, new KeyValuePair<string, object?>("product", product));

    private static string NameOf(IdentityFault fault) => fault switch
    {
        IdentityFault.None => "none",
        IdentityFault.NobodyNamed => "nobody_named",
        IdentityFault.OtherScheme => "other_scheme",
        IdentityFault.Malformed => "malformed",
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };
}
