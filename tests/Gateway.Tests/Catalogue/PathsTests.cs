using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Catalogue;

/// <summary>What is matched and what would go upstream must be the same thing; where it could be two, nothing goes.</summary>
public sealed class PathsTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private const string Dialog = "/dialogporten/api/v1/enduser/dialogs/0190f8a2-1111-7000-8000-000000000001";

    [Theory]
    [InlineData("/dialogporten/api/v1/enduser/dialogs", "dialogporten.dialogs.search")]
    [InlineData("/dialogporten/api/v1/enduser/dialogs/", "dialogporten.dialogs.search")]
    [InlineData("/DialogPorten/API/v1/EndUser/Dialogs", "dialogporten.dialogs.search")]
    [InlineData("/dialogporten/api/v1/enduser/dialogs?party=urn:altinn:organization:identifier-no:991825827&search=%2F..%2F%5C%00", "dialogporten.dialogs.search")]
    [InlineData("/dialogporten/api/v1/enduser/dialogs?a=/../../x//y\\z", "dialogporten.dialogs.search")]
    [InlineData("http://127.0.0.1/dialogporten/api/v1/enduser/dialogs", "dialogporten.dialogs.search", "127.0.0.1")]
    [InlineData("/authentication/api/v1/systemregister/vendor/991825827_fiks%C3%B8.v2~x", "systembruker.systems.get")]
    [InlineData("/authentication/api/v1/systemregister/vendor/991825827%20navn", "systembruker.systems.get")]
    [InlineData("/dialogporten/api/v1/.well-known/jwks.json", "dialogporten.keys.get")]
    [InlineData("/storage/api/v1/instances?continuationToken=%25%2B", "apps.storage.search")]
    public async Task A_plain_path_finds_its_operation(string target, string operation, string? host = null)
    {
        var (status, answer) = await RawRequest.SendAsync(shared.Host.Address, "GET", target, host);

        status.ShouldBe(200, answer);
        answer.ShouldContain($"{CatalogueHost.OperationField}: {operation}\r\n");
    }

    [Theory]
    [InlineData("/dialogporten/api/v1/enduser/dialogs/..%2Fserviceowner")]
    [InlineData("/dialogporten/api/v1/enduser/dialogs/%2e%2e")]
    [InlineData("/dialogporten/api/v1/enduser/dialogs/%2E%2E/%2e./serviceowner/dialogs")]
    [InlineData("/dialogporten/api/v1/enduser/../serviceowner/dialogs")]
    [InlineData("/dialogporten/api/v1/serviceowner/../enduser/dialogs")]
    [InlineData("/dialogporten/api/v1/enduser/dialogs/.")]
    [InlineData("/dialogporten/api/v1/enduser/dialogs/..")]
    [InlineData("/dialogporten/./api/v1/enduser/dialogs")]
    [InlineData("/dialogporten//api/v1/enduser/dialogs")]
    [InlineData("//dialogporten/api/v1/enduser/dialogs")]
    [InlineData("/dialogporten/api/v1/enduser/dialogs//")]
    [InlineData("/dialogporten/api/v1/enduser\\dialogs")]
    [InlineData("/dialogporten/api/v1/enduser%5Cdialogs")]
    [InlineData("/dialogporten/api/v1/enduser%2Fdialogs")]
    [InlineData("/dialogporten/api/v1/enduser%2fdialogs")]
    [InlineData("/dialogporten/api/v1/enduser%252Fdialogs")]
    [InlineData("/dialogporten/api/v1/enduser/%64ialogs")]
    [InlineData("/%64ialogporten/api/v1/enduser/dialogs")]
    [InlineData("/dialogporten/api/v1/enduser/dialogs/%00")]
    [InlineData("/dialogporten/api/v1/enduser/dialogs/%0d%0aX-Injected:%201")]
    [InlineData("/dialogporten/api/v1/enduser/dialogs/%C0%AF..%C0%AF")]
    [InlineData("/dialogporten/api/v1/enduser/dialogs/%C3a%B8")]
    [InlineData("/dialogporten/api/v1/enduser/dialogs/%FF")]
    [InlineData("/dialogporten/api/v1/enduser/dialogs/%")]
    [InlineData("/dialogporten/api/v1/enduser/dialogs/%4")]
    [InlineData("/dialogporten/api/v1/enduser/dialogs/%zz")]
    [InlineData("/dialogporten/api/v1/enduser/dialogs/a|b")]
    [InlineData("/dialogporten/api/v1/enduser/dialogs/{dialogId}")]
    [InlineData("/dialogporten/api/v1/enduser/dialogs#fragment")]
    [InlineData("/apps/ttd/skjema/instances/1/..%2f..%2factive")]
    [InlineData("/%61pps/ttd/skjema/api/v1/parties")]
    [InlineData("/.app-host/ttd/skjema/../api/v1/parties")]
    public async Task A_path_that_can_be_read_in_two_ways_is_refused(string target)
    {
        var (status, answer) = await RawRequest.SendAsync(shared.Host.Address, "GET", target);

        status.ShouldBeOneOf(400, 404);
        answer.ShouldNotContain(CatalogueHost.OperationField);
        if (status == 404)
        {
            // Kestrel's tidied path led to no product at all: refused as well, by another name.
            answer.ShouldContain(Problems.UnknownOperation.Code);
        }
    }

    [Fact]
    public async Task A_path_too_long_for_any_template_is_refused()
    {
        var (status, answer) = await RawRequest.SendAsync(shared.Host.Address, "GET", Dialog + "/" + new string('a', 3000));

        status.ShouldBe(400);
        answer.ShouldContain(Problems.HeaderRefused.Code);
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/favicon.ico")]
    [InlineData("GET", "/receipt/api/v1/instances")]
    [InlineData("POST", "/register/api/v1/parties")]
    [InlineData("OPTIONS", "*")]
    public async Task What_belongs_to_no_product_is_told_so(string method, string target)
    {
        var (status, answer) = await RawRequest.SendAsync(shared.Host.Address, method, target);

        status.ShouldBe(404);
        answer.ShouldContain(Problems.UnknownOperation.Code);
        answer.ShouldContain("Dialogporten");
    }

    [Theory]
    [InlineData("/dialogporten", "dialogporten")]
    [InlineData("/dialogporten/api/v2/enduser/dialogs", "dialogporten")]
    [InlineData("/correspondence/api/v1/legacy", "melding")]
    [InlineData("/broker/api/v2/filetransfer", "formidling")]
    [InlineData("/authentication/api/v1/systemuser/a/b/c/d", "systembruker")]
    [InlineData("/authentication/api/v1/token/x", "autentisering")]
    [InlineData("/events/swagger", "events")]
    [InlineData("/storage/api/v1/applications", "apps")]
    [InlineData("/apps", "apps")]
    [InlineData("/apps/ttd/skjema/api/v2/parties", "apps")]
    [InlineData("/apps/ttd/skjema/instances/1/2/secret", "apps")]
    public async Task What_a_product_does_not_have_is_told_in_its_name(string target, string product)
    {
        var (status, answer) = await RawRequest.SendAsync(shared.Host.Address, "GET", target);

        status.ShouldBe(404, answer);
        answer.ShouldContain(Problems.UnknownOperation.Code);
        answer.ShouldContain($"\"product\":\"{product}\"");
    }

    [Theory]
    [InlineData("DELETE", "/dialogporten/api/v1/enduser/dialogs", "GET")]
    [InlineData("HEAD", Dialog, "GET")]
    [InlineData("PATCH", Dialog + "/context/systemlabels/", "PUT")]
    [InlineData("GET", "/broker/api/v1/filetransfer/upload/tus/1", "OPTIONS, POST, HEAD, PATCH, DELETE")]
    [InlineData("PUT", "/correspondence/api/v1/correspondence", "GET, POST")]
    [InlineData("BREW", "/Events/api/v1/Subscriptions/7", "GET, DELETE")]
    [InlineData("POST", "/apps/ttd/skjema/instances/1/2/process", "GET")]
    public async Task The_wrong_method_is_told_the_right_ones(string method, string target, string allow)
    {
        var (status, answer) = await RawRequest.SendAsync(shared.Host.Address, method, target);

        status.ShouldBe(405, answer);
        answer.ShouldContain($"Allow: {allow}\r\n");
        if (method != "HEAD")
        {
            answer.ShouldContain(Problems.MethodNotAllowed.Code);
        }
    }

    [Theory]
    [InlineData("POST", "/authentication/api/v1/introspection", "autentisering.token.introspect")]
    [InlineData("PUT", "/broker/api/v1/resource/abc", "formidling.resources.configure")]
    [InlineData("POST", "/dialogporten/api/v1/serviceowner/dialogs", "dialogporten.serviceowner.create")]
    [InlineData("GET", "/authentication/api/v1/systemuser/byExternalId", "systembruker.lookup.byexternalid")]
    [InlineData("POST", "/apps/ttd/skjema/api/v1/eventsreceiver", "apps.events.receive")]
    public async Task A_closed_operation_says_why_before_anyone_is_asked_for_a_token(string method, string target, string operation)
    {
        var (status, answer) = await RawRequest.SendAsync(shared.Host.Address, method, target);

        status.ShouldBe(403, answer);
        answer.ShouldContain(Problems.ClosedOperation.Code);
        answer.ShouldContain($"\"operation\":\"{operation}\"");
        answer.ShouldContain($"\"detail\":\"{CatalogueDataTests.Of(operation).Closed?.Nb}\"");
    }

    [Theory]
    [InlineData("POST", "/authentication/api/v1/introspection")]
    [InlineData("GET", "/dialogporten/api/v2")]
    [InlineData("GET", "/apps/ttd/skjema/api/v2")]
    public async Task Even_without_the_step_that_refuses_them_they_lead_nowhere(string method, string target)
    {
        await using var unguarded = await CatalogueHost.StartAsync(guarded: false);

        var (status, answer) = await RawRequest.SendAsync(unguarded.Address, method, target);

        status.ShouldBe(503);
        answer.ShouldNotContain(CatalogueHost.OperationField);
    }
}
