using Digdir.Altinn.Gateway.Observations;
using Digdir.Altinn.Grains.Gates;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Polling;
using Digdir.Altinn.VendorRegistry.Refusals;

namespace Digdir.Altinn.Gateway.Levels;

/// <summary>
/// Asks the ladder whether a read passes, and tells every read what its group's avoidable calls come to. Before the limits, because a read that is refused here
/// costs no tokens; after Observations, which has worked out what is asked.
/// </summary>
internal sealed class LevelsMiddleware(RequestDelegate next, IVendorGates gates, ObservationMapper mapper, ConductViews views, LevelsMetrics metrics)
{
    /// <summary>Parties of one call that are asked about for credit once the first that is known has been refused.</summary>
    public const int MostAsked = 16;

    public Task InvokeAsync(HttpContext context)
    {
        if (Call.Of(context) is not { Observed: { IsTeed: true } observed } call)
        {
            return next(context);
        }

        views.Tell(context.Response.Headers, observed.Vendor, observed.Question.Group);
        var gate = gates.Of(observed.Vendor);
        observed.Question.SortParties();
        var asked = gate.JudgeAsync(mapper.Ask(observed.Question, 0, PartOf(observed.Question, 0)), context.RequestAborted);
        if (!asked.IsCompletedSuccessfully)
        {
            return JudgeAsync(context, call, observed, gate, asked);
        }

        var judgement = asked.GetAwaiter().GetResult();
        return judgement.Passes && IsDecided(judgement, observed.Question) ? next(context) : JudgeAsync(context, call, observed, gate, new ValueTask<Judgement>(judgement));
    }

    private async Task JudgeAsync(HttpContext context, Call call, ObservedCall observed, IVendorGate gate, ValueTask<Judgement> asked)
    {
        var judgement = await asked;
        var count = observed.Question.PartyCount;
        var party = 1;
        for (; !IsDecided(judgement, observed.Question) && party < count; party++)
        {
            judgement = await gate.JudgeAsync(mapper.Ask(observed.Question, party, PartOf(observed.Question, party)), context.RequestAborted);
        }

        for (var most = Math.Min(count, party + MostAsked - 1); !judgement.Passes && party < most; party++)
        {
            var other = await gate.JudgeAsync(mapper.Ask(observed.Question, party, PartyPart.Supports), context.RequestAborted);
            judgement = other.Passes ? other : judgement;
        }

        if (judgement.Passes)
        {
            await next(context);
            return;
        }

        metrics.Refused(call, judgement);
        observed.Refuse(judgement.Braked ? ObservationFacts.RefusedByLimit : ObservationFacts.RefusedByLevel);
        call.Refusal = LevelRefusal.Of(call, context.Request, judgement, await views.OfAsync(observed.Vendor, observed.Question.Group));
        await ProblemResponse.WriteAsync(context, call.Refusal);
    }

    /// <summary>Whoever was never read before does not decide while others are left: anybody can be named.</summary>
    public static PartyPart PartOf(in CallQuestion question, int party) => party < question.PartyCount - 1 ? PartyPart.DecidesWhenKnown : PartyPart.Decides;

    /// <summary>False where the party was never read before and the next one decides.</summary>
    public static bool IsDecided(in Judgement judgement, in CallQuestion question)
        => question.PartyCount == 1 || judgement is not { Passes: true, Credit: Excuse.FirstContact };
}
