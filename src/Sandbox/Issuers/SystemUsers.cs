using System.Collections.Concurrent;
using Digdir.Altinn.Sandbox.Cast;

namespace Digdir.Altinn.Sandbox.Issuers;

/// <summary>Which customers have approved a system user for which system: what Maskinporten asks Altinn before it issues a token for one. Thread-safe.</summary>
internal sealed class SystemUsers
{
    private readonly ConcurrentDictionary<(string System, string Customer, bool IsAgent), SystemUser> _approved = new();
    private readonly ConcurrentDictionary<(Guid Agent, string Client), DateTimeOffset> _delegations = new();

    /// <summary>Every customer of the cast has approved every vendor of the cast, and the first of them, who keeps books for the others, for its clients too.</summary>
    public SystemUsers(DateTimeOffset now)
    {
        foreach (var vendor in Players.Vendors)
        {
            foreach (var customer in Players.Customers)
            {
                Approve(vendor.SystemId, customer.Number, now);
            }

            Approve(vendor.SystemId, Players.Customers[0].Number, now, isAgent: true);
        }
    }

    public IEnumerable<SystemUser> OfSystem(string system) => _approved.Values.Where(user => user.System == system).OrderBy(user => user.Customer, StringComparer.Ordinal).ThenBy(user => user.IsAgent);

    public SystemUser? Find(string system, string customer) => _approved.GetValueOrDefault((system, customer, false)) ?? _approved.GetValueOrDefault((system, customer, true));

    public SystemUser? Find(Guid id) => _approved.Values.FirstOrDefault(user => user.Id == id);

    /// <summary>The customer's system users that can act for its clients.</summary>
    public IEnumerable<SystemUser> AgentsOf(string customer) => _approved.Values.Where(user => user.IsAgent && user.Customer == customer).OrderBy(user => user.System, StringComparer.Ordinal);

    public SystemUser Approve(string system, string customer, DateTimeOffset now, bool isAgent = false)
        => _approved.GetOrAdd((system, customer, isAgent), key => new(IdOf(key.System, key.Customer, key.IsAgent), key.System, key.Customer, now, key.IsAgent));

    /// <summary>Lets the agent act for the client. Twice is the same as once.</summary>
    public void Delegate(SystemUser agent, string client, DateTimeOffset now) => _delegations.TryAdd((agent.Id, client), now);

    /// <summary>Ends that; false when it was not so.</summary>
    public bool Withdraw(SystemUser agent, string client) => _delegations.TryRemove((agent.Id, client), out _);

    /// <summary>The clients that the agent acts for.</summary>
    public IEnumerable<string> ClientsOf(SystemUser agent) => _delegations.Keys.Where(delegation => delegation.Agent == agent.Id).Select(delegation => delegation.Client).Order(StringComparer.Ordinal);

    /// <summary>The clients for whom the system acts when it acts for the customer.</summary>
    public IEnumerable<string> ClientsOf(string system, string customer) => _approved.GetValueOrDefault((system, customer, true)) is { } agent ? ClientsOf(agent) : [];

    /// <summary>The id that the system user has or would have.</summary>
    public static Guid IdOf(string system, string customer, bool isAgent = false) => Seeded.Uuid($"{(isAgent ? "agent" : "systemuser")}:{system}:{customer}");
}

/// <summary>A system user (systembruker): a vendor's system acting for one customer, or, as an agent, for that customer's clients.</summary>
internal sealed record SystemUser(Guid Id, string System, string Customer, DateTimeOffset Created, bool IsAgent);
