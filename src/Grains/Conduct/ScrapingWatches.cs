using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Polling;
using Digdir.Altinn.Grains.Scraping;

namespace Digdir.Altinn.Grains.Conduct;

/// <summary>
/// The watches for scraping of one vendor: one over products in enforce, whose findings become cases, and one over those in shadow, whose findings are only
/// kept. Apart, so that nothing seen in shadow ever weighs in a case. Each is made when first needed. Pure; not thread-safe.
/// </summary>
internal sealed class ScrapingWatches
{
    private readonly ScrapingRules _rules;
    private readonly ulong _seed;
    private ScrapingWatch? _enforced;
    private ScrapingWatch? _shadowed;
    private ScrapingKnowledge _knowledge;

    /// <summary>Begins, or goes on from what earlier watches left behind.</summary>
    public ScrapingWatches(ScrapingRules rules, ulong seed, ScrapingKnowledge knowledge, ScrapingMemory? enforced = null, ScrapingMemory? shadowed = null)
    {
        _rules = rules;
        _seed = seed;
        _knowledge = knowledge;
        _enforced = enforced is null ? null : New(enforced);
        _shadowed = shadowed is null ? null : New(shadowed);
    }

    /// <summary>What is known from elsewhere.</summary>
    public ScrapingKnowledge Knowledge
    {
        set
        {
            _knowledge = value;
            if (_enforced is not null)
            {
                _enforced.Knowledge = value;
            }

            if (_shadowed is not null)
            {
                _shadowed.Knowledge = value;
            }
        }
    }

    /// <summary>Takes in one call of a product in this mode.</summary>
    public void Hear(ConductMode mode, in Observation observation, in ReadOutcome outcome, ReadOnlySpan<ulong> things)
    {
        if (mode == ConductMode.Enforce)
        {
            (_enforced ??= New(ScrapingMemory.None)).Hear(observation, outcome, things);
        }
        else if (mode == ConductMode.Shadow)
        {
            (_shadowed ??= New(ScrapingMemory.None)).Hear(observation, outcome, things);
        }
    }

    /// <summary>How the vendor stands; subjects of both watches, the highest score first.</summary>
    public ScrapingView Look(long now)
    {
        var enforced = _enforced?.Look(now) ?? new ScrapingView(now, [], default);
        if (_shadowed is null)
        {
            return enforced;
        }

        var shadowed = _shadowed.Look(now);
        var subjects = new List<SubjectView>(enforced.Subjects);
        foreach (var subject in shadowed.Subjects)
        {
            subjects.Add(subject with { Shadow = true });
        }

        subjects.Sort(static (one, other) => other.Score.CompareTo(one.Score));
        var (one, two) = (enforced.Counts, shadowed.Counts);
        return new ScrapingView(
            now, subjects, new ScrapingCounts(one.Heard + two.Heard, one.Subjects + two.Subjects, one.Forgotten + two.Forgotten, one.Reviews + two.Reviews, one.Cases + two.Cases));
    }

    /// <summary>Brings each proposal made since last asked, and whether it was made in shadow.</summary>
    public void TakeProposals(Action<ProposedCase, bool> propose)
    {
        Take(_enforced, shadow: false);
        Take(_shadowed, shadow: true);

        void Take(ScrapingWatch? watch, bool shadow)
        {
            var proposals = watch?.TakeProposals() ?? [];
            for (var i = 0; i < proposals.Count; i++)
            {
                propose(proposals[i], shadow);
            }
        }
    }

    /// <summary>What should outlive a restart; nothing of a watch that was never needed.</summary>
    public (ScrapingMemory? Enforced, ScrapingMemory? Shadowed) Save() => (_enforced?.Save(), _shadowed?.Save());

    private ScrapingWatch New(ScrapingMemory memory) => new(_rules, _seed, memory) { Knowledge = _knowledge };
}
