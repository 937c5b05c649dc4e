using System.Text.Json.Nodes;
using Digdir.Altinn.Sandbox.Cast;
using Digdir.Altinn.Sandbox.Issuers;

namespace Digdir.Altinn.Sandbox.Systembruker;

/// <summary>A vendor's request that a customer approve a system user. Immutable; its status follows from its age.</summary>
internal sealed record SystemUserRequest
{
    /// <summary>How long a customer of the cast takes to approve.</summary>
    public static readonly TimeSpan Deliberation = TimeSpan.FromSeconds(30);

    public required Guid Id { get; init; }

    /// <summary><c>request</c>, <c>agent</c> or <c>changerequest</c>.</summary>
    public required string Kind { get; init; }

    public required string SystemId { get; init; }

    public required string Customer { get; init; }

    public required string ExternalRef { get; init; }

    public required JsonNode Rights { get; init; }

    public string? RedirectUrl { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>Customers of the cast approve after a while, all others leave it lying.</summary>
    public string StatusAt(DateTimeOffset now, double timeLapse)
        => now - Created > TimeSpan.FromDays(180) ? "Timedout"
        : Players.Customers.Any(customer => customer.Number == Customer) && now - Created >= Deliberation / timeLapse ? "Accepted"
        : "New";
}

/// <summary>All requests. Thread-safe: one lock, held briefly.</summary>
internal sealed class SystemUserRequests(SystemUsers users, SandboxOptions options, TimeProvider clock)
{
    private readonly Lock _guard = new();
    private readonly Dictionary<Guid, SystemUserRequest> _requests = [];

    /// <summary>Adds it; null when there is one with the same system, customer and reference.</summary>
    public SystemUserRequest? Add(SystemUserRequest request)
    {
        lock (_guard)
        {
            if (FindBy(request.Kind, request.SystemId, request.Customer, request.ExternalRef) is not null)
            {
                return null;
            }

            _requests[request.Id] = request;
            return request;
        }
    }

    public SystemUserRequest? Find(string kind, Guid id)
    {
        lock (_guard)
        {
            return _requests.TryGetValue(id, out var request) && request.Kind == kind ? request : null;
        }
    }

    public SystemUserRequest? FindBy(string kind, string system, string customer, string reference)
    {
        lock (_guard)
        {
            return _requests.Values.FirstOrDefault(one => one.Kind == kind && one.SystemId == system && one.Customer == customer && one.ExternalRef == reference);
        }
    }

    public List<SystemUserRequest> OfSystem(string kind, string system)
    {
        lock (_guard)
        {
            return [.. _requests.Values.Where(one => one.Kind == kind && one.SystemId == system).OrderBy(one => one.Created)];
        }
    }

    public bool Remove(string kind, Guid id)
    {
        lock (_guard)
        {
            return Find(kind, id) is not null && _requests.Remove(id);
        }
    }

    /// <summary>The request as the API writes it; when it has been accepted, the system user is there from then on.</summary>
    public object Answer(SystemUserRequest request, string address)
    {
        var status = request.StatusAt(clock.GetUtcNow(), options.TimeLapse);
        if (status == "Accepted")
        {
            users.Approve(request.SystemId, request.Customer, clock.GetUtcNow(), isAgent: request.Kind == "agent");
        }

        return new
        {
            request.Id,
            request.ExternalRef,
            request.SystemId,
            PartyOrgNo = request.Customer,
            request.Rights,
            Status = status,
            request.RedirectUrl,
            ConfirmUrl = $"{address}/authfront/ui/auth/vendorrequest?id={request.Id}",
            request.Created,
        };
    }
}
