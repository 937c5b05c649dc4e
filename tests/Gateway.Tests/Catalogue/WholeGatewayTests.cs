using System.Net;
using System.Text;
using System.Text.Json;
using Digdir.Altinn.Gateway.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Catalogue;

/// <summary>The catalogue's answers in the gateway's own pipeline, in their place before authentication.</summary>
public sealed class WholeGatewayTests(WholeGatewayTests.Shared shared) : IClassFixture<WholeGatewayTests.Shared>
{
    [Theory]
    [InlineData("GET", "/dialogporten/api/v1/enduser/dialogs", 401, "GWY-00003")]
    [InlineData("GET", "/dialogporten/api/v1/nothing", 404, "GWY-00001")]
    [InlineData("GET", "/nothing", 404, "GWY-00001")]
    [InlineData("DELETE", "/dialogporten/api/v1/enduser/dialogs", 405, "GWY-00023")]
    [InlineData("POST", "/events/api/v1/inbound", 403, "GWY-00002")]
    [InlineData("GET", "/broker/api/v1/filetransfer/%2e", 400, "GWY-00022")]
    public async Task Only_open_operations_ask_for_a_token(string method, string path, int status, string code)
    {
        var gateway = shared.Gateway;

        var (answered, answer) = await RawRequest.SendAsync(gateway.Public.BaseAddress.ShouldNotBeNull(), method, path);

        answered.ShouldBe(status, answer);
        answer.ShouldContain($"\"code\":\"{code}\"");
        answer.ShouldNotContain("www-authenticate", status == 401 ? Case.Sensitive : Case.Insensitive);
    }

    [Fact]
    public async Task The_management_listener_leads_to_no_product()
    {
        var gateway = shared.Gateway;

        foreach (var path in new[] { "/dialogporten/api/v1/enduser/dialogs", "/apps/ttd/skjema", "/events/api/v1/inbound" })
        {
            using var response = await gateway.Management.GetAsync(path);
            response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task The_answer_is_in_the_callers_language()
    {
        var gateway = shared.Gateway;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/authentication/api/v1/introspection");
        request.Headers.TryAddWithoutValidation("Accept-Language", "en");

        using var response = await gateway.Public.SendAsync(request);

        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        problem.GetProperty("detail").GetString().ShouldBe(CatalogueDataTests.Of("autentisering.token.introspect").Closed?.En);
        problem.GetProperty("product").GetString().ShouldBe("autentisering");
    }

    [Fact]
    public async Task The_management_listener_shows_the_catalogue_and_reads_it_again_when_asked()
    {
        using var folder = new CatalogueFolderOnDisk();
        await using var gateway = await RunningGateway.StartAsync([$"--Catalogue:Path={folder.Path}", "--Catalogue:Watch=false"], Operators.Trust);
        var shown = JsonDocument.Parse(await gateway.Management.GetStringAsync("/catalogue")).RootElement;
        shown.GetProperty("operations").EnumerateArray().Select(operation => operation.GetProperty("id").GetString()).ShouldBe(["post.letters.list", "post.letters.get"]);

        folder.Write("post.json", "{\n broken");
        using var refused = await gateway.Management.SendAsOperatorAsync(HttpMethod.Post, "/catalogue/reload", "approver");
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var error = JsonDocument.Parse(await refused.Content.ReadAsStringAsync()).RootElement.GetProperty("errors")[0];
        (error.GetProperty("file").GetString(), error.GetProperty("line").GetInt32()).ShouldBe(("post.json", 2));
        using var ready = await gateway.Management.GetAsync("/health/ready");
        (await ready.Content.ReadAsStringAsync()).ShouldContain("An older catalogue serves");

        folder.Write("post.json", CatalogueFolderOnDisk.Post + "\n");
        using var accepted = await gateway.Management.SendAsOperatorAsync(HttpMethod.Post, "/catalogue/reload", "approver");
        accepted.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await accepted.Content.ReadAsStringAsync()).ShouldContain("\"outcome\":\"accepted\"");

        using var elsewhere = await gateway.Public.SendAsOperatorAsync(HttpMethod.Post, "/catalogue/reload", "approver");
        elsewhere.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("--Roles=gateway,registry")]
    [InlineData("--Roles=gateway", "--Registry:Feed:CopyOnly=true")]
    public async Task Only_an_operator_who_may_decide_for_all_vendors_has_the_catalogue_read_again(params string[] settings)
    {
        await using var gateway = await RunningGateway.StartAsync(settings, Operators.Trust);

        using var nobody = await gateway.Management.PostAsync("/catalogue/reload", null);
        nobody.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await nobody.Content.ReadAsStringAsync()).ShouldContain("REG-00011");
        foreach (var role in new[] { "reader", "caseworker", "auditor" })
        {
            using var refused = await gateway.Management.SendAsOperatorAsync(HttpMethod.Post, "/catalogue/reload", role);
            refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden, role);
        }

        using var decided = await gateway.Management.SendAsOperatorAsync(HttpMethod.Post, "/catalogue/reload", "approver");
        decided.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Who_had_the_catalogue_read_again_is_in_the_log()
    {
        using var log = new MemoryStream();
        await using (var gateway = await RunningGateway.StartAsync(with: builder =>
        {
            Operators.Trust(builder);
            builder.Services.Replace(ServiceDescriptor.Singleton(_ => new LogLines(log, 1 << 20, _ => [])));
        }))
        {
            using var decided = await gateway.Management.SendAsOperatorAsync(HttpMethod.Post, "/catalogue/reload", "approver");
        }

        Encoding.UTF8.GetString(log.ToArray()).ShouldContain("Operator \\\"operator-1\\\" had the catalogue read again: Unchanged");
    }

    [Fact]
    public async Task Where_no_operators_are_configured_nobody_has_the_catalogue_read_again()
    {
        await using var gateway = await RunningGateway.StartAsync(["--Roles=gateway", "--Registry:Feed:CopyOnly=true"]);

        using var refused = await gateway.Management.SendAsOperatorAsync(HttpMethod.Post, "/catalogue/reload", "approver");
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var looked = await gateway.Management.GetAsync("/catalogue");
        looked.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>One gateway for what only reads.</summary>
    public sealed class Shared : IAsyncLifetime
    {
        internal RunningGateway Gateway { get; private set; } = null!;

        public async Task InitializeAsync() => Gateway = await RunningGateway.StartAsync();

        public async Task DisposeAsync() => await Gateway.DisposeAsync();
    }
}
