using Digdir.Altinn.VendorRegistry.Announcements;
using Digdir.Altinn.VendorRegistry.Storage;

namespace Digdir.Altinn.VendorRegistry.Outbox;

/// <summary>
/// A way to reach receivers: webhooks, mail, Altinn Events. The outbox decides when, how often and in which order; a channel knows who is to hear and how one
/// attempt is made. Thread-safe.
/// </summary>
internal interface IChannel
{
    /// <summary>A stable word, kept in tables: <c>webhook</c>, <c>mail</c>, <c>altinn-events</c>.</summary>
    string Name { get; }

    /// <summary>Attempts that the channel bears at once, when what it sends through bears fewer than the outbox makes.</summary>
    int MostAtOnce => int.MaxValue;

    /// <summary>
    /// Who is to hear of an announcement, by keys of the channel's own that are stable and in ordinal order after <paramref name="after"/>: at most
    /// <paramref name="most"/> of them, so that ten thousand receivers are taken in by parts. Asked again about the same announcement it may answer differently;
    /// whoever was taken in once stays.
    /// </summary>
    Task<IReadOnlyList<Receiver>> ReceiversAsync(RegistryDb db, Announcement announcement, string after, int most, CancellationToken cancellation);

    /// <summary>
    /// Reads what first attempts at some receivers need to know of them, in one go, right before they are made: the receivers by their keys, each with its
    /// <see cref="Receiver.Known"/>. Those that are left out, and all later attempts, are looked up one by one.
    /// </summary>
    Task<IReadOnlyDictionary<string, Receiver>> KnowAsync(RegistryDb db, IReadOnlyList<Receiver> receivers, CancellationToken cancellation)
        => Task.FromResult<IReadOnlyDictionary<string, Receiver>>(new Dictionary<string, Receiver>(StringComparer.Ordinal));

    /// <summary>
    /// Makes one attempt. What the receiver does wrong is an outcome; an exception is a bug and counts as a failed attempt. The outbox makes one attempt at a time
    /// at a receiver, gives up waiting by the token after <see cref="OutboxOptions.Patience"/>, and may repeat an attempt whose outcome a crash kept it from
    /// writing down.
    /// </summary>
    /// <param name="db">For reading, and for changes of the channel's own (<see cref="RegistryChange"/>).</param>
    /// <param name="receiver">To whom.</param>
    /// <param name="announcement">What.</param>
    /// <param name="attempt">Which attempt: 1 for the first.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<Outcome> SendAsync(RegistryDb db, Receiver receiver, Announcement announcement, int attempt, CancellationToken cancellation);

    /// <summary>
    /// A delivery was given up after the whole schedule (<see cref="OutcomeKind.Failed"/>), or the receiver wants nothing more (<see cref="OutcomeKind.Gone"/>): the
    /// place to tell the owner by another channel. Called before that is written down, so possibly again: doing it twice must do it once.
    /// </summary>
    Task LostAsync(RegistryDb db, Receiver receiver, Announcement announcement, OutcomeKind why, CancellationToken cancellation) => Task.CompletedTask;
}

/// <summary>Whoever a channel brings something to.</summary>
/// <param name="Key">The channel's key of it: stable, ordinal order, at most 100 characters.</param>
/// <param name="Vendor">The vendor whose receiver it is, by organisation number; null when it is nobody's.</param>
internal readonly record struct Receiver(string Key, string? Vendor)
{
    /// <summary>What the channel has just read of it, for one attempt; null when it is to look by itself.</summary>
    public object? Known { get; init; }
}

/// <summary>What came of an attempt.</summary>
/// <param name="Kind">What.</param>
/// <param name="RetryAfter">How long the receiver is to be left alone, with this and everything else, whatever the outcome; null when it says nothing.</param>
/// <param name="Status">The HTTP or SMTP status; 0 when there was no answer.</param>
/// <param name="Reason">Why it failed, as a stable word (<c>timeout</c>, <c>refused-address</c>, <c>status</c>); null when delivered. Holds nothing that the receiver wrote.</param>
internal readonly record struct Outcome(OutcomeKind Kind, TimeSpan? RetryAfter = null, int Status = 0, string? Reason = null);

/// <summary>How an attempt ended.</summary>
internal enum OutcomeKind
{
    /// <summary>The receiver has it.</summary>
    Delivered = 0,

    /// <summary>Not now: try again by the schedule.</summary>
    Failed = 1,

    /// <summary>The receiver wants nothing more, ever (410): stop sending to it.</summary>
    Gone = 2,

    /// <summary>This one will never get through: give it up, go on with the next.</summary>
    Rejected = 3,
}
