using System.Collections.Concurrent;
using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Lots;
using Digdir.Altinn.Grains.Stores;
using Digdir.Altinn.Grains.Vendors;
using Microsoft.Extensions.Logging;

namespace Digdir.Altinn.Grains.Engines;

/// <summary>
/// The default engine: grains live in this process, one lock each for limits and one for conduct, and answer synchronously. What must outlive them is written
/// behind, never on the request's path. Thread-safe. Idle grains are saved at rest and dropped.
/// </summary>
internal sealed partial class InProcessEngine : IGrainEngine, IDisposable, IAsyncDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentDictionary<VendorId, Seat> _seats = new();
    private readonly IGrainStore _store;
    private readonly InProcessRules _rules;
    private readonly TimeProvider _clock;
    private readonly IConductSettings _settings;
    private readonly IConductListener _listener;
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

    public InProcessEngine(
        IGrainStore store,
        InProcessRules rules,
        IConductSettings settings,
        IConductListener listener,
        TimeProvider clock,
        GrainMetrics metrics,
        ILogger<InProcessEngine> logger)
    {
        _settings = settings;
        _listener = listener;
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

    /// <summary>
    /// Writes all grains with news to the store, brings what was stored to the listener, and drops idle grains. One run at a time: when it gives grains up it
    /// waits for the one before. Never throws.
    /// </summary>
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
            await ReclaimAsync();
            var now = Now;
            var batch = new List<Seat.Draft>();
            foreach (var (vendor, seat) in _seats)
            {
                lock (seat.Guard)
                {
                    // Nothing more gets into what is drawn for the last time.
                    if (seat.HasNews(releasing) ? releasing : seat.IsIdle(now - _rules.IdleAfter, now - _rules.ConductIdleAfter))
                    {
                        seat.Retired = true;
                        _seats.TryRemove(vendor, out _);
                    }
                }

                if (seat.Draw(vendor, now, _rules.ConductSaveInterval, releasing) is { } draft)
                {
                    batch.Add(draft);
                }
            }

            await SaveAndTellAsync(batch, releasing);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Writes the grains that the store still holds as being at rest or at another level, and only those. Never throws.</summary>
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
            var batch = new Dictionary<VendorId, Seat.Draft>();
            while (_left.TryDequeue(out var vendor))
            {
                if (_seats.TryGetValue(vendor, out var seat) && seat.Draw(vendor, now, _rules.ConductSaveInterval, releasing: false) is { } draft)
                {
                    batch[vendor] = draft;
                }
            }

            await SaveAndTellAsync([.. batch.Values], releasing: false);
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
            Hasten(vendor);
        }

        return reply;
    }

    private void Hasten(VendorId vendor)
    {
        _left.Enqueue(vendor);
        if (Interlocked.Exchange(ref _hurried, 1) == 0)
        {
            _hurrier.Change(Soon, Timeout.InfiniteTimeSpan);
        }
    }

    private async ValueTask<Reply> ActivateAndExchangeAsync(VendorId vendor, Report report, CancellationToken cancellation)
    {
        while (true)
        {
            if (TryExchange(vendor, await ActivateSeatAsync(vendor, cancellation), report) is { } reply)
            {
                return reply;
            }
        }
    }

    /// <summary>The vendor's seat with its grain in it, unless that is taken away again at once.</summary>
    private async ValueTask<Seat> ActivateSeatAsync(VendorId vendor, CancellationToken cancellation)
    {
        var seat = SeatOf(vendor);
        Task<Seat.Claim> activation;
        lock (seat.Guard)
        {
            activation = seat.Activation ??= ActivateAsync(vendor);
        }

        var claim = await activation.WaitAsync(cancellation);
        lock (seat.Guard)
        {
            seat.Take(claim, activation);
        }

        return seat;
    }

    /// <summary>
    /// Grains that came up while the store did not answer do not know what their vendors' levels were. They are never written, or they would overwrite what
    /// they do not know. Once the store answers they are claimed and begin anew.
    /// </summary>
    private async Task ReclaimAsync()
    {
        foreach (var (vendor, seat) in _seats)
        {
            bool unclaimed;
            lock (seat.Guard)
            {
                unclaimed = seat.IsUnclaimed;
            }

            if (!unclaimed)
            {
                continue;
            }

            var claim = await ActivateAsync(vendor);
            if (!claim.Granted)
            {
                return;
            }

            lock (seat.Guard)
            {
                seat.Reclaim(claim);
            }
        }
    }

    private async Task<Seat.Claim> ActivateAsync(VendorId vendor)
    {
        var atLeast = Now.ToUnixTimeMilliseconds();
        var settings = _settings.Of(vendor);
        try
        {
            using var patience = new CancellationTokenSource(_rules.StoreTimeout, _clock);
            var claim = _store.ActivateAsync(vendor, atLeast, patience.Token);
            var (epoch, last) = claim.IsCompletedSuccessfully ? claim.GetAwaiter().GetResult() : await claim.AsTask().WaitAsync(patience.Token);
            StoreAnswered();
            var now = Now;
            var state = last is null ? null : GrainState.Parse(last.State);
            var origin = last switch
            {
                null => Origin.First(now),
                { AtRest: true } when state is not null && IsWholeTruth(state, now) => Origin.Rested(state, now),
                // Epochs are counted from the clock: the last one tells when the last activation began.
                _ => Origin.Unknown(now, _rules.Grains, Instant(last.Epoch)),
            };
            return new Seat.Claim(new VendorGrain(epoch, origin, _rules.Grains, new VendorConduct(_rules.Conduct, settings, state?.Conduct)), Granted: true, state?.Conduct);
        }
        catch (Exception failure)
        {
            StoreFailed(failure);
            var conduct = new VendorConduct(_rules.Conduct, settings);
            return new Seat.Claim(new VendorGrain(atLeast, Origin.Unknown(Now, _rules.Grains), _rules.Grains, conduct), Granted: false, Conduct: null);
        }
    }

    /// <summary>A grain that was at rest a moment ago, and not given up, may have an owner who mints again by now.</summary>
    private bool IsWholeTruth(GrainState state, DateTimeOffset now) => state.Released || now - state.At >= _rules.Grains.Learning;

    private static DateTimeOffset? Instant(long epoch)
        => epoch is > 0 and < 253_402_300_799_999 ? DateTimeOffset.FromUnixTimeMilliseconds(epoch) : null;

    private async Task SaveAndTellAsync(List<Seat.Draft> batch, bool releasing)
    {
        if (batch.Count == 0 || !await SaveAsync(batch))
        {
            return;
        }

        // The listener may be slow: what is written next does not wait for it, unless there is no next time.
        var telling = TellAsync(batch);
        if (releasing)
        {
            await telling;
        }
    }

    /// <summary>Writes a batch, and leaves in it what this process still owns. False when the store failed: all of it is written again.</summary>
    private async Task<bool> SaveAsync(List<Seat.Draft> batch)
    {
        try
        {
            var grains = batch.ConvertAll(static draft => draft.ToStored());
            using var patience = new CancellationTokenSource(_rules.SaveTimeout, _clock);
            var overtaken = await _store.SaveAsync(grains, patience.Token).AsTask().WaitAsync(patience.Token);
            StoreAnswered();
            foreach (var draft in batch)
            {
                lock (draft.Seat.Guard)
                {
                    if (!overtaken.Contains(draft.Vendor))
                    {
                        draft.Seat.Saved(draft);
                    }
                    else if (draft.Seat.Unseat(draft.Grain.Epoch))
                    {
                        // Another owner has claimed the grain since: this one mints no more. If it is asked again it must claim anew.
                        _metrics.Overtaken();
                        Log.Overtaken(_logger);
                    }
                }
            }

            batch.RemoveAll(draft => overtaken.Contains(draft.Vendor));
            return true;
        }
        catch (Exception failure)
        {
            StoreFailed(failure);
            foreach (var draft in batch)
            {
                lock (draft.Seat.Guard)
                {
                    draft.Seat.MarkUnsaved();
                }
            }

            return false;
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

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The grain store does not answer. Grains go on from memory; new ones start with the safe share.")]
        public static partial void StoreDown(ILogger logger, Exception failure);

        [LoggerMessage(2, LogLevel.Information, "The grain store answers again.")]
        public static partial void StoreUp(ILogger logger);

        [LoggerMessage(4, LogLevel.Warning, "Nobody could be told what became of vendors' conduct. It is told again.")]
        public static partial void ListenerFailed(ILogger logger, Exception failure);

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

    /// <summary>
    /// How long a grain is kept after the last observation. What was read is remembered in memory only: forgetting it early would make every answer to a slow
    /// poller look like news. Three days outlast a weekend.
    /// </summary>
    public TimeSpan ConductIdleAfter { get; init; } = TimeSpan.FromDays(3);

    /// <summary>How often conduct is written while it only grows; a change of level is written at once. With <see cref="SaveInterval"/>, less than 5 s are lost at a crash.</summary>
    public TimeSpan ConductSaveInterval { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How conduct is judged.</summary>
    public ConductRules Conduct { get; init; } = ConductRules.Default;
}
