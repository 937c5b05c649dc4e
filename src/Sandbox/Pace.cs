namespace Digdir.Altinn.Sandbox;

/// <summary>The speed of the sandbox's own world: pauses shrink with the time lapse, the clock itself does not move faster (tokens keep their lifetimes). Thread-safe.</summary>
/// <param name="clock">The clock.</param>
/// <param name="timeLapse">How many times faster than life. Greater than 0.</param>
internal sealed class Pace(TimeProvider clock, double timeLapse)
{
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>Waits for what would be <paramref name="span"/> in life.</summary>
    public Task PauseAsync(TimeSpan span, CancellationToken cancellation) => Task.Delay(span / timeLapse, clock, cancellation);
}
