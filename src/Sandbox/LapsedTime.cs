namespace Digdir.Altinn.Sandbox;

/// <summary>
/// A clock that starts at the present and goes faster than life, so that days pass in minutes. Timers of up to <see cref="Patience"/> are a machine's own
/// rhythm and patience (how often to save, how long to wait for a database) and last as long as in life, because machines get no faster; longer ones shrink,
/// but never below it, so that nothing spins. Thread-safe.
/// </summary>
/// <param name="life">Life's clock.</param>
/// <param name="timeLapse">How many times faster. Greater than 0.</param>
internal sealed class LapsedTime(TimeProvider life, double timeLapse) : TimeProvider
{
    /// <summary>The shortest that a timer can become.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly DateTimeOffset _start = life.GetUtcNow();
    private readonly long _origin = life.GetTimestamp();

    /// <inheritdoc/>
    public override long TimestampFrequency => life.TimestampFrequency;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => life.LocalTimeZone;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _start + (life.GetElapsedTime(_origin) * timeLapse);

    /// <inheritdoc/>
    public override long GetTimestamp() => _origin + (long)((life.GetTimestamp() - _origin) * timeLapse);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        => new Timer(life.CreateTimer(callback, state, InLife(dueTime), InLife(period)), this);

    private TimeSpan InLife(TimeSpan span) => span <= Patience ? span : InLife(span, timeLapse, Patience);

    /// <summary>How long a span of the faster clock lasts in life: no less than <paramref name="least"/>, unless the span itself is less. Pure.</summary>
    internal static TimeSpan InLife(TimeSpan span, double timeLapse, TimeSpan least)
    {
        var floor = span < least ? span : least;
        return span / timeLapse is var shrunk && shrunk > floor ? shrunk : floor;
    }

    private sealed class Timer(ITimer inner, LapsedTime time) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(time.InLife(dueTime), time.InLife(period));

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
