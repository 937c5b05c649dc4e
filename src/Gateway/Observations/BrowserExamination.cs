using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Gateway.Observations;

/// <summary>
/// Whether a portal session's request looks like its browser's (reference 2.2, S1-S7), worked out where the fields are seen, so that none of them travels.
/// What it finds are signs, each weighed by itself later; nothing is refused by them. Pure; thread-safe; allocates nothing.
/// </summary>
internal static class BrowserExamination
{
    private const int FewestPeers = 200;
    private const double RareOrder = 0.005;

    private static readonly string[] Automation = ["HeadlessChrome", "PhantomJS", "Playwright", "Puppeteer", "Selenium"];

    private static readonly string[] Libraries =
    [
        "curl/", "python-requests", "python-urllib", "python-httpx", "aiohttp", "okhttp", "Go-http-client", "axios", "node-fetch", "undici", "Java/",
        "Apache-HttpClient", "Wget/", "libwww-perl", "PostmanRuntime", "RestSharp",
    ];

    /// <summary>Looks at one request.</summary>
    public static BrowserSigns Examine(in BrowserRequest request)
    {
        var agent = BrowserAgent.Of(request.Agent);
        var signs = BrowserSigns.Examined
            | request.Load switch
            {
                BrowserLoad.Document => BrowserSigns.DocumentOrAsset,
                BrowserLoad.Asset => BrowserSigns.DocumentOrAsset | BrowserSigns.Asset,
                _ => BrowserSigns.None,
            };
        signs |= If(request.IsFromSession, BrowserSigns.RefererInSession);
        signs |= If(request.IsHttps && agent.SendsFetchMetadata && LacksFetchMetadata(request), BrowserSigns.FetchMetadataMissing);
        signs |= If(IsImpossible(request), BrowserSigns.FetchMetadataImpossible);
        signs |= NamesAny(request.Agent, Automation) ? BrowserSigns.AutomationAgent
            : If(request.Agent.IsWhiteSpace() || NamesAny(request.Agent, Libraries), BrowserSigns.LibraryAgent);
        signs |= If(agent.IsBrowser && request.Language.IsWhiteSpace(), BrowserSigns.NoLanguage);
        signs |= If(IsPage(request) && request.Accept.Trim() is "" or "*/*", BrowserSigns.AnyTypePage);
        signs |= If(request.IsHttps && !TakesBrotli(request.Encoding), BrowserSigns.NoBrotli);
        signs |= If(agent.IsBrowser && agent.DisagreesWith(request), BrowserSigns.HintsDisagree);
        signs |= If(agent.IsBrowser && request is { IsHttps: true, Protocol: 11 }, BrowserSigns.OldProtocol);
        return signs | If(request.OrderPeers >= FewestPeers && request.OrderShare < RareOrder, BrowserSigns.OddOrder);
    }

    private static BrowserSigns If(bool found, BrowserSigns sign) => found ? sign : BrowserSigns.None;

    private static bool LacksFetchMetadata(in BrowserRequest request)
        => request.FetchDest.IsEmpty || request.FetchMode.IsEmpty || request.FetchSite.IsEmpty;

    private static bool IsImpossible(in BrowserRequest request)
    {
        if (request.FetchMode is "navigate")
        {
            // The Fetch standard also knows frame, embed, object and fencedframe as destinations of a navigation.
            return request.Load == BrowserLoad.Data
                || request.FetchDest is not ("document" or "iframe" or "frame" or "embed" or "object" or "fencedframe")
                || ComesFromNowhere(request);
        }

        return !request.FetchUser.IsEmpty || ComesFromNowhere(request);
    }

    /// <summary>Same origin, before the session had been anywhere.</summary>
    private static bool ComesFromNowhere(in BrowserRequest request) => request.IsFirst && request.FetchSite is "same-origin";

    private static bool IsPage(in BrowserRequest request) => request.Load == BrowserLoad.Document || request.FetchMode is "navigate";

    private static bool TakesBrotli(ReadOnlySpan<char> encoding)
    {
        foreach (var range in encoding.Split(','))
        {
            var one = encoding[range].Trim();
            var end = one.IndexOf(';');
            if ((end < 0 ? one : one[..end].TrimEnd()).Equals("br", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static bool NamesAny(ReadOnlySpan<char> agent, string[] names)
    {
        foreach (var name in names)
        {
            if (agent.Contains(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
