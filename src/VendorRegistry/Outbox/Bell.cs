namespace Digdir.Altinn.VendorRegistry.Outbox;

/// <summary>Wakes the one loop that waits for it; rung while nobody waits, it is heard at once by the next who does. Thread-safe.</summary>
internal sealed class Bell
{
    private TaskCompletionSource _rung = New();

    public void Ring() => Volatile.Read(ref _rung).TrySetResult();

    /// <summary>Waits until it is rung, but not longer than that.</summary>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider clock, CancellationToken cancellation)
    {
        await Volatile.Read(ref _rung).Task.WaitAsync(atMost, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();

        // What is rung for before this line is found by the work that follows.
        if (Volatile.Read(ref _rung).Task.IsCompleted)
        {
            Volatile.Write(ref _rung, New());
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>The outbox's bells.</summary>
internal sealed class OutboxBells
{
    /// <summary>Something was announced.</summary>
    public Bell Announced { get; } = new();

    /// <summary>Something may be due.</summary>
    public Bell Due { get; } = new();
}
