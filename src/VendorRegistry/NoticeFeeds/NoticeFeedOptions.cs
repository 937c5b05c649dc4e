namespace Digdir.Altinn.VendorRegistry.NoticeFeeds;

/// <summary>How notices are published to everyone.</summary>
public sealed class NoticeFeedOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "NoticeFeeds";

    /// <summary>How long a feed may be used without asking again. A minute by default; 0 to 1 day.</summary>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromMinutes(1);
}
