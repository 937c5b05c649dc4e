using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Refusals;

namespace Digdir.Altinn.Gateway.Policies;

/// <summary>An overview of messages is taken from Dialogporten, not from Melding (terms 2.2). A service owner listing what it has sent is no end-user system.</summary>
internal sealed class InterfacePolicy : Policy
{
    public override string Name => "interface";

    public override Refusal? Find(Call call, AltinnEnvironment environment, DateTimeOffset now)
        => call.Operation.WrongInterface && call.Token?.Caller is { IsServiceOwner: false }
            ? new Refusal(Problems.WrongInterface) { Members = new Dictionary<string, object?> { ["events"] = call.Operation.EventAlternatives } }
            : null;
}
