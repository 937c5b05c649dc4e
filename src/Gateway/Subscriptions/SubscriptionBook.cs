using System.Collections.Concurrent;
using Digdir.Altinn.Grains;

namespace Digdir.Altinn.Gateway.Subscriptions;

/// <summary>
/// The subscriptions that vendors made, asked for and removed through this node since it started, as they were last seen. A vendor's systems own subscriptions
/// each by themselves, so an answer that lacks one says nothing about it. Bounded: what does not fit is not remembered. Thread-safe.
/// </summary>
internal sealed class SubscriptionBook(TimeProvider clock)
{
    /// <summary>Most vendors remembered.</summary>
    public const int MostVendors = 10_000;

    private readonly ConcurrentDictionary<VendorId, Dictionary<int, SeenSubscription>> _vendors = new();

    private readonly DateTimeOffset _since = clock.GetUtcNow();

    /// <summary>Takes note of what an answer showed.</summary>
    public void See(VendorId vendor, IReadOnlyList<SeenSubscription> seen)
    {
        if (seen.Count == 0 || (!_vendors.ContainsKey(vendor) && _vendors.Count >= MostVendors))
        {
            return;
        }

        var known = _vendors.GetOrAdd(vendor, static _ => []);
        lock (known)
        {
            foreach (var subscription in seen)
            {
                if (known.Count < SubscriptionAnswer.Most || known.ContainsKey(subscription.Id))
                {
                    known[subscription.Id] = subscription;
                }
            }
        }
    }

    /// <summary>Takes note that a subscription was removed.</summary>
    public void Remove(VendorId vendor, int id)
    {
        if (_vendors.TryGetValue(vendor, out var known))
        {
            lock (known)
            {
                known.Remove(id);
            }
        }
    }

    /// <summary>What is known of a vendor's subscriptions.</summary>
    public SubscriptionsSeen Of(VendorId vendor)
    {
        if (!_vendors.TryGetValue(vendor, out var known))
        {
            return new SubscriptionsSeen(_since, [], clock.GetUtcNow());
        }

        lock (known)
        {
            return new SubscriptionsSeen(_since, [.. known.Values.OrderBy(subscription => subscription.Id)], clock.GetUtcNow());
        }
    }
}

/// <summary>What is known of a vendor's subscriptions.</summary>
/// <param name="Since">Since when the node has looked.</param>
/// <param name="Subscriptions">Those seen, by id.</param>
/// <param name="At">Now.</param>
internal readonly record struct SubscriptionsSeen(DateTimeOffset Since, IReadOnlyList<SeenSubscription> Subscriptions, DateTimeOffset At);
