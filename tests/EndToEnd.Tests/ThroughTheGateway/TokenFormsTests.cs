using System.Net;
using Digdir.Altinn.Sandbox.Cast;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.EndToEnd.Tests.ThroughTheGateway;

/// <summary>Every form of token, to an operation of every product that it could be meant for.</summary>
[Collection(SharedSandbox.Name)]
public sealed class TokenFormsTests(RunningSandbox sandbox)
{
    private const string Taken = "taken";
    private const string Refused = "GWY-00006";

    private static readonly string Customer = Players.Customers[2].Number;

    private static readonly (string Product, string Path)[] Operations =
    [
        ("dialogporten", "/dialogporten/api/v1/enduser/parties"),
        ("melding", "/correspondence/api/v1/correspondence/{letter}"),
        ("melding-content", "/correspondence/api/v1/correspondence/{letter}/content"),
        ("formidling", "/broker/api/v1/filetransfer?resourceId=ttd-filutveksling"),
        ("events", "/events/api/v1/subscriptions"),
        ("systembruker", "/authentication/api/v1/systemregister/vendor"),
        ("apps", "/apps/ttd/arsoppgave/api/v1/applicationmetadata"),
    ];

    private static readonly Dictionary<string, string> TakenBy = new(StringComparer.Ordinal)
    {
        ["maskinporten-own-org"] = "melding formidling",
        ["maskinporten-systemuser"] = "dialogporten melding formidling",
        ["idporten-access-token"] = "dialogporten",
        ["altinn-from-maskinporten-systemuser"] = "dialogporten melding melding-content formidling events systembruker apps",
        ["altinn-from-maskinporten-own-org"] = "melding melding-content formidling events systembruker apps",
        ["altinn-from-idporten"] = "dialogporten melding melding-content apps",
        ["altinn-test-tools"] = "dialogporten melding melding-content formidling events systembruker apps",
        ["altinn-portal-session"] = "apps",
        ["dialog-token"] = "melding melding-content",
    };

    /// <summary>Every form with every operation, and what comes of it.</summary>
    public static TheoryData<string, string, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, bool>();
            foreach (var (form, products) in TakenBy)
            {
                foreach (var (product, _) in Operations)
                {
                    // Altinn's own Dialogporten takes an exchanged token of a plain organisation no further than its door; the gateway lets it knock.
                    if ((form, product) is not ("altinn-from-maskinporten-own-org", "dialogporten") and not ("altinn-from-idporten", "formidling" or "events" or "systembruker"))
                    {
                        cases.Add(form, product, products.Split(' ').Contains(product));
                    }
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Each_form_is_taken_by_the_products_that_take_it_and_by_no_other(string form, string product, bool taken)
    {
        var path = Operations.Single(operation => operation.Product == product).Path.Replace("{letter}", Letter(form), StringComparison.Ordinal);
        var answer = await sandbox.AskAsync(path, await sandbox.TokenAsync(form, "customer=" + Customer));
        var outcome = answer.StatusCode == HttpStatusCode.OK ? Taken : (await answer.JsonAsync())["code"].Text();
        outcome.ShouldBe(taken ? Taken : Refused);
    }

    [Theory]
    [InlineData("servicedesk")]
    [InlineData("representative")]
    public async Task Tokens_of_an_issuer_that_is_not_for_vendors_are_worth_nothing(string form)
    {
        var answer = await sandbox.AskAsync(Operations[0].Path, await sandbox.TokenAsync(form));
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await answer.JsonAsync())["code"].Text().ShouldBe("GWY-00004");
    }

    [Fact]
    public async Task A_delegated_scope_works_once_it_has_been_exchanged()
    {
        var raw = await sandbox.TokenAsync("maskinporten-delegated-supplier", "scope=altinn:broker.read");
        var altinn = await (await sandbox.AskAsync("/authentication/api/v1/exchange/maskinporten", raw)).Content.ReadAsStringAsync();
        (await sandbox.AskAsync("/broker/api/v1/filetransfer?resourceId=ttd-filutveksling", altinn)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_session_in_the_portals_cookie_is_taken_by_apps_only()
    {
        var cookie = ("Cookie", "AltinnStudioRuntime=" + await sandbox.TokenAsync("altinn-portal-session"));
        (await sandbox.AskAsync("/apps/ttd/arsoppgave/api/v1/applicationmetadata", null, cookie)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await sandbox.AskAsync("/dialogporten/api/v1/enduser/parties", null, cookie)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("lifetime=-60", "GWY-00004")]
    [InlineData("scope=something:else", "GWY-00009")]
    public async Task An_expired_token_and_a_missing_scope_are_told_apart(string more, string code)
        => (await sandbox.AskAsync(Operations[0].Path, await sandbox.TokenAsync("maskinporten-systemuser", more)).JsonAsync())["code"].Text().ShouldBe(code);

    /// <summary>The first message of whomever the form acts for.</summary>
    private static string Letter(string form)
    {
        var owner = form switch
        {
            "maskinporten-own-org" or "altinn-from-maskinporten-own-org" => Players.GoodStanding.Number,
            "altinn-from-idporten" => Players.People[0].Number,
            _ => Customer,
        };
        return Seeded.Uuid($"letter:{owner}:0").ToString();
    }
}
