using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Refusals;
using Digdir.Altinn.VendorRegistry.Standing;

namespace Digdir.Altinn.Gateway.Policies;

/// <summary>The product must be among those the vendor has stated a purpose for (terms 1.2.1), in whatever environment.</summary>
internal sealed class PurposePolicy : Policy
{
    public override string Name => "purpose";

    public override Refusal? Find(Call call, AltinnEnvironment environment, DateTimeOffset now)
    {
        if (call.Vendor is not { } vendor || !call.Operation.Product.NeedsIntegration)
        {
            return null;
        }

        var question = call.Question(environment);
        return StandingRules.HasIntegration(vendor, question) || StandingRules.HasIntegrationElsewhere(vendor, question)
            ? null
            : new Refusal(Problems.ProductNotStated) { Members = new Dictionary<string, object?> { ["product"] = call.Operation.Product.Id } };
    }
}
