using System.Collections.Concurrent;
using Digdir.Altinn.VendorRegistry.Announcements;
using Digdir.Altinn.VendorRegistry.Outbox;
using Digdir.Altinn.VendorRegistry.Storage;

namespace Digdir.Altinn.VendorRegistry.Tests.Outbox;

/// <summary>A channel to receivers in memory that do as the test says. Remembers every attempt, and whether two were ever under way at one receiver.</summary>
internal sealed class TestChannel(string name, params string[] receivers) : IChannel
{
    private readonly ConcurrentDictionary<string, int> _underWay = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Attempt> _attempts = new();
    private readonly ConcurrentQueue<(string Receiver, OutcomeKind Why)> _lost = new();

    public string Name => name;

    public int MostAtOnce { get; init; } = int.MaxValue;

    public List<string> Receivers { get; } = [.. receivers];

    /// <summary>What a receiver answers. By default it takes everything.</summary>
    public Func<Attempt, CancellationToken, Task<Outcome>> Answer { get; set; } = (_, _) => Task.FromResult(new Outcome(OutcomeKind.Delivered, Status: 200));

    public IReadOnlyList<Attempt> Attempts => [.. _attempts];

    public IReadOnlyList<(string Receiver, OutcomeKind Why)> Lost => [.. _lost];

    public bool EverTwoAtOnce { get; private set; }

    public Task<IReadOnlyList<Receiver>> ReceiversAsync(RegistryDb db, Announcement announcement, string after, int most, CancellationToken cancellation)
        => Task.FromResult<IReadOnlyList<Receiver>>(
            [.. Receivers.Order(StringComparer.Ordinal).Where(key => string.CompareOrdinal(key, after) > 0).Take(most).Select(key => new Receiver(key, null))]);

    public async Task<Outcome> SendAsync(RegistryDb db, Receiver receiver, Announcement announcement, int attempt, CancellationToken cancellation)
    {
        EverTwoAtOnce |= _underWay.AddOrUpdate(receiver.Key, 1, (_, count) => count + 1) > 1;
        try
        {
            var made = new Attempt(receiver.Key, announcement.Id, announcement.Subject, announcement.Sequence, attempt);
            _attempts.Enqueue(made);
            return await Answer(made, cancellation);
        }
        finally
        {
            _underWay.AddOrUpdate(receiver.Key, 0, (_, count) => count - 1);
        }
    }

    public Task LostAsync(RegistryDb db, Receiver receiver, Announcement announcement, OutcomeKind why, CancellationToken cancellation)
    {
        _lost.Enqueue((receiver.Key, why));
        return Task.CompletedTask;
    }

    public sealed record Attempt(string Receiver, Guid Id, string Subject, long Sequence, int Number);
}
