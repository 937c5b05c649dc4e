using Digdir.Altinn.VendorRegistry.Refusals;
using Digdir.Altinn.VendorRegistry.Storage;

namespace Digdir.Altinn.VendorRegistry.Notices;

/// <summary>What the servicedesk says to a wish for more time.</summary>
internal enum WishOutcome
{
    /// <summary>Not answered yet.</summary>
    Open = 0,

    /// <summary>The vendor gets it; where the effective time is to move, the notice is amended.</summary>
    Granted = 1,

    /// <summary>The effective time stands.</summary>
    Declined = 2,
}

/// <summary>
/// What one vendor has said to one notice (kvittering): that it has read it, from when it is ready, that it needs more time and why; and what it was answered.
/// The newest of each counts; the audit log has them all.
/// </summary>
internal sealed class Acknowledgement : IAudited, IRevised
{
    public required Guid Notice { get; init; }

    public required string Vendor { get; init; }

    public required DateTimeOffset AcknowledgedAt { get; init; }

    public required string AcknowledgedBy { get; init; }

    /// <summary>From when the vendor's systems are ready for what the notice tells of.</summary>
    public DateTimeOffset? ReadyFrom { get; private set; }

    /// <summary>Until when the vendor wishes that the change waits.</summary>
    public DateTimeOffset? WishedUntil { get; private set; }

    public string? WishReason { get; private set; }

    public DateTimeOffset? WishedAt { get; private set; }

    public WishOutcome? Outcome { get; private set; }

    /// <summary>Why; the vendor reads it.</summary>
    public string? Reply { get; private set; }

    public string? RepliedBy { get; private set; }

    public DateTimeOffset? RepliedAt { get; private set; }

    public long Revision { get; set; }

    public string Subject => $"vendors/{Vendor}/notices/{Notice}";

    public string? OfVendor => Vendor;

    public void StateReady(DateTimeOffset from) => ReadyFrom = from;

    /// <summary>Asks for more time; a wish that was not answered is replaced.</summary>
    public void Wish(DateTimeOffset until, string reason, DateTimeOffset now)
        => (WishedUntil, WishReason, WishedAt, Outcome, Reply, RepliedBy, RepliedAt) = (until, reason, now, WishOutcome.Open, null, null, null);

    /// <summary>Answers the wish that the operator has read, once.</summary>
    public Refusal? Answer(DateTimeOffset wished, WishOutcome outcome, string reply, string by, DateTimeOffset now)
    {
        if (Outcome != WishOutcome.Open || WishedUntil != wished)
        {
            return new Refusal(Problems.MoveNotAllowed) { Detail = new("Det er ikke dette ønsket som venter på svar.", "This is not the wish that waits for an answer.") };
        }

        (Outcome, Reply, RepliedBy, RepliedAt) = (outcome, reply, by, now);
        return null;
    }
}
