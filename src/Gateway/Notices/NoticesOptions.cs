using System.ComponentModel.DataAnnotations;

namespace Digdir.Altinn.Gateway.Notices;

/// <summary>How calls hear of notices.</summary>
internal sealed class NoticesOptions
{
    public const string SectionName = "Notices";

    /// <summary>How long before planned maintenance answers of the operations concerned announce it; zero for not before it starts. 0 to 30 days.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan MaintenanceAhead { get; set; } = TimeSpan.FromDays(3);

    /// <summary>Seconds that are spread over the Retry-After of planned refusals, so that not all callers come back in the same one. 0 to 600.</summary>
    [Range(0, 600)]
    public int RetrySpreadSeconds { get; set; } = 30;
}
