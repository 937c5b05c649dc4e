namespace Digdir.Altinn.VendorRegistry.Notices;

/// <summary>
/// When vendors that still call what a change will break are reminded: ever more often as its effect comes nearer. Those that have said they have read it are
/// left alone until the last days. Pure.
/// </summary>
internal static class ReminderSchedule
{
    /// <summary>Days before the effect.</summary>
    public static readonly IReadOnlyList<int> Steps = [28, 14, 7, 3, 2, 1];

    /// <summary>From so many days before, also those are reminded that have acknowledged and yet call.</summary>
    public const int Last = 3;

    /// <summary>The step whose time has come, the latest of them; null when none has. One that was missed, or lay before publication, is not made up for.</summary>
    public static int? Due(DateTimeOffset published, DateTimeOffset effective, DateTimeOffset now)
    {
        if (now >= effective)
        {
            return null;
        }

        for (var i = Steps.Count - 1; i >= 0; i--)
        {
            var at = effective.AddDays(-Steps[i]);
            if (at <= now)
            {
                return at > published ? Steps[i] : null;
            }
        }

        return null;
    }

    /// <summary>Whether a vendor is reminded.</summary>
    /// <param name="step">Days before the effect.</param>
    /// <param name="isAcknowledged">Whether it has acknowledged the notice or said that it is ready.</param>
    /// <param name="week">Its calls to what is affected, the last seven days.</param>
    /// <param name="recent">The same, the last two days.</param>
    public static bool Wants(int step, bool isAcknowledged, long week, long recent) => isAcknowledged ? step <= Last && recent > 0 : week > 0;
}
