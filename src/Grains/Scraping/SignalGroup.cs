namespace Digdir.Altinn.Grains.Scraping;

/// <summary>Signals that move together. A group's sum is capped, since its members do not speak independently (reference 2.2). Values are stored: add, never renumber.</summary>
internal enum SignalGroup : byte
{
    /// <summary>What a portal session's header fields show.</summary>
    Header = 0,

    /// <summary>The way from page to page.</summary>
    Flow = 1,

    /// <summary>How fast and how long.</summary>
    Pace = 2,

    /// <summary>How much of what is within reach.</summary>
    Breadth = 3,

    /// <summary>Trying and counting through.</summary>
    Enumeration = 4,

    /// <summary>Taking what nothing called for, by one token or spread over many (reference 2.5).</summary>
    Harvest = 5,

    /// <summary>What speaks for the subject. Not capped.</summary>
    Exoneration = 6,
}
