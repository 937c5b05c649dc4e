using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Digdir.Altinn.VendorRegistry.Pictures;

namespace Digdir.Altinn.VendorRegistry.NoticeFeeds;

/// <summary>
/// Feeds as they were built from a picture: each once per question, until the picture changes or time alone changes the answer. Questions are bounded, since their
/// address may be the caller's own invention. Thread-safe; two callers may build the same at once, which harms nobody.
/// </summary>
internal sealed class BuiltFeeds(TimeProvider time)
{
    private const int MostKept = 500;

    private readonly ConditionalWeakTable<RegistryPicture, ConcurrentDictionary<(string Feed, FeedQuestion Question), BuiltFeed>> _built = [];

    /// <summary>The feed; null when the builder finds there is none.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="feed">Which feed.</param>
    /// <param name="question">What of it.</param>
    /// <param name="build">Builds it from what is shown at the instant.</param>
    /// <param name="contentType">Its media type.</param>
    public BuiltFeed? Get(RegistryPicture picture, string feed, FeedQuestion question, string contentType, Func<ShownNotices, DateTimeOffset, byte[]?> build)
    {
        var now = time.GetUtcNow();
        var kept = _built.GetValue(picture, static _ => new());
        if (kept.TryGetValue((feed, question), out var known) && now >= known.From && now < known.Until)
        {
            return known;
        }

        var shown = ShownNotices.Of(picture.Notices, question, now);
        if (build(shown, now) is not { } body)
        {
            return null;
        }

        var built = new BuiltFeed(body, contentType, shown.Changed) { From = now, Until = shown.Until };
        if (kept.Count < MostKept || kept.ContainsKey((feed, question)))
        {
            kept[(feed, question)] = built;
        }

        return built;
    }
}
