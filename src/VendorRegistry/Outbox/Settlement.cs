namespace Digdir.Altinn.VendorRegistry.Outbox;

/// <summary>What is to be written down of an attempt.</summary>
/// <param name="Delivery">Which delivery, as it was before.</param>
/// <param name="State">Where it stands now.</param>
/// <param name="NextAt">When it is to be tried again; without meaning when it has ended.</param>
/// <param name="HoldUntil">Until when the receiver is to be left alone; null when it need not be.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="At">When.</param>
internal sealed record Settlement(Delivery Delivery, DeliveryState State, DateTimeOffset NextAt, DateTimeOffset? HoldUntil, Outcome Outcome, DateTimeOffset At)
{
    /// <summary>True when the channel is to be told that the receiver will not get it.</summary>
    public bool IsLost => State == DeliveryState.GivenUp || Outcome.Kind == OutcomeKind.Gone;

    /// <summary>What an outcome makes of a delivery. Pure.</summary>
    public static Settlement Of(Delivery delivery, Outcome outcome, DateTimeOffset now)
    {
        DateTimeOffset? hold = outcome.RetryAfter is { } asked ? now + RetrySchedule.Bounded(asked) : null;
        var (state, next) = outcome.Kind switch
        {
            OutcomeKind.Delivered => (DeliveryState.Delivered, now),
            OutcomeKind.Gone or OutcomeKind.Rejected => (DeliveryState.Skipped, now),
            _ => RetrySchedule.NextAt(delivery.Attempts + 1, now, delivery.Id) is { } due ? (DeliveryState.Pending, due) : (DeliveryState.GivenUp, now),
        };
        return new Settlement(delivery, state, hold > next ? hold.Value : next, hold, outcome, now);
    }
}
