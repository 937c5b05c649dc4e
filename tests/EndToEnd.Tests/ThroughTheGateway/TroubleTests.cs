using System.Net;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.EndToEnd.Tests.ThroughTheGateway;

/// <summary>On a sandbox of its own: trouble is for everybody.</summary>
public sealed class TroubleTests : IClassFixture<RunningSandbox>
{
    private readonly RunningSandbox _sandbox;

    public TroubleTests(RunningSandbox sandbox) => _sandbox = sandbox;

    [Fact]
    public async Task A_product_in_maintenance_says_so_itself()
    {
        await MakeAsync("dialogporten", "503");
        var answer = await AskAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Headers.RetryAfter?.Date.ShouldNotBeNull();
        (await answer.Content.ReadAsStringAsync()).ShouldBe("Service Unavailable");
        await MakeAsync("dialogporten", "off");
        (await AskAsync()).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_product_that_breaks_the_connection_is_reported_as_the_platforms_fault()
    {
        await MakeAsync("formidling", "reset");
        var answer = await _sandbox.AskAsync("/broker/api/v1/filetransfer?resourceId=ttd-filutveksling", await _sandbox.TokenAsync("maskinporten-systemuser"));
        answer.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await answer.JsonAsync())["code"].Text().ShouldBe("GWY-00019");
        await MakeAsync("formidling", "off");
    }

    [Fact]
    public async Task Known_keys_go_on_working_when_their_issuer_is_out()
    {
        (await AskAsync()).StatusCode.ShouldBe(HttpStatusCode.OK);
        await MakeAsync("maskinporten", "reset");
        (await AskAsync()).StatusCode.ShouldBe(HttpStatusCode.OK);
        await MakeAsync("maskinporten", "off");
    }

    [Theory]
    [InlineData("/idporten/rotate", "/idporten/jwks", "idporten-access-token")]
    [InlineData("/maskinporten/rotate", "/maskinporten/jwk", "maskinporten-systemuser")]
    public async Task After_a_rotation_the_new_key_signs_and_tokens_signed_before_it_still_pass(string rotate, string keys, string form)
    {
        var before = await _sandbox.TokenAsync(form);
        (await AskAsync(before)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var published = (await _sandbox.AskStandInAsync(keys, null).JsonAsync())["keys"]!.AsArray().Count;
        (await _sandbox.Http.PostAsync(new Uri(_sandbox.StandIns, rotate), null)).EnsureSuccessStatusCode();
        (await _sandbox.AskStandInAsync(keys, null).JsonAsync())["keys"]!.AsArray().Count.ShouldBe(published + 1);

        // The gateway asks for unknown keys at most once a second here, so a fresh token may have to wait its turn.
        await Eventually.TrueAsync(async () => (await AskAsync(await _sandbox.TokenAsync(form))).StatusCode == HttpStatusCode.OK);
        (await AskAsync(before)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/trouble/post?kind=slow", HttpStatusCode.NotFound)]
    [InlineData("/trouble/melding", HttpStatusCode.BadRequest)]
    [InlineData("/trouble/melding?kind=angry", HttpStatusCode.BadRequest)]
    [InlineData("/trouble/melding?kind=slow&seconds=-1", HttpStatusCode.BadRequest)]
    public async Task Trouble_that_does_not_exist_is_refused(string path, HttpStatusCode status)
        => (await _sandbox.Http.PostAsync(new Uri(_sandbox.StandIns, path), null)).StatusCode.ShouldBe(status);

    private async Task MakeAsync(string product, string kind)
        => (await _sandbox.Http.PostAsync(new Uri(_sandbox.StandIns, $"/trouble/{product}?kind={kind}"), null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

    private async Task<HttpResponseMessage> AskAsync(string? token = null)
        => await _sandbox.AskAsync("/dialogporten/api/v1/enduser/parties", token ?? await _sandbox.TokenAsync("maskinporten-systemuser"));
}
