using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Refusals;

namespace Digdir.Altinn.Gateway.Policies;

/// <summary>Maintenance under way (terms 1.2.6): 503 with the reason and when to come back. First, since nothing else matters while a product is down.</summary>
internal sealed class MaintenancePolicy : Policy
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
                return new Refusal(Problems.Maintenance)
                {
                    Detail = new Text(maintenance.ReasonNb, maintenance.ReasonEn),
                    RetryAfterSeconds = maintenance.Until is { } until ? (int)Math.Clamp(Math.Ceiling((until - now).TotalSeconds), 1, int.MaxValue) : UnknownEndSeconds,
                    Members = new Dictionary<string, object?> { ["maintenance"] = maintenance.Id, ["until"] = maintenance.Until },
                };
            }
        }

        return null;
    }
}
