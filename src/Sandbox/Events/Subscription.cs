using System.Collections.Concurrent;
using Digdir.Altinn.Sandbox.Cast;

namespace Digdir.Altinn.Sandbox.Events;

/// <summary>What a caller asks for when subscribing.</summary>
internal sealed record SubscriptionWish(
    string? EndPoint, string? ResourceFilter, string? SourceFilter, string? SubjectFilter, string? AlternativeSubjectFilter, string? TypeFilter, bool? IncludeSubunits);

/// <summary>A subscription. Immutable; a change makes a new one.</summary>
internal sealed record Subscription
{
    public required int Id { get; init; }

    public required SubscriptionWish Wish { get; init; }

    /// <summary>The exact identity it belongs to.</summary>
    public required string Consumer { get; init; }

    /// <summary>Whose events the consumer may get; null for service owners, who get those of everybody.</summary>
    public required Party? Party { get; init; }

    public required DateTimeOffset Created { get; init; }

    public bool Validated { get; init; }

    /// <summary>True when the event is one that was asked for.</summary>
    public bool Wants(CloudEvent happened)
        => Validated
        && Is(Wish.ResourceFilter, happened.Resource)
        && Is(Wish.TypeFilter, happened.Type)
        && Is(Wish.SubjectFilter, happened.Subject)
        && Is(Wish.AlternativeSubjectFilter, happened.AlternativeSubject)
        && (Wish.SourceFilter is null || happened.Source.StartsWith(Wish.SourceFilter.TrimEnd('%'), StringComparison.Ordinal))
        && (Party is null || happened.Party is null || Party.Number == happened.Party.Number);

    public object ToAnswer() => new
    {
        Id,
        EndPoint = Wish.EndPoint,
        Wish.ResourceFilter,
        Wish.SourceFilter,
        Wish.SubjectFilter,
        Wish.AlternativeSubjectFilter,
        Wish.TypeFilter,
        IncludeSubunits = Wish.IncludeSubunits ?? false,
        Consumer,
        CreatedBy = Consumer,
        Created,
        Validated,
    };

    private static bool Is(string? filter, string? value) => filter is null || string.Equals(filter, value, StringComparison.Ordinal);
}

/// <summary>All subscriptions. Thread-safe.</summary>
internal sealed class Subscriptions
{
    private readonly ConcurrentDictionary<int, Subscription> _subscriptions = new();
    private readonly Lock _guard = new();
    private int _lastId = 1_000;

    public IEnumerable<Subscription> All => _subscriptions.Values;

    public IEnumerable<Subscription> Of(string consumer) => All.Where(subscription => subscription.Consumer == consumer).OrderBy(subscription => subscription.Id);

    public Subscription? Find(int id) => _subscriptions.GetValueOrDefault(id);

    /// <summary>Adds it; the same filters and endpoint again give back the one there is.</summary>
    public (Subscription Subscription, bool IsNew) Add(SubscriptionWish wish, string consumer, Party? party, DateTimeOffset now)
    {
        lock (_guard)
        {
            if (All.FirstOrDefault(one => one.Consumer == consumer && one.Wish == wish) is { } existing)
            {
                return (existing, false);
            }

            var added = new Subscription { Id = ++_lastId, Wish = wish, Consumer = consumer, Party = party, Created = now };
            _subscriptions[added.Id] = added;
            return (added, true);
        }
    }

    public void Validate(int id)
    {
        lock (_guard)
        {
            if (_subscriptions.TryGetValue(id, out var subscription))
            {
                _subscriptions[id] = subscription with { Validated = true };
            }
        }
    }

    public bool Remove(int id) => _subscriptions.TryRemove(id, out _);
}
