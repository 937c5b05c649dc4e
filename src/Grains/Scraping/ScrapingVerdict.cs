namespace Digdir.Altinn.Grains.Scraping;

/// <summary>What the evidence about one subject amounts to (reference 2.2). Never more than a question to a person. Values are stored: add, never renumber.</summary>
internal enum ScrapingVerdict : byte
{
    /// <summary>Nothing that a person should spend time on.</summary>
    Nothing = 0,

    /// <summary>More likely than not: for the review queue.</summary>
    Review = 1,

    /// <summary>Ninety-nine to one, from at least two groups of evidence: a case to open.</summary>
    Case = 2,
}
