namespace Digdir.Altinn.Grains.Scraping;

/// <summary>
/// What waits to be put before a person, and what was within the last week, so that nobody is proposed twice for the same. At most 64 wait; what finds no
/// place is proposed again when it is next weighed. Not thread-safe.
/// </summary>
internal sealed class Proposals
{
    private const int MostWaiting = 64;
    private const int MostMarks = 1024;
    private const long Week = 7 * 86_400_000L;

    private readonly List<ProposedCase> _waiting = [];
    private readonly List<ProposedMark> _marks;

    /// <summary>Continues from what was proposed before.</summary>
    public Proposals(IReadOnlyList<ProposedMark> marks) => _marks = [.. marks.TakeLast(MostMarks)];

    /// <summary>Proposals for the review queue so far.</summary>
    public long Reviews { get; private set; }

    /// <summary>Proposals of a case so far.</summary>
    public long Cases { get; private set; }

    /// <summary>What was proposed.</summary>
    public IReadOnlyList<ProposedMark> Marks => [.. _marks];

    /// <summary>True when the verdict should be put before a person: it is one, it is new within the week or has risen, and there is room.</summary>
    public bool Wants(Surface surface, ulong subject, ScrapingVerdict verdict, long now)
    {
        if (verdict == ScrapingVerdict.Nothing || _waiting.Count == MostWaiting)
        {
            return false;
        }

        foreach (var mark in _marks)
        {
            // An earlier instant in the future is a clock set back: it still counts.
            if (mark.Surface == surface && mark.Subject == subject && mark.Verdict >= verdict && now - mark.At < Week)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>True when a person is looking at the vendor already: somebody of it was proposed as at least that within the week.</summary>
    public bool HasAny(ScrapingVerdict verdict, long now)
    {
        foreach (var mark in _marks)
        {
            if (mark.Verdict >= verdict && now - mark.At < Week)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Puts it before a person.</summary>
    public void Add(ProposedCase proposal)
    {
        _waiting.Add(proposal);
        Reviews += proposal.Subject.Verdict == ScrapingVerdict.Review ? 1 : 0;
        Cases += proposal.Subject.Verdict == ScrapingVerdict.Case ? 1 : 0;
        var (surface, subject) = (proposal.Subject.Surface, proposal.Subject.Subject);
        _marks.RemoveAll(mark => (mark.Surface == surface && mark.Subject == subject) || proposal.At - mark.At >= Week);
        if (_marks.Count == MostMarks)
        {
            _marks.RemoveAt(0);
        }

        _marks.Add(new ProposedMark(surface, subject, proposal.Subject.Verdict, proposal.At));
    }

    /// <summary>Hands over what waits, oldest first.</summary>
    public IReadOnlyList<ProposedCase> Take()
    {
        if (_waiting.Count == 0)
        {
            return [];
        }

        ProposedCase[] taken = [.. _waiting];
        _waiting.Clear();
        return taken;
    }
}
