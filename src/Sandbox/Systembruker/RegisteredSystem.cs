using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Digdir.Altinn.Sandbox.Cast;

namespace Digdir.Altinn.Sandbox.Systembruker;

/// <summary>A system in systemregisteret, as the vendor wrote it. Immutable; a change makes a new one.</summary>
internal sealed record RegisteredSystem(string Id, string Vendor, JsonObject Document, bool IsDeleted)
{
    public IEnumerable<string> Clients => (Document["clientId"] as JsonArray)?.Select(client => client?.ToString() ?? "") ?? [];

    public JsonObject ToJson()
    {
        var json = Document.DeepClone().AsObject();
        json["isDeleted"] = IsDeleted;
        return json;
    }
}

/// <summary>A change of a system.</summary>
internal sealed record SystemChange(string ChangedByOrgNumber, string ChangeType, JsonObject ChangedData, string? ClientId, DateTimeOffset Created);

/// <summary>Systemregisteret. The vendors of the cast have their system in it. Thread-safe.</summary>
internal sealed class SystemRegister
{
    private readonly ConcurrentDictionary<string, RegisteredSystem> _systems = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ConcurrentQueue<SystemChange>> _changes = new(StringComparer.Ordinal);

    public SystemRegister(TimeProvider clock)
    {
        foreach (var vendor in Players.Vendors)
        {
            Put(new(vendor.SystemId, vendor.Number, DocumentOf(vendor), IsDeleted: false), "create", vendor.MachineClient, clock.GetUtcNow());
        }
    }

    public IEnumerable<RegisteredSystem> OfVendor(string vendor) => _systems.Values.Where(system => system.Vendor == vendor && !system.IsDeleted).OrderBy(system => system.Id, StringComparer.Ordinal);

    public RegisteredSystem? Find(string id) => _systems.TryGetValue(id, out var system) && !system.IsDeleted ? system : null;

    /// <summary>The system that has the client already, or null.</summary>
    public RegisteredSystem? WithClient(string client) => _systems.Values.FirstOrDefault(system => !system.IsDeleted && system.Clients.Contains(client, StringComparer.Ordinal));

    public IEnumerable<SystemChange> ChangesOf(string id) => _changes.TryGetValue(id, out var changes) ? changes : [];

    public void Put(RegisteredSystem system, string changeType, string? client, DateTimeOffset now)
    {
        _systems[system.Id] = system;
        _changes.GetOrAdd(system.Id, _ => []).Enqueue(new(system.Vendor, changeType, system.ToJson(), client, now));
    }

    /// <summary>The system of a vendor of the cast, as it would have registered it.</summary>
    public static JsonObject DocumentOf(Vendor vendor) => new()
    {
        ["id"] = vendor.SystemId,
        ["vendor"] = new JsonObject { ["authority"] = "iso6523-actorid-upis", ["ID"] = "0192:" + vendor.Number },
        ["name"] = Texts(vendor.SystemName),
        ["description"] = Texts("System i sandkassen"),
        ["rights"] = new JsonArray(new JsonObject { ["resource"] = new JsonArray(new JsonObject { ["id"] = "urn:altinn:resource", ["value"] = "ttd-tilsyn" }) }),
        ["accessPackages"] = new JsonArray(),
        ["clientId"] = new JsonArray(vendor.MachineClient),
        ["isVisible"] = true,
        ["allowedRedirectUrls"] = new JsonArray("https://leverandor.example/ferdig"),
    };

    private static JsonObject Texts(string text) => new() { ["nb"] = text, ["nn"] = text, ["en"] = text };
}
