using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Gateway.Listeners;
using Digdir.Altinn.VendorRegistry.Refusals;

namespace Digdir.Altinn.Gateway.Tokens;

/// <summary>
/// Asks: is the token genuine, and is it of a form the operation takes? After routing, because the operation says which forms it takes and whether an expired
/// token passes; before Vendors, which reads what the token says. A token seen before costs one hash and no allocation.
/// </summary>
internal sealed class TokensMiddleware(RequestDelegate next, TokenValidator validator, Challenges challenges, TokensMetrics metrics)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (Call.Of(context) is not { } call || call.Operation.Tokens == TokenForms.Anonymous)
        {
            return next(context);
        }

        var operation = call.Operation;
        if (Credentials.Read(context.Request, operation.Tokens, out var credentials) is { } fault)
        {
            // Where a token is welcome but not needed, one that is sent is held to its word.
            return (operation.Tokens & TokenForms.Anonymous) != 0 && ReferenceEquals(fault, TokenFaults.Missing) ? next(context) : RefuseAsync(context, call, fault);
        }

        if (validator.TryRemember(credentials.Token, operation.ExpiredTokenGrace, out var hash, out var answer))
        {
            return Answer(context, call, answer);
        }

        return credentials.AreWellFormed
            ? ValidateAsync(context, call, credentials.Token.ToString(), hash)
            : RefuseAsync(context, call, TokenFaults.BadCredentials);
    }

    private async Task ValidateAsync(HttpContext context, Call call, string token, TokenHash hash)
    {
        // A signature takes as long to check as a few requests to pass on.
        await SocketThreads.Leave();
        await Answer(context, call, await validator.ValidateAsync(token, hash, call.Operation.ExpiredTokenGrace, context.RequestAborted));
    }

    private Task Answer(HttpContext context, Call call, in TokenAnswer answer)
    {
        if (answer.Token is not { } token)
        {
            return RefuseAsync(context, call, answer.Fault ?? TokenFaults.Malformed);
        }

        if ((call.Operation.Tokens & token.Form) == 0)
        {
            return RefuseAsync(context, call, FormFault(call.Operation.Tokens, token.Form));
        }

        call.Token = token;
        return next(context);
    }

    private Task RefuseAsync(HttpContext context, Call call, TokenFault fault)
    {
        metrics.Refused(fault);
        call.Refusal = challenges.Of(context, fault, call.Operation);
        return ProblemResponse.WriteAsync(context, call.Refusal);
    }

    private static TokenFault FormFault(TokenForms taken, TokenForms form)
    {
        var exchanged = (form & TokenForms.AnyMaskinporten) != 0 ? TokenForms.AltinnFromMaskinporten
            : form == TokenForms.IdPorten ? TokenForms.AltinnFromIdPorten
            : TokenForms.None;
        return (taken & exchanged) != 0 ? TokenFaults.MustBeExchanged : TokenFaults.FormNotTaken;
    }
}
