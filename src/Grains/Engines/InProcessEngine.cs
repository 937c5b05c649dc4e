using System.Collections.Concurrent;
using Digdir.Altinn.Grains.Lots;
using Digdir.Altinn.Grains.Stores;
using Digdir.Altinn.Grains.Vendors;
using Microsoft.Extensions.Logging;

namespace Digdir.Altinn.Grains.Engines;

/// <summary>
/// The default engine: grains live in this process, one lock each, and answer synchronously. What must outlive them is written behind, never on the request's
/// path. Thread-safe. Idle grains are saved at rest and dropped.
/// </summary>
internal sealed partial class InProcessEngine : IGrainEngine, IDisposable, IAsyncDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentDictionary<VendorId, Seat> _seats = new();
    private readonly IGrainStore _store;
    private readonly InProcessRules _rules;
    private readonly TimeProvider _clock;
    private readonly GrainMetrics _metrics;
    private readonly ILogger<InProcessEngine> _logger;
    private readonly DateTimeOffset _startedAt;
    private readonly long _origin;
    private readonly ITimer _writer;
    private readonly ITimer _hurrier;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly ConcurrentQueue<VendorId> _left = new();
    private int _hurried;
    private int _storeDown;

    public InProcessEngine(IGrainStore store, InProcessRules rules, TimeProvider clock, GrainMetrics metrics, ILogger<InProcessEngine> logger)
    {
        _store = store;
        _rules = rules;
        _clock = clock;
        _metrics = metrics;
        _logger = logger;
        _startedAt = clock.GetUtcNow();
        _origin = clock.GetTimestamp();
        metrics.WatchGrains(() => _seats.Count);
        _writer = clock.CreateTimer(static engine => _ = (engine as InProcessEngine)?.WriteAsync(), this, rules.SaveInterval, rules.SaveInterval);
        _hurrier = clock.CreateTimer(static engine => _ = (engine as InProcessEngine)?.HurryAsync(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Grains in memory.</summary>
    public int Count => _seats.Count;

    /// <summary>The wall clock as it was at the start, carried on by the monotonic clock: stepping the wall clock does not move it.</summary>
    private DateTimeOffset Now => _startedAt + _clock.GetElapsedTime(_origin);

    /// <inheritdoc/>
    public ValueTask<Reply> ExchangeAsync(VendorId vendor, Report report, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return TryExchange(vendor, SeatOf(vendor), report) is { } reply ? new ValueTask<Reply>(reply) : ActivateAndExchangeAsync(vendor, report, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _writer.Dispose();
        _hurrier.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        await _hurrier.DisposeAsync();
        await WriteAsync(releasing: true);
    }

    /// <summary>Writes all grains with news to the store and drops idle ones. One run at a time: when it gives grains up it waits for the one before. Never throws.</summary>
    internal async Task WriteAsync(bool releasing = false)
    {
        if (releasing)
        {
            await _writing.WaitAsync();
        }
        else if (!await _writing.WaitAsync(TimeSpan.Zero))
        {
            return;
        }

        try
        {
            var now = Now;
            var batch = new List<StoredGrain>();
            foreach (var (vendor, seat) in _seats)
            {
                lock (seat.Guard)
                {
                    if (seat.Stored(vendor, now, releasing) is { } grain)
                    {
                        batch.Add(grain);
                        if (releasing)
                        {
                            seat.Retired = true;
                            _seats.TryRemove(vendor, out _);
                        }
                    }
                    else if (seat.IsIdle(now - _rules.IdleAfter))
                    {
                        seat.Retired = true;
                        _seats.TryRemove(vendor, out _);
                    }
                }
            }

            await SaveAsync(batch);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Writes the grains that the store still holds as being at rest, and only those. Never throws.</summary>
    private async Task HurryAsync()
    {
        if (!await _writing.WaitAsync(TimeSpan.Zero))
        {
            // What is being written may be older news of the same grains: after it, not beside it.
            _hurrier.Change(Soon, Timeout.InfiniteTimeSpan);
            return;
        }

        try
        {
            Volatile.Write(ref _hurried, 0);
            var now = Now;
            var batch = new Dictionary<VendorId, StoredGrain>();
            while (_left.TryDequeue(out var vendor))
            {
                if (_seats.TryGetValue(vendor, out var seat))
                {
                    lock (seat.Guard)
                    {
                        if (seat.Stored(vendor, now, releasing: false) is { } grain)
                        {
                            batch[vendor] = grain;
                        }
                    }
                }
            }

            await SaveAsync([.. batch.Values]);
        }
        finally
        {
            _writing.Release();
        }
    }

    private Seat SeatOf(VendorId vendor) => _seats.TryGetValue(vendor, out var seat) ? seat : _seats.GetOrAdd(vendor, static _ => new Seat());

    private Reply? TryExchange(VendorId vendor, Seat seat, Report report)
    {
        bool hurry;
        Reply reply;
        lock (seat.Guard)
        {
            if (seat.Retired || seat.Grain is not { } grain)
            {
                return null;
            }

            reply = grain.Exchange(report, Now);
            hurry = seat.LeaveRest();
        }

        // The store still says that nothing is minted: say otherwise soon, or a crash would be taken for a rest.
        if (hurry)
        {
            _left.Enqueue(vendor);
            if (Interlocked.Exchange(ref _hurried, 1) == 0)
            {
                _hurrier.Change(Soon, Timeout.InfiniteTimeSpan);
            }
        }

        return reply;
    }

    private async ValueTask<Reply> ActivateAndExchangeAsync(VendorId vendor, Report report, CancellationToken cancellation)
    {
        while (true)
        {
            var seat = SeatOf(vendor);
            Task<VendorGrain> activation;
            lock (seat.Guard)
            {
                activation = seat.Activation ??= ActivateAsync(vendor);
            }

            var grain = await activation.WaitAsync(cancellation);
            lock (seat.Guard)
            {
                seat.Take(grain, activation);
            }

            if (TryExchange(vendor, seat, report) is { } reply)
            {
                return reply;
            }
        }
    }

    private async Task<VendorGrain> ActivateAsync(VendorId vendor)
    {
        var atLeast = Now.ToUnixTimeMilliseconds();
        try
        {
            using var patience = new CancellationTokenSource(_rules.StoreTimeout, _clock);
            var claim = _store.ActivateAsync(vendor, atLeast, patience.Token);
            var (epoch, last) = claim.IsCompletedSuccessfully ? claim.GetAwaiter().GetResult() : await claim.AsTask().WaitAsync(patience.Token);
            StoreAnswered();
            var now = Now;
            var origin = last switch
            {
                null => Origin.First(now),
                { AtRest: true } when GrainState.Parse(last.State) is { } state && IsWholeTruth(state, now) => Origin.Rested(state, now),
                // Epochs are counted from the clock: the last one tells when the last activation began.
                _ => Origin.Unknown(now, _rules.Grains, Instant(last.Epoch)),
            };
            return new VendorGrain(epoch, origin, _rules.Grains);
        }
        catch (Exception failure)
        {
            StoreFailed(failure);
            return new VendorGrain(atLeast, Origin.Unknown(Now, _rules.Grains), _rules.Grains);
        }
    }

    /// <summary>A grain that was at rest a moment ago, and not given up, may have an owner who mints again by now.</summary>
    private bool IsWholeTruth(GrainState state, DateTimeOffset now) => state.Released || now - state.At >= _rules.Grains.Learning;

    private static DateTimeOffset? Instant(long epoch)
        => epoch is > 0 and < 253_402_300_799_999 ? DateTimeOffset.FromUnixTimeMilliseconds(epoch) : null;

    private async Task SaveAsync(List<StoredGrain> batch)
    {
        if (batch.Count == 0)
        {
            return;
        }

        try
        {
            using var patience = new CancellationTokenSource(_rules.SaveTimeout, _clock);
            var overtaken = await _store.SaveAsync(batch, patience.Token).AsTask().WaitAsync(patience.Token);
            StoreAnswered();
            foreach (var vendor in overtaken)
            {
                if (_seats.TryGetValue(vendor, out var seat) && batch.Find(grain => grain.Vendor == vendor) is { } stored)
                {
                    lock (seat.Guard)
                    {
                        // Another owner has claimed the grain since: this one mints no more. If it is asked again it must claim anew.
                        if (seat.Unseat(stored.Epoch))
                        {
                            _metrics.Overtaken();
                            Log.Overtaken(_logger);
                        }
                    }
                }
            }
        }
        catch (Exception failure)
        {
            StoreFailed(failure);
            foreach (var grain in batch)
            {
                if (_seats.TryGetValue(grain.Vendor, out var seat))
                {
                    lock (seat.Guard)
                    {
                        seat.MarkUnsaved();
                    }
                }
            }
        }
    }

    private void StoreAnswered()
    {
        if (Volatile.Read(ref _storeDown) != 0 && Interlocked.Exchange(ref _storeDown, 0) != 0)
        {
            Log.StoreUp(_logger);
        }
    }

    private void StoreFailed(Exception failure)
    {
        _metrics.StoreFailed();
        if (Interlocked.Exchange(ref _storeDown, 1) == 0)
        {
            Log.StoreDown(_logger, failure);
        }
    }

    /// <summary>Where a vendor's grain sits in this process. All members but <see cref="Guard"/> are guarded by it.</summary>
    private sealed class Seat
    {
        private bool _unsaved = true;
        private bool _storedAtRest;

        public Lock Guard { get; } = new();

        public VendorGrain? Grain { get; private set; }

        public Task<VendorGrain>? Activation { get; set; }

        /// <summary>True when the seat is no longer the vendor's: look for the new one.</summary>
        public bool Retired { get; set; }

        public void Take(VendorGrain grain, Task<VendorGrain> activation)
        {
            if (Grain is null && ReferenceEquals(Activation, activation))
            {
                Grain = grain;
                _unsaved = true;
                _storedAtRest = false;
            }
        }

        public bool Unseat(long epoch)
        {
            if (Grain?.Epoch != epoch)
            {
                return false;
            }

            Grain = null;
            Activation = null;
            return true;
        }

        /// <summary>Notes an exchange; true for the first one since the store was told that the grain is at rest.</summary>
        public bool LeaveRest()
        {
            _unsaved = true;
            var left = _storedAtRest;
            _storedAtRest = false;
            return left;
        }

        public void MarkUnsaved()
        {
            _unsaved = true;
            _storedAtRest = false;
        }

        /// <summary>What there is to write, or null: a grain in use each time, a grain at rest once.</summary>
        public StoredGrain? Stored(VendorId vendor, DateTimeOffset now, bool releasing)
        {
            if (Grain is null || (!_unsaved && !releasing))
            {
                return null;
            }

            // While in use there is no state worth keeping: the write only confirms that the grain is still this process's, and not at rest.
            var state = Grain.Snapshot(now);
            _storedAtRest = state is not null;
            _unsaved = !_storedAtRest;
            return new StoredGrain(vendor, Grain.Epoch, _storedAtRest, state is null ? default : (state with { Released = releasing }).ToBytes());
        }

        public bool IsIdle(DateTimeOffset since) => Grain is not null && !_unsaved && Grain.HeardAt < since;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The grain store does not answer. Grains go on from memory; new ones start with the safe share.")]
        public static partial void StoreDown(ILogger logger, Exception failure);

        [LoggerMessage(2, LogLevel.Information, "The grain store answers again.")]
        public static partial void StoreUp(ILogger logger);

        [LoggerMessage(3, LogLevel.Warning, "A grain of this process was claimed by another one, which now mints in its place. Only one process at a time may run grains in process on the same store.")]
        public static partial void Overtaken(ILogger logger);
    }
}

/// <summary>How the in-process engine runs grains. Immutable.</summary>
internal sealed record InProcessRules
{
    /// <summary>How grains mint.</summary>
    public GrainRules Grains { get; init; } = new();

    /// <summary>How often grains in use are written.</summary>
    public TimeSpan SaveInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long an activation waits for the store.</summary>
    public TimeSpan StoreTimeout { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a write may take before it counts as failed.</summary>
    public TimeSpan SaveTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a grain without reports is kept.</summary>
    public TimeSpan IdleAfter { get; init; } = TimeSpan.FromMinutes(5);
}
