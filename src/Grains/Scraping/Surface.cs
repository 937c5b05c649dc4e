namespace Digdir.Altinn.Grains.Scraping;

/// <summary>Where a subject of scraping evidence was seen (reference 2.1): each surface is judged by evidence of its own. Values are stored: add, never renumber.</summary>
internal enum Surface : byte
{
    /// <summary>A: a portal session. Whatever is not a browser is suspect.</summary>
    Portal = 0,

    /// <summary>B: an API with a person's token. Programs are in order; what counts is whether a person could keep the pace.</summary>
    UserToken = 1,

    /// <summary>C: an API with a machine's token. Robots are normal; what counts is breadth, counting through and taking all.</summary>
    MachineToken = 2,

    /// <summary>All of the vendor's tokens on B and C together (reference 2.5): what no single one of them shows.</summary>
    Vendor = 3,
}
