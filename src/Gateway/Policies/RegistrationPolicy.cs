using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Refusals;

namespace Digdir.Altinn.Gateway.Policies;

/// <summary>The vendor must be registered (terms 1.1): whoever is not in the registry has agreed to nothing and can be told nothing.</summary>
internal sealed class RegistrationPolicy : Policy
{
    public override string Name => "registration";

    public override Refusal? Find(Call call, AltinnEnvironment environment, DateTimeOffset now)
        => call.Token?.Caller?.Vendor is { } vendor && call.Vendor is null && call.Operation.Product.NeedsIntegration
            ? new Refusal(Problems.VendorNotRegistered) { Members = new Dictionary<string, object?> { ["vendor"] = vendor.ToString() } }
            : null;
}
