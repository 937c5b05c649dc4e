using System.Runtime.InteropServices;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Polling;

namespace Digdir.Altinn.Gateway.Levels;

/// <summary>
/// Which of a call's parties the ladder is asked about, one after the other, and what their answers come to. Of those that were ever read the one that has to
/// wait longest decides, or a party could be read as often as there are others to name beside it; where none has to wait, the first of them, since anybody can
/// be named. Where that one is refused, any of the others may bring a credit it has earned; where the call passes without any, all parties' intervals begin.
/// For the call on its way and for the one that is replayed. Pure; one call's.
/// </summary>
/// <param name="count">Parties of the call, in their own order; at least 1.</param>
[StructLayout(LayoutKind.Auto)]
internal struct PartyTurns(int count)
{
    /// <summary>Parties that are asked about for a credit.</summary>
    public const int MostSupporters = 15;

    private long _longest;
    private int _decider = -1;
    private int _supporters;

    /// <summary>The party to ask about.</summary>
    public int Party { get; private set; }

    /// <summary>As what.</summary>
    public PartyPart Part { get; private set; } = count > 1 ? PartyPart.Waits : PartyPart.Decides;

    /// <summary>What the answers come to so far.</summary>
    public Judgement Judgement { get; private set; } = Judgement.Clear;

    /// <summary>Takes the answer about the party; true when another one is to be asked about.</summary>
    public bool Take(in Judgement answer) => Part switch
    {
        PartyPart.Waits => TakeWait(answer),
        PartyPart.Supports => TakeSupport(answer),
        PartyPart.Follows => Next(from: Party + 1),
        _ => TakeDecision(answer),
    };

    private bool TakeWait(in Judgement answer)
    {
        if (answer is { IntervalMs: 0, Braked: false })
        {
            // Nothing of the kind is slowed.
            Judgement = answer;
            return false;
        }

        if (answer.RetryAfterMs > _longest)
        {
            (_longest, _decider) = (answer.RetryAfterMs, Party);
        }

        if (++Party < count)
        {
            return true;
        }

        (Party, Part) = _decider >= 0 ? (_decider, PartyPart.Decides) : (0, DecidesAt(0));
        return true;
    }

    private bool TakeDecision(in Judgement answer)
    {
        Judgement = answer;
        if (count == 1)
        {
            return false;
        }

        if (_decider < 0 && answer is { Passes: true, Credit: Excuse.FirstContact })
        {
            Part = DecidesAt(++Party);
            return Party < count;
        }

        _decider = Party;
        if (answer.Passes && answer.Credit != Excuse.None)
        {
            return false;
        }

        Part = answer.Passes ? PartyPart.Follows : PartyPart.Supports;
        return Next(from: 0);
    }

    private bool TakeSupport(in Judgement answer)
    {
        if (answer.Passes)
        {
            Judgement = answer;
            return false;
        }

        return ++_supporters < MostSupporters && Next(from: Party + 1);
    }

    /// <summary>Goes on to the next party that has not decided.</summary>
    private bool Next(int from)
    {
        Party = from == _decider ? from + 1 : from;
        return Party < count;
    }

    /// <summary>Whoever was never read before does not decide while others are left.</summary>
    private readonly PartyPart DecidesAt(int party) => party < count - 1 ? PartyPart.DecidesWhenKnown : PartyPart.Decides;
}
