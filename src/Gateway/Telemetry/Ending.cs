using Digdir.Altinn.VendorRegistry.Refusals;

namespace Digdir.Altinn.Gateway.Telemetry;

/// <summary>How a request ended, as logs and metrics tell it.</summary>
internal enum Outcome
{
    /// <summary>The product answered.</summary>
    Forwarded = 0,

    /// <summary>We answered ourselves.</summary>
    Answered,

    /// <summary>We refused.</summary>
    Refused,

    /// <summary>The product failed, or we did.</summary>
    Failed,

    /// <summary>The caller hung up or was too slow.</summary>
    Aborted,
}

/// <summary>Set by a step that knows that a request failed or was given up; refusals are seen by themselves, where they are written.</summary>
internal sealed record Ending(Outcome Outcome, Problem Problem)
{
    /// <summary>Notes how the request ended; the first to say so is the one that knows.</summary>
    public static void Set(HttpContext context, Outcome outcome, Problem problem)
    {
        if (context.Features.Get<Ending>() is null)
        {
            context.Features.Set(new Ending(outcome, problem));
        }
    }

    /// <summary>How the request ended, and the code of the reason if there is one.</summary>
    public static (Outcome Outcome, string? Code) Of(HttpContext context, Call? call)
    {
        // The usual case first: nothing but the product has spoken.
        var status = context.Response.StatusCode;
        if (status < 400 && call is { AnsweredAt: not 0 } && context.Features.Get<Ending>() is null)
        {
            return (Outcome.Forwarded, null);
        }

        if (context.Features.Get<Ending>() is { } ending)
        {
            return (ending.Outcome, ending.Problem.Code);
        }

        if ((context.Features.Get<Refusal>() ?? call?.Refusal) is { } refusal)
        {
            return (Outcome.Refused, refusal.Problem.Code);
        }

        return call is { ForwardedAt: not 0 } ? (Outcome.Forwarded, null) : (status >= 400 ? Outcome.Refused : Outcome.Answered, null);
    }
}
