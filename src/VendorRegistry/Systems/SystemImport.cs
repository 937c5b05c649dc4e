using System.Text.Json;
using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Refusals;
using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.EntityFrameworkCore;

namespace Digdir.Altinn.VendorRegistry.Systems;

/// <summary>Takes over systems and their clients from the systemregister, all or nothing. The same document again changes nothing.</summary>
internal static class SystemImport
{
    private const int MaxSystems = 20_000;

    /// <summary>Reads one system or a list of them.</summary>
    public static Refusal? Read(JsonElement document, out List<SystemRegisterEntry> entries)
    {
        var input = new Input();
        entries = [];
        if (document.ValueKind == JsonValueKind.Array)
        {
            if (document.GetArrayLength() > MaxSystems)
            {
                return Problems.Invalid("$", new($"Høyst {MaxSystems} systemer om gangen.", $"At most {MaxSystems} systems at a time."));
            }

            var index = 0;
            foreach (var item in document.EnumerateArray())
            {
                Take(SystemRegisterEntry.Read(item, $"[{index++}]", input), entries);
            }
        }
        else
        {
            Take(SystemRegisterEntry.Read(document, "$", input), entries);
        }

        foreach (var twice in entries.GroupBy(entry => entry.Id, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            input.Wrong(twice.Key, "Systemet er der to ganger.", "The system is there twice.");
        }

        return input.Refusal;
    }

    /// <summary>Puts the systems in the registry. Systems of vendors that are not registered are counted and left out: registering a vendor is an act of its own.</summary>
    public static async Task<(Refusal? Refusal, ImportReport Report)> ApplyAsync(RegistryChange change, List<SystemRegisterEntry> entries, CancellationToken cancellation)
    {
        var db = change.Db;
        var vendors = entries.Select(entry => entry.Vendor).Distinct(StringComparer.Ordinal).ToList();
        var registered = (await db.Vendors.Where(row => vendors.Contains(row.Number)).Select(row => row.Number).ToListAsync(cancellation)).ToHashSet(StringComparer.Ordinal);
        var taken = entries.Where(entry => registered.Contains(entry.Vendor)).ToList();
        var ids = taken.ConvertAll(entry => entry.Id);
        var systems = await db.Systems.Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id, StringComparer.Ordinal, cancellation);

        var wanted = new Dictionary<string, SystemRegisterEntry>(StringComparer.Ordinal);
        var conflicts = new List<ClientConflict>();
        foreach (var entry in taken.Where(entry => !entry.IsDeleted))
        {
            foreach (var client in entry.Clients)
            {
                if (!wanted.TryAdd(client, entry))
                {
                    conflicts.Add(new ClientConflict(client, entry.Id, wanted[client].Id));
                }
            }
        }

        var names = wanted.Keys.ToList();
        var clients = await db.Clients.Where(row => names.Contains(row.Id) || (row.System != null && ids.Contains(row.System)))
            .ToDictionaryAsync(row => row.Id, StringComparer.Ordinal, cancellation);
        foreach (var (client, entry) in wanted)
        {
            // A client may move between systems of one import, which says where it is now; never out of a system the import does not mention.
            if (clients.GetValueOrDefault(client) is { System: { } elsewhere } && elsewhere != entry.Id && !ids.Contains(elsewhere, StringComparer.Ordinal))
            {
                conflicts.Add(new ClientConflict(client, entry.Id, elsewhere));
            }
            else if (clients.GetValueOrDefault(client) is { System: null } loose && loose.Vendor != entry.Vendor)
            {
                conflicts.Add(new ClientConflict(client, entry.Id, loose.Vendor));
            }
        }

        if (conflicts.Count > 0)
        {
            return (new Refusal(Problems.ClientTaken) { Members = new Dictionary<string, object?>(StringComparer.Ordinal) { ["clients"] = conflicts.Take(50).ToList() } }, ImportReport.Nothing);
        }

        var created = 0;
        foreach (var entry in taken)
        {
            if (!systems.TryGetValue(entry.Id, out var system))
            {
                system = db.Systems.Add(new VendorSystem { Id = entry.Id, Vendor = entry.Vendor }).Entity;
                created++;
            }

            system.Take(entry);
        }

        PlaceClients(change, clients, wanted);
        var updated = db.ChangeTracker.Entries<VendorSystem>().Count(row => row.State == EntityState.Modified);
        return (null, new ImportReport(created, updated, taken.Count - created - updated, entries.Count - taken.Count));
    }

    private static void PlaceClients(RegistryChange change, Dictionary<string, Client> clients, Dictionary<string, SystemRegisterEntry> wanted)
    {
        foreach (var gone in clients.Values.Where(client => !wanted.ContainsKey(client.Id)))
        {
            change.Db.Clients.Remove(gone);
        }

        foreach (var (id, entry) in wanted)
        {
            if (!clients.TryGetValue(id, out var client))
            {
                change.Db.Clients.Add(new Client { Id = id, Vendor = entry.Vendor, System = entry.Id });
                continue;
            }

            // The vendor it leaves has a new picture too.
            change.TouchIfMoved(client.Vendor, entry.Vendor);
            (client.Vendor, client.System) = (entry.Vendor, entry.Id);
        }
    }

    private static void Take(SystemRegisterEntry? entry, List<SystemRegisterEntry> entries)
    {
        if (entry is not null)
        {
            entries.Add(entry);
        }
    }
}

/// <summary>A client that two systems lay claim to.</summary>
internal sealed record ClientConflict(string ClientId, string Wanted, string Holder);

/// <summary>What an import did.</summary>
/// <param name="Created">Systems that are new here.</param>
/// <param name="Updated">Systems that changed.</param>
/// <param name="Unchanged">Systems that are as they were (their clients may have changed).</param>
/// <param name="SkippedUnregistered">Systems left out because their vendor is not registered.</param>
internal sealed record ImportReport(int Created, int Updated, int Unchanged, int SkippedUnregistered) : IExample<ImportReport>
{
    public static ImportReport Example { get; } = new(Created: 1, Updated: 0, Unchanged: 0, SkippedUnregistered: 0);

    public static ImportReport Nothing { get; } = new(0, 0, 0, 0);
}
