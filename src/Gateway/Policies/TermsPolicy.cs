using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Refusals;
using Digdir.Altinn.VendorRegistry.Standing;

namespace Digdir.Altinn.Gateway.Policies;

/// <summary>A representative with authority must have accepted the terms in force (terms 1.1).</summary>
internal sealed class TermsPolicy : Policy
{
    public override string Name => "terms";

    public override Refusal? Find(Call call, AltinnEnvironment environment, DateTimeOffset now)
        => call.Vendor is { } vendor && StandingRules.MissingTerms(call.Registry, vendor, now) is { } missing
            ? new Refusal(Problems.TermsNotAccepted) { Members = new Dictionary<string, object?> { ["terms"] = missing.Version, ["due"] = missing.AcceptanceDue } }
            : null;
}
