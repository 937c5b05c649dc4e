using System.Net;
using Digdir.Altinn.Sandbox.Cast;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.EndToEnd.Tests.ThroughTheGateway;

[Collection(SharedSandbox.Name)]
public sealed class RefusalsTests(RunningSandbox sandbox)
{
    private const string Parties = "/dialogporten/api/v1/enduser/parties";

    public static TheoryData<string, string, string> Vendors => new()
    {
        { Players.Unregistered.Number, "GWY-00011", "1.1" },
        { Players.NotAccepted.Number, "GWY-00012", "1.1" },
    };

    [Theory]
    [MemberData(nameof(Vendors))]
    public async Task Whoever_has_agreed_to_nothing_is_told_what_to_do(string vendor, string code, string clause)
    {
        var answer = await sandbox.AskAsync(Parties, await sandbox.TokenAsync("maskinporten-systemuser", "vendor=" + vendor), ("Accept-Language", "en"));
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var problem = await answer.JsonAsync();
        problem["code"].Text().ShouldBe(code);
        problem["clause"].Text().ShouldStartWith(clause);
        problem["remedy"].Text().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Listing_messages_through_Melding_is_the_wrong_interface_and_says_which_is_right()
    {
        var problem = await sandbox.AskAsync(
            "/correspondence/api/v1/correspondence?resourceId=ttd-naeringsbrev&role=Recipient", await sandbox.TokenAsync("altinn-from-maskinporten-systemuser")).JsonAsync();
        problem["code"].Text().ShouldBe("GWY-00016");
        problem["clause"].Text().ShouldBe("2.2");
    }

    [Fact]
    public async Task A_product_that_was_not_stated_is_refused()
    {
        var vendor = await new Servicedesk(sandbox).RegisterAsync(accepts: true, "formidling");
        var token = await sandbox.TokenAsync("maskinporten-systemuser", "vendor=" + vendor);
        await Eventually.TrueAsync(async () => (await sandbox.AskAsync(Parties, token).JsonAsync())["code"].Text() == "GWY-00014");
    }

    [Theory]
    [InlineData("/dialogporten/api/v1/serviceowner/dialogs")]
    [InlineData("/somewhere/else")]
    public async Task What_the_catalogue_does_not_open_is_refused(string path)
    {
        var answer = await sandbox.AskAsync(path, await sandbox.TokenAsync("maskinporten-systemuser"));
        ((int)answer.StatusCode).ShouldBeOneOf(403, 404);
        (await answer.JsonAsync())["code"].Text().ShouldBeOneOf("GWY-00001", "GWY-00002");
    }

    [Fact]
    public async Task Nothing_of_the_sandbox_is_reached_through_the_gateway()
    {
        foreach (var path in new[] { "/token?form=servicedesk", "/trouble/melding", "/maskinporten/jwk", "/" })
        {
            (await sandbox.AskAsync(path, null)).StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
        }
    }
}
