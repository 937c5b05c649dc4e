using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Refusals;

namespace Digdir.Altinn.VendorRegistry.Notices;

/// <content>Planning and calling off brownouts. What they may be is asked of <see cref="BrownoutRules"/>.</content>
internal sealed partial class Notice
{
    /// <summary>Plans brownouts instead of those of a draft.</summary>
    public void Replan(IReadOnlyList<BrownoutPlan> plans)
    {
        if (_brownouts.Select(brownout => new BrownoutPlan(brownout.Environment, brownout.From, brownout.Until)).SequenceEqual(plans))
        {
            return;
        }

        // Numbers are not used again, so that the record shows which one was meant.
        var number = NextBrownout;
        _brownouts.Clear();
        foreach (var plan in plans)
        {
            Plan(plan, number++, announced: null);
        }
    }

    /// <summary>Adds a brownout.</summary>
    public Refusal? AddBrownout(BrownoutPlan plan, DateTimeOffset now)
    {
        if (Kind != NoticeKind.BreakingChange || !(Stands || IsUnpublished) || (Stands && StartsAt <= now))
        {
            return Wrong("Prøveavslag settes bare foran endringer uten bakoverkompatibilitet som ikke har trådt i kraft.", "Brownouts are only set before breaking changes that have not taken effect.");
        }

        var added = Plan(plan, NextBrownout, Stands ? now : null);
        if (Stands)
        {
            if (BrownoutRules.Check(_brownouts, Content.Environments, StartsAt ?? now, now) is { } refused)
            {
                _brownouts.Remove(added);
                return refused;
            }

            State = NoticeState.Amended;
            Tell(NoticePhase.Amended, new("Et prøveavslag er lagt til.", "Eit prøveavslag er lagt til.", "A brownout was added."), now);
            return null;
        }

        Touch(now);
        return null;
    }

    /// <summary>Calls off one brownout, or all of them, at once; those in production that are left without an earlier one in test go with it. Safe to repeat.</summary>
    /// <returns>Whether anything was called off.</returns>
    public bool CallOff(long? number, DateTimeOffset now)
    {
        var off = _brownouts.Where(brownout => brownout.IsAhead(now) && (number is null || brownout.Number == number)).ToList();
        off.ForEach(brownout => brownout.CalledOffAt = now);
        if (off.Count == 0)
        {
            return false;
        }

        foreach (var brownout in _brownouts.Where(brownout => brownout.IsAhead(now) && BrownoutRules.IsUntried(brownout, _brownouts)))
        {
            brownout.CalledOffAt = now;
        }

        if (Stands)
        {
            State = NoticeState.Amended;
            Tell(NoticePhase.Amended, new("Prøveavslag er avlyst.", "Prøveavslag er avlyste.", "Brownouts were called off."), now);
        }
        else
        {
            Touch(now);
        }

        return true;
    }

    private long NextBrownout => _brownouts.Count == 0 ? 1 : _brownouts.Max(brownout => brownout.Number) + 1;

    private Brownout Plan(BrownoutPlan plan, long number, DateTimeOffset? announced)
    {
        var brownout = new Brownout
        {
            Notice = Id,
            Number = number,
            Environment = plan.Environment,
            From = plan.From,
            Until = plan.Until,
            AnnouncedAt = announced,
        };
        _brownouts.Add(brownout);
        return brownout;
    }
}
