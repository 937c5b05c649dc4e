using System.Collections.Concurrent;
using System.Collections.Frozen;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Engines;
using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Gateway.Levels;

/// <summary>
/// What this node last heard of vendors' conduct, for the figures that answers carry. Refreshed behind the requests, at most once a minute per vendor: no read
/// waits for it. Thread-safe.
/// </summary>
internal sealed partial class ConductViews(IGrainEngine engine, TimeProvider time, ILogger<ConductViews> logger)
{
    /// <summary>Vendors kept before it starts over: far more than there are.</summary>
    private const int Most = 10_000;

    private static readonly TimeSpan Age = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<VendorId, Known> _known = new();

    /// <summary>Adds the field to an answer, if the group is known here.</summary>
    public void Tell(IHeaderDictionary headers, VendorId vendor, in ReadGroup group)
    {
        if (Of(vendor).Now.TryGetValue(group, out var told))
        {
            headers[AvoidableCallsField.Name] = told.Field;
        }
    }

    /// <summary>The group's figures for a refusal, as they are now; the last ones when the grain takes its time; null when there are none.</summary>
    public async ValueTask<GroupView?> OfAsync(VendorId vendor, ReadGroup group)
    {
        var known = Of(vendor);
        if (!known.Now.ContainsKey(group))
        {
            await RefreshAsync(vendor, known);
        }

        return known.Now.TryGetValue(group, out var told) ? told.View : null;
    }

    private Known Of(VendorId vendor)
    {
        if (!_known.TryGetValue(vendor, out var known))
        {
            if (_known.Count >= Most)
            {
                _known.Clear();
            }

            known = _known.GetOrAdd(vendor, static _ => new Known());
        }

        if (known.IsDue(time.GetTimestamp(), time))
        {
            // A grain with much to look through takes its time, and this thread has a request to serve.
            _ = Task.Run(() => RefreshAsync(vendor, known));
        }

        return known;
    }

    private async Task RefreshAsync(VendorId vendor, Known known)
    {
        try
        {
            using var patience = new CancellationTokenSource(Patience, time);
            var view = await engine.LookAsync(vendor, patience.Token);
            known.Now = view.Groups.Where(group => group.Mode != ConductMode.Off).ToFrozenDictionary(group => group.Group, group => new Told(group, AvoidableCallsField.Of(group)));
        }
        catch (Exception fault)
        {
            // A grain out of reach: what was known stays, and the next minute asks again.
            Log.OutOfReach(logger, fault);
        }
    }

    private sealed record Told(GroupView View, string Field);

    private sealed class Known
    {
        private long _refreshedAt = long.MinValue;

        public FrozenDictionary<ReadGroup, Told> Now { get; set => Volatile.Write(ref field, value); } = FrozenDictionary<ReadGroup, Told>.Empty;

        /// <summary>True for the one who is to refresh it.</summary>
        public bool IsDue(long now, TimeProvider time)
        {
            var last = Volatile.Read(ref _refreshedAt);
            return (last == long.MinValue || time.GetElapsedTime(last, now) >= Age) && Interlocked.CompareExchange(ref _refreshedAt, now, last) == last;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "A vendor's conduct could not be looked at")]
        public static partial void OutOfReach(ILogger logger, Exception fault);
    }
}
