namespace Digdir.Altinn.Grains.Scraping;

/// <summary>The numbers of scraping detection. Weights of signals stand at the signals. Immutable.</summary>
internal sealed record ScrapingRules
{
    /// <summary>As the reference proposes.</summary>
    public static ScrapingRules Default { get; } = new();

    /// <summary>Log-odds of scraping before any evidence: about one token-day in a thousand (reference 2.2).</summary>
    public double Prior { get; init; } = -7;

    /// <summary>Score from which a person is asked to look: 0 is more likely than not.</summary>
    public double Review { get; init; }

    /// <summary>Score from which a case is proposed.</summary>
    public double Case { get; init; } = 4.6;

    /// <summary>Groups that must speak against the subject before a case is proposed.</summary>
    public int CaseGroups { get; init; } = 2;

    /// <summary>Subjects remembered per vendor, at least 32. Bounds memory; see docs/adr/0012.</summary>
    public int Subjects { get; init; } = 1024;
}
