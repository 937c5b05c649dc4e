using Digdir.Altinn.Gateway.Notices;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Refusals;

namespace Digdir.Altinn.Gateway.Policies;

/// <summary>
/// Maintenance under way (terms 1.2.6), switched on by an operator or announced by a notice: 503 with the reason and when to come back. First, since nothing
/// else matters while a product is down.
/// </summary>
internal sealed class MaintenancePolicy(NoticeLinks links, RetrySpread spread) : Policy
{
    /// <summary>Seconds a caller is told to wait when the end is unknown.</summary>
    private const int UnknownEndSeconds = 300;

    public override string Name => "maintenance";

    public override Refusal? Find(Call call, AltinnEnvironment environment, DateTimeOffset now)
    {
        foreach (var maintenance in call.Registry.Maintenance.AsSpan())
        {
            if (maintenance.Covers(call.Operation.Product.Id, environment, now))
            {
                return OfWindow(maintenance, call.Registry, now);
            }
        }

        return call.Notices?.MaintenanceAt(now) is { Notice: { } notice } work
            ? new Refusal(Problems.Maintenance)
            {
                Detail = new Text(notice.Title.Nb, notice.Title.En),
                RetryAfterSeconds = SecondsUntil(work.Until, now),
                Members = new Dictionary<string, object?> { ["notice"] = notice.Id, ["link"] = links.AddressOf(notice), ["until"] = work.Until },
            }
            : null;
    }

    public override Refusal Answer(HttpContext context, Refusal refusal) => spread.Over(refusal);

    private Refusal OfWindow(MaintenancePicture maintenance, RegistryPicture registry, DateTimeOffset now)
    {
        var members = new Dictionary<string, object?>(StringComparer.Ordinal) { ["maintenance"] = maintenance.Id, ["until"] = maintenance.Until };
        if (maintenance.Notice is { } id && registry.FindNotice(id) is { } notice)
        {
            members["notice"] = notice.Id;
            members["link"] = links.AddressOf(notice);
        }

        return new Refusal(Problems.Maintenance)
        {
            Detail = new Text(maintenance.ReasonNb, maintenance.ReasonEn),
            RetryAfterSeconds = SecondsUntil(maintenance.Until, now),
            Members = members,
        };
    }

    private static int SecondsUntil(DateTimeOffset? until, DateTimeOffset now) => until is { } end ? RetrySpread.SecondsUntil(end, now) : UnknownEndSeconds;
}
