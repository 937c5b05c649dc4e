namespace Digdir.Altinn.VendorRegistry.Outbox;

/// <summary>Where a delivery stands.</summary>
internal enum DeliveryState
{
    /// <summary>To be brought, now or later.</summary>
    Pending = 0,

    /// <summary>The receiver has it. It is never sent again.</summary>
    Delivered = 1,

    /// <summary>Tried by the whole schedule, in vain.</summary>
    GivenUp = 2,

    /// <summary>Not to be tried any more: the receiver wants nothing, takes nothing now, or will never take this one.</summary>
    Skipped = 3,
}

/// <summary>
/// One announcement on its way to one receiver by one channel; when it has ended, a line of that receiver's log until it is old. Of one receiver and subject only
/// the first that is pending is tried. Bookkeeping that nobody decided: written by <see cref="OutboxTable"/>, without audit.
/// </summary>
internal sealed class Delivery
{
    /// <summary>The order in which a receiver gets things; given by the database.</summary>
    public long Id { get; init; }

    /// <summary>The announcement's sequence.</summary>
    public required long Announcement { get; init; }

    /// <summary>The channel's name.</summary>
    public required string Channel { get; init; }

    /// <summary>The channel's key of the receiver.</summary>
    public required string Receiver { get; init; }

    /// <summary>0 for the delivery that the announcement made; a replay is a delivery of its own, with the next number.</summary>
    public int Round { get; init; }

    /// <summary>The vendor whose receiver it is; null when it is nobody's.</summary>
    public string? Vendor { get; init; }

    /// <summary>The announcement's subject.</summary>
    public required string Subject { get; init; }

    public DeliveryState State { get; init; }

    /// <summary>Attempts that ended.</summary>
    public int Attempts { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>Not to be tried before.</summary>
    public required DateTimeOffset NextAt { get; init; }

    /// <summary>When the last attempt ended.</summary>
    public DateTimeOffset? LastAt { get; init; }

    /// <summary>The last attempt's <see cref="Outcome.Status"/>.</summary>
    public int LastStatus { get; init; }

    /// <summary>The last attempt's <see cref="Outcome.Reason"/>.</summary>
    public string? LastReason { get; init; }

    /// <summary>When it was delivered, given up or skipped.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}

/// <summary>
/// A receiver's place in the outbox: when there is next something for it, and which process is serving it now. One process at a time serves a receiver, so that an
/// attempt is never made twice at once and order holds. Bookkeeping like <see cref="Delivery"/>.
/// </summary>
internal sealed class ReceiverQueue
{
    /// <summary>Longer ahead than anything waits.</summary>
    public static readonly DateTimeOffset Never = new(9000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public required string Channel { get; init; }

    public required string Receiver { get; init; }

    public string? Vendor { get; init; }

    /// <summary>When something is to be tried; <see cref="Never"/> when nothing waits.</summary>
    public DateTimeOffset NextAt { get; init; }

    /// <summary>The receiver asked to be left alone until then.</summary>
    public DateTimeOffset HeldUntil { get; init; }

    /// <summary>Until when a process has it; in the past when none has.</summary>
    public DateTimeOffset LeasedUntil { get; init; }

    /// <summary>Whose lease it is: new with every lease, so that a process that lost one cannot end its successor's.</summary>
    public Guid Lease { get; init; }

    /// <summary>Attempts that failed since the last that did not. Receivers that fail share a part of the places, so that they never keep others waiting.</summary>
    public int Failures { get; init; }

    /// <summary>Since when attempts fail; null when the last one did not.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>When something was last delivered.</summary>
    public DateTimeOffset? DeliveredAt { get; init; }
}

/// <summary>How far a channel has taken in announcements. Bookkeeping like <see cref="Delivery"/>.</summary>
internal sealed class OutboxCursor
{
    public required string Channel { get; init; }

    /// <summary>The last announcement that is wholly taken in, by sequence.</summary>
    public long Announcement { get; init; }

    /// <summary>The last receiver taken in of the announcement after that; empty before the first.</summary>
    public string After { get; init; } = "";
}
