using System.ComponentModel.DataAnnotations;

namespace Digdir.Altinn.VendorRegistry.Evidence;

/// <summary>How long evidence and cases are kept. Cases that nobody has decided, and their evidence, stay.</summary>
public sealed class EvidenceOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Registry:Evidence";

    /// <summary>Calendar months that evidence of no case is kept, and a dismissed case with its evidence from its decision on. 13 by default: a year, and the month it is compared with. 1 to 120.</summary>
    [Range(1, 120)]
    public int Months { get; set; } = 13;

    /// <summary>Calendar months that an accepted case is kept with its evidence, from its decision on. 60 by default. 1 to 240.</summary>
    [Range(1, 240)]
    public int AcceptedMonths { get; set; } = 60;
}
