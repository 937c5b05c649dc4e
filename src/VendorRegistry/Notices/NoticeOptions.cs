using System.ComponentModel.DataAnnotations;

namespace Digdir.Altinn.VendorRegistry.Notices;

/// <summary>How notices are kept going.</summary>
public sealed class NoticeOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Registry:Notices";

    /// <summary>How often the registry looks for notices whose time has come. 5 s by default; 1 s to 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan CheckInterval { get; set; } = TimeSpan.FromSeconds(5);
}
