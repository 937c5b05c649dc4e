using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Polling;
using Digdir.Altinn.Grains.Scraping;

namespace Digdir.Altinn.Simulation.Vendors;

/// <summary>What really happened to one vendor in one run, and what the detector said when: the counts that all figures are made from.</summary>
internal sealed class Truth
{
    private readonly List<(long, long, Level)> _delays = [];

    /// <summary>Calls made, refused ones included.</summary>
    public long Calls { get; private set; }

    /// <summary>When the first poll, or the first look at what is none of the vendor's business, was made; 0 when never.</summary>
    public long FirstOffence { get; private set; }

    /// <summary>Polls that were answered and told nothing.</summary>
    public long Avoidable { get; private set; }

    /// <summary>Those of them before the first flag.</summary>
    public long AvoidableBeforeFlag { get; private set; }

    /// <summary>Polls made, refused ones included.</summary>
    public long Polls { get; private set; }

    public long PollsRefused { get; private set; }

    /// <summary>Refused calls of any purpose.</summary>
    public long Refused { get; private set; }

    /// <summary>
    /// Refused calls that an event called for, that a person's own token made, that followed an own submission or changed something. Must stay 0. People behind
    /// a machine's token have no credit; refusing them shows as harm to who behaves.
    /// </summary>
    public long CreditedRefused { get; private set; }

    /// <summary>Polls made since the first flag, and how many of them were refused.</summary>
    public (long Made, long Refused) AfterFlag { get; private set; }

    /// <summary>Polls made at the hard level or above, and how many of them were refused.</summary>
    public (long Made, long Refused) AtHard { get; private set; }

    /// <summary>Things obtained by polling that were at most an hour old.</summary>
    public long FreshNews { get; private set; }

    public long News { get; private set; }

    /// <summary>Things opened by scraping; what a list shows of them is not counted.</summary>
    public long Scraped { get; private set; }

    /// <summary>Those of them before it was first put before a person.</summary>
    public long ScrapedBeforeReview { get; private set; }

    /// <summary>When the vendor first rose above <see cref="Level.Clear"/>; 0 when never.</summary>
    public long Flagged { get; private set; }

    /// <summary>When a case for scraping was first proposed; 0 when never.</summary>
    public long Case { get; private set; }

    /// <summary>When it was first put before a person, for review or as a case; 0 when never.</summary>
    public long Review { get; private set; }

    /// <summary>What that rested on.</summary>
    public string Signals { get; private set; } = "";

    /// <summary>When each level was first reached; 0 when never.</summary>
    public long[] Reached { get; } = new long[5];

    public int LevelChanges { get; private set; }

    /// <summary>The highest level of all groups now.</summary>
    public Level Level { get; private set; }

    /// <summary>Companion patterns found, and when each was first.</summary>
    public Dictionary<Pattern, long> Findings { get; } = [];

    /// <summary>How much longer than without refusals each new thing took to be found, the interval that was in force, both in milliseconds, and the level.</summary>
    public IReadOnlyList<(long Milliseconds, long Interval, Level Level)> Delays => _delays;

    public void Made(Purpose purpose, long now)
    {
        Calls++;
        if (purpose is Purpose.Poll or Purpose.Scrape && FirstOffence == 0)
        {
            FirstOffence = now;
        }

        if (purpose == Purpose.Poll)
        {
            Polls++;
            AfterFlag = Flagged > 0 ? (AfterFlag.Made + 1, AfterFlag.Refused) : AfterFlag;
            AtHard = Level >= Level.Hard ? (AtHard.Made + 1, AtHard.Refused) : AtHard;
        }
    }

    public void RefusedCall(Purpose purpose, bool isCredited)
    {
        Refused++;
        CreditedRefused += isCredited ? 1 : 0;
        if (purpose == Purpose.Poll)
        {
            PollsRefused++;
            AfterFlag = Flagged > 0 ? (AfterFlag.Made, AfterFlag.Refused + 1) : AfterFlag;
            AtHard = Level >= Level.Hard ? (AtHard.Made, AtHard.Refused + 1) : AtHard;
        }
    }

    public void Answered(Purpose purpose, int news, int fresh, bool isOverview)
    {
        News += news;
        if (purpose == Purpose.Poll)
        {
            FreshNews += fresh;
            if (news == 0)
            {
                Avoidable++;
                AvoidableBeforeFlag += Flagged == 0 ? 1 : 0;
            }
        }
        else if (purpose == Purpose.Scrape && !isOverview)
        {
            Scraped += news;
            ScrapedBeforeReview += Review == 0 ? news : 0;
        }
    }

    public void Delayed(long milliseconds, long interval) => _delays.Add((milliseconds, interval, Level));

    /// <summary>A group changed its level; <paramref name="highest"/> is the highest of all groups now.</summary>
    public void Moved(Level highest, long at)
    {
        LevelChanges++;
        Level = highest;
        if (highest > Level.Clear && Flagged == 0)
        {
            Flagged = at;
        }

        for (var level = (int)highest; level > 0 && Reached[level] == 0; level--)
        {
            Reached[level] = at;
        }
    }

    public void Found(Pattern pattern, long at) => Findings.TryAdd(pattern, at);

    public void Proposed(ProposedCase proposal, long at)
    {
        if (Review == 0)
        {
            (Review, Signals) = (at, string.Join(' ', proposal.Subject.Signals.Select(signal => signal.Signal)));
        }

        Case = Case == 0 && proposal.Subject.Verdict == ScrapingVerdict.Case ? at : Case;
    }
}
