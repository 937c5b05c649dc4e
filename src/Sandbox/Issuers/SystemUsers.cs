using System.Collections.Concurrent;
using Digdir.Altinn.Sandbox.Cast;

namespace Digdir.Altinn.Sandbox.Issuers;

/// <summary>Which customers have approved a system user for which system: what Maskinporten asks Altinn before it issues a token for one. Thread-safe.</summary>
internal sealed class SystemUsers
{
    private readonly ConcurrentDictionary<(string System, string Customer), SystemUser> _approved = new();

    /// <summary>Every customer of the cast has approved every vendor of the cast.</summary>
    public SystemUsers(DateTimeOffset now)
    {
        foreach (var vendor in Players.Vendors)
        {
            foreach (var customer in Players.Customers)
            {
                Approve(vendor.SystemId, customer.Number, now);
            }
        }
    }

    public IEnumerable<SystemUser> OfSystem(string system) => _approved.Values.Where(user => user.System == system).OrderBy(user => user.Customer, StringComparer.Ordinal);

    public SystemUser? Find(string system, string customer) => _approved.GetValueOrDefault((system, customer));

    public SystemUser Approve(string system, string customer, DateTimeOffset now)
        => _approved.GetOrAdd((system, customer), key => new(IdOf(key.System, key.Customer), key.System, key.Customer, now));

    /// <summary>The id that the system user has or would have.</summary>
    public static Guid IdOf(string system, string customer) => Seeded.Uuid($"systemuser:{system}:{customer}");
}

/// <summary>A system user (systembruker): a vendor's system acting for one customer.</summary>
internal sealed record SystemUser(Guid Id, string System, string Customer, DateTimeOffset Created);
