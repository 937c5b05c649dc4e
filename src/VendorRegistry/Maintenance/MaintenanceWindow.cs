using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Refusals;
using Digdir.Altinn.VendorRegistry.Storage;

namespace Digdir.Altinn.VendorRegistry.Maintenance;

/// <summary>A maintenance window (terms 1.2.6 and 3.1.1): announced, then started, then ended. It starts by itself at its time and, when it has one, ends by itself.</summary>
internal sealed class MaintenanceWindow : IAudited, IRevised
{
    public required Guid Id { get; init; }

    public required AltinnEnvironment Environment { get; init; }

    /// <summary>The product, or null for all of them.</summary>
    public string? Product { get; init; }

    public required DateTimeOffset From { get; set; }

    public DateTimeOffset? Until { get; set; }

    public required string ReasonNb { get; set; }

    public required string ReasonEn { get; set; }

    /// <summary>The notice that tells of it; null when none does. Notices are never deleted.</summary>
    public Guid? Notice { get; set; }

    public required DateTimeOffset AnnouncedAt { get; init; }

    public DateTimeOffset? EndedAt { get; private set; }

    public long Revision { get; set; }

    public string Subject => $"maintenance/{Id}";

    public string? OfVendor => null;

    public MaintenanceState StateAt(DateTimeOffset now)
        => EndedAt is not null || Until <= now ? MaintenanceState.Ended : From <= now ? MaintenanceState.Started : MaintenanceState.Announced;

    /// <summary>Changes the plan. What has started keeps its start.</summary>
    public Refusal? Replan(DateTimeOffset from, DateTimeOffset? until, Text reason, Guid? notice, DateTimeOffset now)
    {
        switch (StateAt(now))
        {
            case MaintenanceState.Ended:
                return Ended();
            case MaintenanceState.Started when from != From:
                return new Refusal(Problems.MoveNotAllowed) { Detail = new("Vedlikeholdet har startet; starten kan ikke endres.", "The maintenance has started; its start cannot change.") };
        }

        if (until <= from)
        {
            return Problems.Invalid("until", new("Slutten må være etter starten.", "The end must be after the start."));
        }

        From = from;
        Until = until;
        ReasonNb = reason.Nb;
        ReasonEn = reason.En;
        Notice = notice;
        return null;
    }

    /// <summary>Starts it now. Starting what has started changes nothing.</summary>
    public Refusal? Start(DateTimeOffset now)
    {
        switch (StateAt(now))
        {
            case MaintenanceState.Ended:
                return Ended();
            case MaintenanceState.Announced:
                From = now;
                break;
        }

        return null;
    }

    /// <summary>Ends it now, or calls it off before its start. Ending what has ended changes nothing.</summary>
    public Refusal? End(DateTimeOffset now)
    {
        if (StateAt(now) != MaintenanceState.Ended)
        {
            EndedAt = now;
        }

        return null;
    }

    private static Refusal Ended() => new(Problems.MoveNotAllowed) { Detail = new("Vedlikeholdet er avsluttet.", "The maintenance has ended.") };
}

/// <summary>Where a maintenance window is in its life.</summary>
internal enum MaintenanceState
{
    /// <summary>Lies ahead.</summary>
    Announced = 0,

    /// <summary>Requests are refused.</summary>
    Started = 1,

    /// <summary>Over, or called off.</summary>
    Ended = 2,
}
