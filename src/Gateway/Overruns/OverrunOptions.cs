using System.ComponentModel.DataAnnotations;
using Digdir.Altinn.Grains.Conduct;

namespace Digdir.Altinn.Gateway.Overruns;

/// <summary>When the gateway pulls a vendor's emergency brake by itself. Followed while running.</summary>
internal sealed class OverrunOptions
{
    public const string SectionName = "Overruns";

    /// <summary>off, shadow (told and kept as evidence, nobody is braked) or enforce, until the registry's policy <c>brake</c> is set.</summary>
    [EnumDataType(typeof(ConductMode))]
    public ConductMode Mode { get; set; } = ConductMode.Shadow;

    /// <summary>Calls a minute below which a product is never found overrun. 20 to 1000000.</summary>
    [Range(20, 1_000_000)]
    public int LeastCalls { get; set; } = 200;

    /// <summary>The share of calls that a product fails when it is overrun. 0.05 to 1.</summary>
    [Range(0.05, 1)]
    public double FailureShare { get; set; } = 0.2;

    /// <summary>How many times slower than usual it answers. 1.5 to 100.</summary>
    [Range(1.5, 100)]
    public double TimesSlower { get; set; } = 4;

    /// <summary>How many times more calls than usual there are. 1.1 to 100.</summary>
    [Range(1.1, 100)]
    public double TimesMore { get; set; } = 1.5;

    /// <summary>The share of the product's time from which it is one vendor's doing. Never under half (reference 5.2). 0.5 to 1.</summary>
    [Range(0.5, 1)]
    public double Share { get; set; } = 0.5;
}
