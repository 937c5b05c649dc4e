using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using Digdir.Altinn.Sandbox.Cast;

namespace Digdir.Altinn.Sandbox.DemoVendors;

/// <summary>What there is to see of the demo vendors: how each stands now, and what has changed since the start. Thread-safe.</summary>
internal sealed class DemoBoard(Pace pace)
{
    private const int MostLines = 200;

    private readonly DateTimeOffset _start = pace.Now;
    private ImmutableList<string> _lines = [];
    private ImmutableList<Standing> _now = [];

    /// <summary>What has changed, oldest first; the last 200.</summary>
    public ImmutableList<string> Lines => Volatile.Read(ref _lines);

    /// <summary>How each stands.</summary>
    public ImmutableList<Standing> Now => Volatile.Read(ref _now);

    /// <summary>Takes note of how they stand. One caller at a time.</summary>
    /// <returns>What has changed, a line each.</returns>
    public IReadOnlyList<string> Show(ImmutableList<Standing> now)
    {
        var changes = new List<string>();
        foreach (var standing in now)
        {
            var before = Now.Find(one => one.Vendor == standing.Vendor) ?? Standing.Unknown(standing.Vendor);
            changes.AddRange(standing.ChangesSince(before).Select(change => Line(standing.Vendor, change)));
        }

        Volatile.Write(ref _now, now);
        Add(changes);
        return changes;
    }

    /// <summary>Takes note of something that a vendor met.</summary>
    public void Note(Vendor vendor, string what) => Add([Line(vendor, what)]);

    private string Line(Vendor vendor, string what)
    {
        var at = pace.Now - _start;
        return string.Create(CultureInfo.InvariantCulture, $"day {at.Days + 1,2} {at.Hours:00}:{at.Minutes:00}  {vendor.Organisation.Name,-28}  {what}");
    }

    private void Add(IReadOnlyList<string> more) => ImmutableInterlocked.Update(ref _lines, static (lines, added) =>
    {
        lines = lines.AddRange(added);
        return lines.Count > MostLines ? lines.RemoveRange(0, lines.Count - MostLines) : lines;
    }, more);
}

/// <summary>The board as a page.</summary>
internal static class DemoBoardPage
{
    /// <summary>Maps <c>/demo</c>, which looks again every second.</summary>
    public static void MapDemoBoard(this IEndpointRouteBuilder routes)
        => routes.MapGet("/demo", (DemoBoard board, SandboxOptions options, Addresses addresses) => Results.Content(Html(board, options.TimeLapse, addresses), "text/html; charset=utf-8"));

    /// <summary>How to read for oneself what a vendor is told, and what is put before people; for a shell.</summary>
    internal static string Calls(Addresses addresses) => $"""
        curl -H "Authorization: Bearer $(curl -s '{addresses.StandIns}token?form=maskinporten-own-org&vendor={Players.Polling.Number}')" -H 'Accept-Language: en' '{addresses.Public}vendor/v1/usage/notice'
        curl -H "Authorization: Bearer $(curl -s '{addresses.StandIns}token?form=servicedesk&role=caseworker')" '{addresses.Management}admin/v1/cases'
        """;

    private static string Html(DemoBoard board, double timeLapse, Addresses addresses)
    {
        var page = new StringBuilder();
        page.Append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta http-equiv=\"refresh\" content=\"1\"><title>Demo vendors</title><style>body{font:16px/1.5 system-ui;max-width:80rem;margin:2rem auto;padding:0 1rem}"
            + "td,th{padding:.2rem 1rem .2rem 0;text-align:left;vertical-align:top}</style></head><body><h1>Demo vendors</h1>");
        page.Append(CultureInfo.InvariantCulture, $"<p>Time goes {timeLapse} times as fast as life.</p><table><tr><th>Vendor</th><th>Answered</th><th>Refused</th><th>Levels (penalty)</th><th>Scraping</th></tr>");
        foreach (var standing in board.Now)
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Encode(standing.Vendor.Organisation.Name)}</td><td>{standing.Answered}</td><td>{Encode(string.Join(", ", standing.Refusals.Select(pair => $"{pair.Key}: {pair.Value}")))}</td>");
            page.Append(CultureInfo.InvariantCulture, $"<td>{string.Join("<br>", standing.Levels.Select(pair => Encode($"{pair.Key} {pair.Value} ({standing.Penalties[pair.Key]})")))}</td><td>{standing.Scraping}</td></tr>");
        }

        page.Append("</table><p>What the poller is told, and what is put before people:</p><pre>").Append(Encode(Calls(addresses))).Append("</pre><pre>");
        foreach (var line in board.Lines.Reverse())
        {
            page.Append(Encode(line)).Append('\n');
        }

        return page.Append("</pre></body></html>").ToString();
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
