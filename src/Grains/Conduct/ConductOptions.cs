using System.ComponentModel.DataAnnotations;
using Digdir.Altinn.Grains.Levels;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.Grains.Conduct;

/// <summary>How conduct is judged where nobody has decided otherwise: the configuration section <c>Conduct</c>. All but <see cref="NoticeDeadline"/> is followed while running.</summary>
internal sealed class ConductOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Conduct";

    /// <summary>The mode of products that are not named: <c>off</c>, <c>shadow</c> or <c>enforce</c>.</summary>
    [EnumDataType(typeof(ConductMode))]
    public ConductMode Mode { get; set; } = ConductMode.Shadow;

    /// <summary>Modes of single products by id, and of single classes of reads as <c>product/class</c> (<c>dialogporten/list</c>).</summary>
    public Dictionary<string, ConductMode> Products { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The mode of scraping detection for products that are not named: <c>off</c>, <c>shadow</c> or <c>enforce</c>; the mode of the product's other detectors when not set.</summary>
    public ConductMode? Scraping { get; set; }

    /// <summary>Modes of scraping detection for single products, by id.</summary>
    public Dictionary<string, ConductMode> ScrapingProducts { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The highest level of any vendor: the kill switch. <c>Notice</c> tells and refuses nothing, <c>Clear</c> stops the ladder.</summary>
    [EnumDataType(typeof(Level))]
    public Level Ceiling { get; set; } = Level.ClosureCase;

    /// <summary>The same for single vendors, by organisation number; where both are set the lower one holds.</summary>
    public Dictionary<string, Level> VendorCeilings { get; } = [];

    /// <summary>False to disable the emergency brake.</summary>
    public bool Brake { get; set; } = true;

    /// <summary>How long a vendor has from a notice to mend matters before it is slowed (terms 7.2). 1 to 90 days. Deadlines that were told stay.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "90.00:00:00")]
    public TimeSpan NoticeDeadline { get; set; } = TimeSpan.FromDays(14);

    /// <summary>Days, in Norway's time, on which only the emergency brake refuses: deadlines for tax, VAT and the like.</summary>
    public List<DateOnly> ProtectedDays { get; } = [];
}

/// <summary>Checks <see cref="ConductOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class ConductOptionsValidator : IValidateOptions<ConductOptions>;
