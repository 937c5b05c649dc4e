namespace Digdir.Altinn.VendorRegistry.Outbox;

/// <summary>
/// How many receivers may be served at once: over all, a quarter of them for receivers whose last attempt failed, and by channels that bear only so many attempts
/// (<see cref="IChannel.MostAtOnce"/>). Of those some more are claimed than have their turn, so that the next need not be waited for. Thread-safe.
/// </summary>
internal sealed class OutboxPlaces
{
    private const int ClaimedPerAttempt = 2;

    private readonly int _forGood;
    private readonly int _forFailing;
    private readonly Dictionary<string, OfChannel> _channels;
    private int _good;
    private int _failing;

    public OutboxPlaces(int concurrency, IEnumerable<IChannel> channels)
    {
        _forFailing = Math.Max(1, concurrency / 4);
        _forGood = concurrency - _forFailing;
        _channels = channels.ToDictionary(channel => channel.Name, channel => new OfChannel(channel.MostAtOnce, concurrency), StringComparer.Ordinal);
    }

    /// <summary>Places left for receivers that do not fail, and for those that do.</summary>
    public (int Good, int Failing) Free() => (_forGood - Volatile.Read(ref _good), _forFailing - Volatile.Read(ref _failing));

    /// <summary>Channels that bear more, and how many more: those that bear fewest first, since they would find no place beside one that takes them all.</summary>
    public List<(string Channel, int Room)> OpenChannels()
        => [.. _channels.OrderBy(channel => channel.Value.Most).Select(channel => (channel.Key, Room: channel.Value.Most - Volatile.Read(ref channel.Value.Claimed))).Where(channel => channel.Room > 0)];

    public void Take(Lease lease) => Count(lease, 1);

    public void GiveBack(Lease lease) => Count(lease, -1);

    /// <summary>Waits until the channel bears one more attempt.</summary>
    public Task BeginAsync(Lease lease, CancellationToken stopping) => _channels[lease.Channel].Attempts?.WaitAsync(stopping) ?? Task.CompletedTask;

    /// <summary>The attempt has ended.</summary>
    public void End(Lease lease) => _channels[lease.Channel].Attempts?.Release();

    private void Count(Lease lease, int more)
    {
        _ = lease.IsFailing ? Interlocked.Add(ref _failing, more) : Interlocked.Add(ref _good, more);
        Interlocked.Add(ref _channels[lease.Channel].Claimed, more);
    }

    private sealed class OfChannel(int attempts, int concurrency)
    {
        public int Claimed;

        public int Most { get; } = attempts < concurrency ? attempts * ClaimedPerAttempt : int.MaxValue;

        /// <summary>Null where the places are the limit. Lives as long as the process.</summary>
        public SemaphoreSlim? Attempts { get; } = attempts < concurrency ? new SemaphoreSlim(attempts) : null;
    }
}
