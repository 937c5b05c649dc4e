using System.Net;
using System.Security.Cryptography;
using System.Text;
using Digdir.Altinn.VendorRegistry.Pictures;

namespace Digdir.Altinn.VendorRegistry.NoticeFeeds;

/// <summary>Notices as pages for people: one that lists them, and one of each. No script; one style, allowed by its hash. Pure.</summary>
internal static class NoticePages
{
    public const string ContentType = "text/html; charset=utf-8";

    // Colours with a contrast of at least 7:1 in both schemes; sizes follow the reader's own.
    private const string Style = """
        :root{color-scheme:light dark;--ink:#1e2b3c;--page:#fff;--line:#5b6778;--link:#003f7d;--box:#f2f5f9}
        @media (prefers-color-scheme:dark){:root{--ink:#f1f4f8;--page:#11181f;--line:#a9b4c2;--link:#a9d1ff;--box:#1c262f}}
        body{margin:0;font:1.0625rem/1.6 Inter,system-ui,sans-serif;color:var(--ink);background:var(--page)}
        header,main,footer{max-width:46rem;margin:0 auto;padding:1rem}
        a{color:var(--link);text-underline-offset:.15em}a:focus-visible{outline:3px solid var(--link);outline-offset:3px}
        h1{font-size:1.9rem;line-height:1.25}h2{font-size:1.35rem;margin-top:2rem}h3{font-size:1.1rem;margin:0}
        article,.box{border:1px solid var(--line);border-radius:.5rem;background:var(--box);padding:1rem;margin:1rem 0}
        p{overflow-wrap:anywhere}.text{white-space:pre-line}dl{display:grid;grid-template-columns:minmax(8rem,auto) 1fr;gap:.25rem 1rem;margin:.5rem 0}
        dt{font-weight:600}dd{margin:0;overflow-wrap:anywhere}nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;list-style:none;padding:0;margin:.5rem 0}
        .skip{position:absolute;left:-100vw}.skip:focus{position:static}
        @media (max-width:30rem){dl{grid-template-columns:1fr}dd{margin-bottom:.5rem}}
        """;

    /// <summary>What the pages may do: show themselves in their own style.</summary>
    public static readonly string SecurityPolicy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>The page that lists notices.</summary>
    public static byte[] List(ShownNotices shown, FeedQuestion question, DateTimeOffset now)
    {
        var title = question.In("Varsler fra Altinn til leverandører", "Varsel frå Altinn til leverandørar", "Notices from Altinn to vendors");
        var html = Begin(question, title, NoticeFeedsApi.Prefix);
        html.Append($"<h1>{Text(title)}</h1>");
        if (question.Product is { } product)
        {
            html.Append($"<p>{Text(question.In("Bare varsler om", "Berre varsel om", "Only notices about"))} {Text(ProductNames.Of(product))}.</p>");
        }

        Section(NoticeStanding.Current, question.In("Nå", "No", "Now"));
        Section(NoticeStanding.Ahead, question.In("Kommer", "Kjem", "Ahead"));
        Section(NoticeStanding.Over, question.In("Over", "Over", "Over"));
        if (shown.Notices.IsEmpty)
        {
            html.Append($"<p>{Text(question.In("Det er ingen varsler.", "Det er ingen varsel.", "There are no notices."))}</p>");
        }

        html.Append($"<h2>{Text(question.In("Følg med", "Følg med", "Follow"))}</h2><ul>");
        Follow(AtomFeed.Path, "Atom");
        Follow(JsonNoticeFeed.Path, "JSON Feed");
        Follow(NoticeCalendar.Path, question.In("Kalender (iCalendar)", "Kalender (iCalendar)", "Calendar (iCalendar)"));
        Follow($"{StatusPage.Path}/summary.json", question.In("Status for verktøy (JSON)", "Status for verktøy (JSON)", "Status for tools (JSON)"));
        html.Append("</ul>");
        return End(html);

        void Section(NoticeStanding standing, string heading)
        {
            var these = shown.Notices.Where(notice => notice.At(now) == standing).ToList();
            if (these.Count == 0)
            {
                return;
            }

            html.Append($"<section><h2>{Text(heading)}</h2>");
            foreach (var notice in these)
            {
                html.Append($"<article><h3><a href=\"{Text(Relative(question, question.PageOf(notice.Id)))}\">{Text(question.In(notice.Title))}</a></h3>");
                html.Append($"<p>{Text(FeedText.KindOf(notice.Kind, question))}. {Text(question.In("Publisert", "Publisert", "Published"))} {Time(notice.PublishedAt)}.");
                if (notice.StartsAt is { } start)
                {
                    html.Append($" {Text(notice.Kind == NoticeKind.BreakingChange ? question.In("Gjelder fra", "Gjeld frå", "In effect from") : question.In("Fra", "Frå", "From"))} {Time(start)}");
                    html.Append(notice.EndsAt is { } end ? $" {Text(question.In("til", "til", "until"))} {Time(end)}." : ".");
                }

                html.Append("</p></article>");
            }

            html.Append("</section>");
        }

        void Follow(string path, string name) => html.Append($"<li><a href=\"{Text(Relative(question, question.Link(path)))}\">{Text(name)}</a></li>");
    }

