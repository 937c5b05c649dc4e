using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.VendorRegistry.Refusals;
using Digdir.Altinn.VendorRegistry.SelfService;

namespace Digdir.Altinn.Gateway.Tokens;

/// <summary>
/// Asks, for the vendor's own API: whose token is this? The registry knows nothing of tokens, so the host finds the vendor for it, by the same validator and
/// the same rule as for calls to the products. Machines only: a vendor's system acting for itself.
/// </summary>
internal sealed class VendorLoginMiddleware(RequestDelegate next, TokenValidator validator, Challenges challenges, TokensMetrics metrics)
{
    private const TokenForms Taken = TokenForms.AnyMaskinporten | TokenForms.AltinnFromMaskinporten;

    public Task InvokeAsync(HttpContext context)
        => context.GetEndpoint()?.Metadata.GetMetadata<NeedsVendor>() is null ? next(context) : LogInAsync(context);

    private async Task LogInAsync(HttpContext context)
    {
        if (Credentials.Read(context.Request, Taken, out var credentials) is { } fault)
        {
            await RefuseAsync(context, fault);
            return;
        }

        var known = validator.TryRemember(credentials.Token, TimeSpan.Zero, out var hash, out var answer);
        if (!known)
        {
            if (!credentials.AreWellFormed)
            {
                await RefuseAsync(context, TokenFaults.BadCredentials);
                return;
            }

            answer = await validator.ValidateAsync(credentials.Token.ToString(), hash, TimeSpan.Zero, context.RequestAborted);
        }

        if (answer.Token is not { } token)
        {
            await RefuseAsync(context, answer.Fault ?? TokenFaults.Malformed);
        }
        else if ((Taken & token.Form) == 0)
        {
            await RefuseAsync(context, TokenFaults.FormNotTaken);
        }
        else if (token.Caller is not { Vendor: { } vendor } caller)
        {
            await ProblemResponse.WriteAsync(context, Problems.NoIdentity);
        }
        else
        {
            context.Features.Set(new VendorLogin(vendor, caller.Client, token.Scopes) { ResourceMetadata = challenges.Metadata(context) });
            await next(context);
        }
    }

    private Task RefuseAsync(HttpContext context, TokenFault fault)
    {
        metrics.Refused(fault);
        return ProblemResponse.WriteAsync(context, challenges.Of(context, fault, Taken));
    }
}
