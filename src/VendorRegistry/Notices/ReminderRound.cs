using Digdir.Altinn.VendorRegistry.Storage;

namespace Digdir.Altinn.VendorRegistry.Notices;

/// <summary>
/// One round of reminders of a breaking change: so many days before its effect. Vendors are taken in order and by parts; how far it has come is written with the
/// reminders themselves, so that each is told once, whichever registry goes on with it. An effective time that moved has rounds of its own.
/// </summary>
internal sealed class ReminderRound : IAudited
{
    public required Guid Notice { get; init; }

    public required DateTimeOffset Effective { get; init; }

    public required long DaysBefore { get; init; }

    public required DateTimeOffset BegunAt { get; init; }

    /// <summary>The last vendor that was looked at; empty at first.</summary>
    public string UpTo { get; private set; } = "";

    /// <summary>Vendors reminded so far.</summary>
    public long Reminded { get; private set; }

    public DateTimeOffset? DoneAt { get; private set; }

    public string Subject => $"notices/{Notice}/reminders/{DaysBefore}";

    public string? OfVendor => null;

    /// <summary>Has come so far.</summary>
    /// <param name="upTo">The last vendor of the part; null when there was none.</param>
    /// <param name="reminded">Vendors reminded in the part.</param>
    /// <param name="doneAt">When the round ended; null when there are more.</param>
    public void Advance(string? upTo, int reminded, DateTimeOffset? doneAt) => (UpTo, Reminded, DoneAt) = (upTo ?? UpTo, Reminded + reminded, doneAt);
}