    /// <summary>The page of one notice.</summary>
    public static byte[] One(NoticePicture notice, FeedQuestion question)
    {
        var title = question.In(notice.Title);
        var html = Begin(question, title, $"{NoticeFeedsApi.Prefix}/{notice.Id:D}");
        html.Append($"<article><h1>{Text(title)}</h1><p class=\"text\">{Text(question.In(notice.Text))}</p><dl>");
        foreach (var (name, value) in FeedText.Facts(notice, question))
        {
            html.Append($"<dt>{Text(name)}</dt><dd>{Text(value)}</dd>");
        }

        html.Append($"<dt>{Text(question.In("Publisert", "Publisert", "Published"))}</dt><dd>{Time(notice.PublishedAt)}</dd></dl></article>");
        if (!notice.Timeline.IsEmpty)
        {
            html.Append($"<section><h2>{Text(question.In("Oppdateringer", "Oppdateringar", "Updates"))}</h2>");
            foreach (var update in notice.Timeline.Reverse())
            {
                html.Append($"<div class=\"box\"><h3>{Time(update.At)}</h3><p class=\"text\">{Text(question.In(update.Text))}</p></div>");
            }

            html.Append("</section>");
        }

        html.Append($"<p><a href=\"{Text(Relative(question, question.Link(NoticeFeedsApi.Prefix)))}\">{Text(question.In("Alle varsler", "Alle varsel", "All notices"))}</a></p>");
        return End(html);
    }

    private static StringBuilder Begin(FeedQuestion question, string title, string path)
    {
        var html = new StringBuilder($"<!doctype html><html lang=\"{question.Tag}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        html.Append($"<title>{Text(title)} – Altinn</title><style>{Style}</style>");
        html.Append($"<link rel=\"alternate\" type=\"application/atom+xml\" title=\"Atom\" href=\"{Text(Relative(question, question.Link(AtomFeed.Path)))}\">");
        html.Append($"<link rel=\"alternate\" type=\"application/feed+json\" title=\"JSON Feed\" href=\"{Text(Relative(question, question.Link(JsonNoticeFeed.Path)))}\"></head><body>");
        html.Append($"<a class=\"skip\" href=\"#main\">{Text(question.In("Hopp til innholdet", "Hopp til innhaldet", "Skip to content"))}</a>");
        html.Append($"<header><nav aria-label=\"{Text(question.In("Språk", "Språk", "Language"))}\"><ul>");
        foreach (var (language, name) in new[] { (FeedLanguage.Nb, "Bokmål"), (FeedLanguage.Nn, "Nynorsk"), (FeedLanguage.En, "English") })
        {
            var other = question with { Language = language, Chosen = true };
            html.Append($"<li><a lang=\"{other.Tag}\" hreflang=\"{other.Tag}\" href=\"{Text(Relative(question, other.Link(path)))}\"{(language == question.Language ? " aria-current=\"true\"" : "")}>{name}</a></li>");
        }

        return html.Append("</ul></nav></header><main id=\"main\">");
    }

    private static byte[] End(StringBuilder html) => Encoding.UTF8.GetBytes(html.Append("</main><footer><p>Digdir</p></footer></body></html>").ToString());

    /// <summary>Within the site links need no host.</summary>
    private static string Relative(FeedQuestion question, string address) => address[question.Address.Length..];

    private static string Time(DateTimeOffset at) => $"<time datetime=\"{at.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}\">{Text(FeedText.Instant(at))}</time>";

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
