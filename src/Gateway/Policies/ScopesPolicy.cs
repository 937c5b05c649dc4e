using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Gateway.Tokens;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Refusals;

namespace Digdir.Altinn.Gateway.Policies;

/// <summary>The token must carry one of the operation's scopes, and with a raw Maskinporten token also those the product then asks for (RFC 6750 section 3.1).</summary>
internal sealed class ScopesPolicy(Challenges challenges) : Policy
{
    private const string ScopesMember = "scopes";

    public override string Name => "scopes";

    public override Refusal? Find(Call call, AltinnEnvironment environment, DateTimeOffset now)
    {
        // A dialog token carries its authority in other claims than scope.
        if (call.Token is not { } token || token.Form == TokenForms.DialogToken)
        {
            return null;
        }

        var operation = call.Operation;
        if (!operation.Scopes.IsEmpty && !HasAny(token, operation.Scopes.AsSpan()))
        {
            return Missing(string.Join(' ', operation.Scopes), anyOf: true);
        }

        if (!operation.MaskinportenScopes.IsEmpty && (token.Form & TokenForms.AnyMaskinporten) != 0)
        {
            foreach (var scope in operation.MaskinportenScopes.AsSpan())
            {
                if (!token.Scopes.Contains(scope))
                {
                    return Missing(scope, anyOf: false);
                }
            }
        }

        return null;
    }

    public override Refusal Answer(HttpContext context, Refusal refusal)
        => refusal with { Challenge = challenges.InsufficientScope(context, refusal.Members?[ScopesMember] as string[] ?? []) };

    private static bool HasAny(ValidatedToken token, ReadOnlySpan<string> scopes)
    {
        foreach (var scope in scopes)
        {
            if (token.Scopes.Contains(scope))
            {
                return true;
            }
        }

        return false;
    }

    private static Refusal Missing(string scopes, bool anyOf) => new(Problems.ScopeMissing)
    {
        Detail = anyOf
            ? new Text($"Operasjonen krever ett av: {scopes}.", $"The operation needs one of: {scopes}.")
            : new Text($"Operasjonen krever også {scopes} når tokenet er fra Maskinporten.", $"The operation also needs {scopes} when the token is from Maskinporten."),
        Members = new Dictionary<string, object?> { [ScopesMember] = scopes.Split(' ') },
    };
}
