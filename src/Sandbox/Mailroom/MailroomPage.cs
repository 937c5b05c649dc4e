using System.Net;
using System.Text;

namespace Digdir.Altinn.Sandbox.Mailroom;

/// <summary>The mailroom as a page, and as JSON for tools: whoever wants to may read.</summary>
internal static class MailroomPage
{
    private const int Shown = 50;

    /// <summary>Maps <c>/mailbox</c>, which shows the newest fifty, and <c>/mailbox/mails</c>, which has all that are kept, or those to one address.</summary>
    public static void MapMailroom(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/mailbox", (ReceivedMails room, Addresses addresses) => Results.Content(Html(room, addresses), "text/html; charset=utf-8"));
        routes.MapGet("/mailbox/mails", (ReceivedMails room, string? to) => Results.Json(
            room.Mails.Where(mail => to is null || mail.To.Contains(to, StringComparer.OrdinalIgnoreCase)).Select(mail => new { mail.Number, mail.At, mail.To, mail.Subject, mail.Body, mail.Fields })));
    }

    private static string Html(ReceivedMails room, Addresses addresses)
    {
        var page = new StringBuilder();
        page.Append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Mailbox</title><style>body{font:16px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}"
            + "pre{white-space:pre-wrap;background:#f4f4f4;padding:1rem}</style></head><body><h1>Mailbox</h1>");
        page.Append(System.Globalization.CultureInfo.InvariantCulture, $"<p>Mail from the gateway to contact points, by SMTP on port {addresses.Smtp}; the newest {Shown}, newest first. Nothing leaves the machine. As JSON: <a href=\"/mailbox/mails\">/mailbox/mails</a>.</p>");
        foreach (var mail in room.Mails.Reverse().Take(Shown))
        {
            page.Append(System.Globalization.CultureInfo.InvariantCulture,
                $"<details><summary>{mail.Time} to {Encode(string.Join(", ", mail.To))}: {Encode(mail.Subject)}</summary><pre>{Encode(mail.Body)}</pre></details>");
        }

        return page.Append("</body></html>").ToString();
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
