using System.Net;
using System.Text;
using Digdir.Altinn.Sandbox.Cast;
using Digdir.Altinn.Sandbox.Troubles;

namespace Digdir.Altinn.Sandbox;

/// <summary>What is where, and who is who: as a page at <c>/</c> and as text in the console.</summary>
internal static class StartPage
{
    private static readonly (Vendor Vendor, string What)[] Roles =
    [
        (Players.GoodStanding, "in good standing; whose tokens /token hands out"),
        (Players.EventDriven, "demo vendor: subscribes and fetches what events tell of"),
        (Players.Polling, "demo vendor: asks every five minutes, whatever it is told"),
        (Players.HumanPaced, "demo vendor: people in offices, through ID-porten"),
        (Players.Scraping, "demo vendor: counts through what is not its own"),
        (Players.NotAccepted, "registered, has not accepted the terms"),
        (Players.Unregistered, "not registered"),
    ];

    public static string Text(Addresses addresses) => $"""

        Sandbox for Digdir.Altinn.Gateway
          {addresses.Public}  gateway, public listener
          {addresses.Public}notices  changes and maintenance, for everyone
          {addresses.Management}  gateway, management listener (admin API, health)
          {addresses.StandIns}  stand-ins and this sandbox's start page
          {addresses.StandIns}demo  how the demo vendors stand
          {addresses.StandIns}mailbox  mail from the gateway to vendors' contact points
          token:  curl '{addresses.StandIns}token?form=maskinporten-systemuser'
        """;

    public static void MapStartPage(this IEndpointRouteBuilder routes)
        => routes.MapGet("/", (StandInAddress address) => Results.Content(Html(address.Value), "text/html; charset=utf-8"));

    private static string Html(string address)
    {
        var page = new StringBuilder();
        page.Append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Sandbox</title><style>body{font:16px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}"
            + "table{border-collapse:collapse}td,th{padding:.2rem 1rem .2rem 0;text-align:left;vertical-align:top}code{background:#eee;padding:0 .2rem}</style></head><body><h1>Sandbox for Digdir.Altinn.Gateway</h1>");
        page.Append("<p>Everything here is made up. Numbers are synthetic.</p><h2>Tokens</h2><table>");
        foreach (var (form, what) in SampleTokens.TokenMint.Forms)
        {
            page.Append($"<tr><td><a href=\"{address}/token?form={form}\"><code>/token?form={form}</code></a></td><td>{Encode(what)}</td></tr>");
        }

        page.Append("</table><p>Also: <code>vendor</code>, <code>customer</code>, <code>person</code>, <code>scope</code>, <code>lifetime</code> (seconds), <code>client</code>, <code>role</code>, <code>dialog</code>.</p><h2>Vendors</h2><table><tr><th>Number</th><th>Name</th><th>System</th><th>client_id</th><th></th></tr>");
        foreach (var (vendor, what) in Roles)
        {
            page.Append($"<tr><td><code>{vendor.Number}</code></td><td>{Encode(vendor.Organisation.Name)}</td><td>{Encode(vendor.SystemId)}</td><td><code>{vendor.MachineClient}</code></td><td>{Encode(what)}</td></tr>");
        }

        page.Append("</table><p><a href=\"/demo\">How the demo vendors stand</a>, live; time goes faster with <code>--time-lapse 3600</code>. <a href=\"/mailbox\">Mail</a> from the gateway to contact points.</p><h2>Customers</h2><table>");
        foreach (var customer in Players.Customers)
        {
            page.Append($"<tr><td><code>{customer.Number}</code></td><td>{Encode(customer.Name)}</td></tr>");
        }

        page.Append("</table><h2>People</h2><table>");
        foreach (var person in Players.People)
        {
            page.Append($"<tr><td><code>{person.Number}</code></td><td>{Encode(person.Name)}</td></tr>");
        }

        page.Append("</table><h2>Issuers</h2><ul>");
        foreach (var metadata in (string[])["maskinporten/.well-known/oauth-authorization-server", "idporten/.well-known/openid-configuration",
            "ansattporten/.well-known/openid-configuration", "authentication/api/v1/openid/.well-known/openid-configuration", "dialogporten/api/v1/.well-known/oauth-authorization-server"])
        {
            page.Append($"<li><a href=\"{address}/{metadata}\">/{metadata}</a></li>");
        }

        page.Append("</ul><p>New signing key: <code>POST /maskinporten/rotate</code>, <code>/idporten/rotate</code>, <code>/ansattporten/rotate</code>, <code>/authentication/api/v1/openid/rotate</code>. "
            + "Trouble: <code>POST /trouble/{product}?kind=slow|503|reset|silent|off&amp;seconds=3</code> for " + string.Join(", ", TroublesInForce.Names) + ".</p></body></html>");
        return page.ToString();
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
