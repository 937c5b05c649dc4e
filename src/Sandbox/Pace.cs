namespace Digdir.Altinn.Sandbox;

/// <summary>The speed of the sandbox: its clock, which everything in the process goes by, and the pauses of those who live in it. Thread-safe.</summary>
/// <param name="life">Life's clock.</param>
/// <param name="timeLapse">How many times faster than life. Greater than 0.</param>
internal sealed class Pace(TimeProvider life, double timeLapse)
{
    /// <summary>The shortest pause in life: whoever pauses may do something twenty times a second, however fast time goes.</summary>
    public static readonly TimeSpan Least = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest that a token is good, on the sandbox's clock; the gateway is told to take tokens of up to seven days.</summary>
    private static readonly TimeSpan LongestToken = TimeSpan.FromDays(5);

    /// <summary>The sandbox's clock.</summary>
    public TimeProvider Clock { get; } = timeLapse == 1 ? life : new LapsedTime(life, timeLapse);

    /// <summary>How many times faster than life.</summary>
    public double TimeLapse => timeLapse;

    /// <summary>The time on the sandbox's clock.</summary>
    public DateTimeOffset Now => Clock.GetUtcNow();

    /// <summary>Waits for <paramref name="span"/> on the sandbox's clock, or for <see cref="Least"/> in life where that is longer.</summary>
    public Task PauseAsync(TimeSpan span, CancellationToken cancellation) => PauseAsync(span, Least, cancellation);

    /// <summary>Waits for <paramref name="span"/> on the sandbox's clock, or for <paramref name="least"/> in life where that is longer.</summary>
    public Task PauseAsync(TimeSpan span, TimeSpan least, CancellationToken cancellation)
        => Task.Delay(LapsedTime.InLife(span, timeLapse, least), life, cancellation);

    /// <summary>What <paramref name="span"/> of life is on the sandbox's clock: for whatever machines need as long for as ever.</summary>
    public TimeSpan OfLife(TimeSpan span) => span * Math.Max(1, timeLapse);

    /// <summary>How long a token is good on the sandbox's clock: as long in life as ever, up to five days on the clock. What is over stays over.</summary>
    public TimeSpan LifetimeOf(TimeSpan usual)
        => usual <= TimeSpan.Zero || usual > LongestToken ? usual : OfLife(usual) < LongestToken ? OfLife(usual) : LongestToken;
}
