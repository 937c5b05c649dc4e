using Digdir.Altinn.VendorRegistry.Refusals;

namespace Digdir.Altinn.Gateway.Vendors;

/// <summary>
/// Asks: whose call is this? Finds the vendor's picture for the token's caller; a token that identifies nobody is no way in. After Tokens, because it reads
/// the token; before Policies, which judge the vendor. An unregistered vendor passes with no picture: whether that is allowed is a policy.
/// </summary>
internal sealed class VendorsMiddleware(RequestDelegate next, VendorsMetrics metrics)
{
    private static readonly Text NobodyNamed = new(
        "Tokenet har verken «consumer», «supplier» eller en systembruker.", "The token has no \"consumer\", \"supplier\" or system user.");

    private static readonly Text OtherScheme = new(
        "Organisasjonen i tokenet har en annen identifikator enn 0192 (norsk organisasjonsnummer).",
        "The organisation in the token has another identifier than 0192 (Norwegian organisation number).");

    private static readonly Text Malformed = new(
        "Et av feltene som sier hvem som kaller, kan ikke leses, eller kontrollsifferet stemmer ikke.",
        "One of the claims that say who is calling cannot be read, or its check digit does not hold.");

    public Task InvokeAsync(HttpContext context)
    {
        if (Call.Of(context) is not { Token: { } token } call)
        {
            return next(context);
        }

        if (token.Caller is not { } caller)
        {
            return RefuseAsync(context, call, token.Fault);
        }

        if (caller.Vendor is { } vendor && call.Registry.Vendors.TryGetValue(vendor, out var picture))
        {
            call.Vendor = picture;

            // Maskinporten signs the consumer, the registry only knows what the vendor told it: the token wins and the difference is counted.
            if (caller.Client is { } client && picture.Clients.Count != 0 && !picture.Clients.ContainsKey(client))
            {
                metrics.ClientNotRegistered(call.Operation.Product.Id);
            }
        }

        return next(context);
    }

    private Task RefuseAsync(HttpContext context, Call call, IdentityFault fault)
    {
        metrics.NobodyIdentified(fault);
        call.Refusal = new Refusal(Problems.NoIdentity)
        {
            Detail = fault switch
            {
                IdentityFault.OtherScheme => OtherScheme,
                IdentityFault.Malformed => Malformed,
                _ => NobodyNamed,
            },
        };
        return ProblemResponse.WriteAsync(context, call.Refusal);
    }
}
