using Digdir.Altinn.Grains.Gates;
using Digdir.Altinn.Grains.Limits;
using Digdir.Altinn.VendorRegistry.Refusals;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.Gateway.Throttling;

/// <summary>Asks the vendor's gate for the request's tokens. Last before forwarding, so that whatever is refused for another reason costs none.</summary>
internal sealed class ThrottlingMiddleware(RequestDelegate next, IVendorGates gates, LimitBook book, IOptions<LimitsOptions> options)
{
    private readonly LimitsOptions _options = options.Value;

    public Task InvokeAsync(HttpContext context)
    {
        // Calls without a vendor (anonymous metadata, people in Altinn's own GUI) are the edge guard's.
        if (Call.Of(context) is not { Token.Caller: { Vendor: { } vendor } caller } call)
        {
            return next(context);
        }

        var set = book.SetFor(call);
        var asked = gates.Of(vendor).AdmitAsync(set.Limits, caller.CustomerKey, set.Cost, context.RequestAborted);
        return asked.IsCompletedSuccessfully ? Answer(context, call, set, asked.GetAwaiter().GetResult()) : AnswerAsync(context, call, set, asked);
    }

    private async Task AnswerAsync(HttpContext context, Call call, ThrottledSet set, ValueTask<Verdict> asked)
        => await Answer(context, call, set, await asked);

    private Task Answer(HttpContext context, Call call, ThrottledSet set, in Verdict verdict)
    {
        call.Verdict = verdict;
        RateLimitFields.Add(context.Response.Headers, verdict, set, _options.HeaderDraft, _options.WarnFrom);
        if (verdict.IsAdmitted)
        {
            return next(context);
        }

        call.Refusal = Refuse(call, set, verdict);
        return ProblemResponse.WriteAsync(context, call.Refusal);
    }

    private static Refusal Refuse(Call call, ThrottledSet set, in Verdict verdict)
    {
        var policy = verdict.Tightest?.Key.Policy ?? "vendor";
        var members = new Dictionary<string, object?>(StringComparer.Ordinal) { ["violated-policies"] = new[] { policy } };
        if (verdict.Tightest is { Allowance: var allowance })
        {
            members["quota"] = RateLimitFields.Calls(allowance.Burst, set.Cost);
            members["window"] = Math.Ceiling(allowance.Burst / allowance.Rate);
        }

        if (!call.Operation.EventAlternatives.IsEmpty)
        {
            members["events"] = call.Operation.EventAlternatives;
        }

        return new Refusal(Problems.LimitSpent)
        {
            Detail = new Text(
                $"Grensen «{policy}» er brukt opp. Prøv igjen om {verdict.RetryAfterSeconds} s.",
                $"The limit \"{policy}\" is spent. Try again in {verdict.RetryAfterSeconds} s."),
            RetryAfterSeconds = verdict.RetryAfterSeconds,
            Members = members,
        };
    }
}
