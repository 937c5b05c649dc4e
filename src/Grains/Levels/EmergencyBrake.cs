using System.Runtime.InteropServices;

namespace Digdir.Altinn.Grains.Levels;

/// <summary>What an <see cref="EmergencyBrake"/> must remember. Stored: additive changes only.</summary>
/// <param name="Until">Until when it is on, in milliseconds since 1970; 0 when it never was.</param>
/// <param name="PerHour">Calls an hour that it lets pass.</param>
/// <param name="Left">Calls it would let pass at once.</param>
/// <param name="At">When <paramref name="Left"/> held.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct BrakeState(long Until, double PerHour, double Left, long At);

/// <summary>
/// The emergency brake LE (reference 5.2): while a product is overrun and half of it or more is one vendor's doing, that vendor is held to twice its usual rate
/// for an hour. A token bucket that holds a minute's calls. Pure; not thread-safe.
/// </summary>
internal sealed class EmergencyBrake(BrakeState state = default)
{
    /// <summary>How long one pull holds.</summary>
    public const long HoldMs = 3_600_000;

    /// <summary>What it remembers.</summary>
    public BrakeState State { get; private set; } = state;

    private double Capacity => Math.Max(1, State.PerHour / 60);

    /// <summary>True while it holds.</summary>
    public bool IsOn(long now)
    {
        if (State.Until > now + HoldMs)
        {
            // The clock was set back: never longer than one pull from now.
            State = State with { Until = now + HoldMs };
        }

        return now < State.Until;
    }

    /// <summary>Pulls it, or holds it for another hour.</summary>
    /// <param name="perHour">Calls an hour to let pass; at least 1.</param>
    /// <param name="now">The present.</param>
    public void Pull(double perHour, long now)
    {
        var renewed = IsOn(now);
        State = new BrakeState(now + HoldMs, Math.Max(1, perHour), renewed ? State.Left : Math.Max(1, perHour / 60), now);
    }

    /// <summary>Lets go.</summary>
    public void Release(long now) => State = State with { Until = Math.Min(State.Until, now) };

    /// <summary>Milliseconds until a call passes; 0 when one does now. Takes nothing.</summary>
    public long WaitMs(long now)
    {
        if (!IsOn(now))
        {
            return 0;
        }

        var left = LeftAt(now);
        return left >= 1 ? 0 : Math.Min((long)Math.Ceiling((1 - left) * HoldMs / State.PerHour), State.Until - now);
    }

    /// <summary>Lets a call pass.</summary>
    public void Take(long now)
    {
        if (IsOn(now))
        {
            State = State with { Left = LeftAt(now) - 1, At = now };
        }
    }

    private double LeftAt(long now) => Math.Min(Capacity, State.Left + (Math.Max(0, now - State.At) * State.PerHour / HoldMs));
}
