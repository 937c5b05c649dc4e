using Digdir.Altinn.Gateway.Observations;
using Digdir.Altinn.Grains.Gates;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.VendorRegistry.Refusals;

namespace Digdir.Altinn.Gateway.Levels;

/// <summary>
/// Asks the ladder whether a read passes, and tells every read what its group's avoidable calls come to. Before the limits, because a read that is refused here
/// costs no tokens; after Observations, which has worked out what is asked.
/// </summary>
internal sealed class LevelsMiddleware(RequestDelegate next, IVendorGates gates, ObservationMapper mapper, ConductViews views, LevelsMetrics metrics)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (Call.Of(context) is not { Observed: { IsTeed: true } observed } call)
        {
            return next(context);
        }

        views.Tell(context.Response.Headers, observed.Vendor, observed.Question.Group);
        var gate = gates.Of(observed.Vendor);
        observed.Question.SortParties();
        var turns = new PartyTurns(observed.Question.PartyCount);
        var asked = gate.JudgeAsync(mapper.Ask(observed.Question, turns.Party, turns.Part), context.RequestAborted);
        if (!asked.IsCompletedSuccessfully)
        {
            return JudgeAsync(context, call, observed, gate, asked);
        }

        var judgement = asked.GetAwaiter().GetResult();
        return !turns.Take(judgement) && turns.Judgement.Passes ? next(context) : JudgeAsync(context, call, observed, gate, new ValueTask<Judgement>(judgement));
    }

    private async Task JudgeAsync(HttpContext context, Call call, ObservedCall observed, IVendorGate gate, ValueTask<Judgement> asked)
    {
        var turns = new PartyTurns(observed.Question.PartyCount);
        while (turns.Take(await asked))
        {
            asked = gate.JudgeAsync(mapper.Ask(observed.Question, turns.Party, turns.Part), context.RequestAborted);
        }

        var judgement = turns.Judgement;
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
}
