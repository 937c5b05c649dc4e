using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Refusals;
using Digdir.Altinn.VendorRegistry.Standing;

namespace Digdir.Altinn.Gateway.Policies;

/// <summary>An integration stated for the product must be open in this environment too (terms 1.2.3). Products never stated are the purpose policy's.</summary>
internal sealed class EnvironmentPolicy : Policy
{
    public override string Name => "environment";

    public override Refusal? Find(Call call, AltinnEnvironment environment, DateTimeOffset now)
    {
        if (call.Vendor is not { } vendor || !call.Operation.Product.NeedsIntegration)
        {
            return null;
        }

        var question = call.Question(environment);
        return !StandingRules.HasIntegration(vendor, question) && StandingRules.HasIntegrationElsewhere(vendor, question)
            ? new Refusal(Problems.EnvironmentNotOpen)
            {
                Members = new Dictionary<string, object?> { ["product"] = call.Operation.Product.Id, ["environment"] = environment == AltinnEnvironment.Production ? "production" : "test" },
            }
            : null;
    }
}
