using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Refusals;
using Digdir.Altinn.VendorRegistry.Standing;

namespace Digdir.Altinn.Gateway.Policies;

/// <summary>No hold may stand in the way (terms 1.2.8 and 7.2).</summary>
internal sealed class HoldsPolicy : Policy
{
    public override string Name => "holds";

    public override Refusal? Find(Call call, AltinnEnvironment environment, DateTimeOffset now)
    {
        if (call.Vendor is not { Holds.IsEmpty: false } vendor || StandingRules.HoldInForce(vendor, call.Question(environment), now) is not { } hold)
        {
            return null;
        }

        return new Refusal(Problems.Held with { Clause = hold.Clause })
        {
            Members = new Dictionary<string, object?> { ["hold"] = hold.Id, ["ground"] = hold.Ground, ["until"] = hold.Until },
        };
    }
}
