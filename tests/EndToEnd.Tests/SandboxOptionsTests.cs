using Digdir.Altinn.Sandbox;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.EndToEnd.Tests;

public sealed class SandboxOptionsTests
{
    private static readonly Addresses Addresses = new(new("http://127.0.0.1:8080"), new("http://127.0.0.1:8081"), new("http://127.0.0.1:8090"), 8025);

    [Fact]
    public void Without_arguments_everything_runs_on_its_usual_port()
    {
        var options = SandboxOptions.Read([]);
        (options.PublicPort, options.ManagementPort, options.StandInsPort, options.SmtpPort).ShouldBe((8080, 8081, 8090, 8025));
        options.Traffic.ShouldBeTrue();
        options.StandIns.ShouldBe(StandIns.All);
    }

    [Fact]
    public void The_command_line_is_read_and_what_is_not_the_sandboxs_goes_to_the_gateway()
    {
        var options = SandboxOptions.Read(["--no-traffic", "--time-lapse", "20", "--data", "here", "--Sandbox:StandInsPort=0", "--Policies:terms=shadow"]);
        options.Traffic.ShouldBeFalse();
        options.TimeLapse.ShouldBe(20);
        options.Data.ShouldBe("here");
        options.StandInsPort.ShouldBe(0);
        options.Gateway.ShouldBe(new Dictionary<string, string?> { ["Policies:terms"] = "shadow" }, ignoreOrder: true);
    }

    [Theory]
    [InlineData("--Sandbox:PublicPort=70000", "0 to 65535")]
    [InlineData("--time-lapse=0", "greater than 0")]
    [InlineData("--time-lapse=3601", "at most 3600")]
    [InlineData("--time-lapse=fast", "greater than 0")]
    [InlineData("--Sandbox:StandIns:Maskinporten=maybe", "'on' or 'off'")]
    [InlineData("--Sandbox:StandIns:Feide=off", "Maskinporten, IdPorten")]
    public void A_value_that_cannot_be_read_is_told_what_is_allowed(string argument, string tells)
        => Should.Throw<FormatException>(() => SandboxOptions.Read([argument])).Message.ShouldContain(tells);

    [Fact]
    public void What_demo_vendors_do_has_its_consequences_after_the_shortest_notice_there_is()
    {
        var settings = GatewayHost.Settings(new(), Addresses, "folder");
        (settings["Conduct:Mode"], settings["Conduct:NoticeDeadline"]).ShouldBe(("Enforce", "1.00:00:00"));
        settings.Keys.ShouldNotContain("Tokens:MaxLifetime", "at life's pace everything else is as it comes");
    }

    [Fact]
    public void A_stand_in_that_is_off_leaves_its_place_to_the_test_environment()
    {
        var options = SandboxOptions.Read(["--Sandbox:StandIns:Maskinporten=off", "--Sandbox:StandIns:Dialogporten=off"]);
        var settings = GatewayHost.Settings(options, Addresses, "folder");
        settings.Keys.ShouldNotContain(key => key.StartsWith("Tokens:Issuers:maskinporten", StringComparison.Ordinal));
        settings["Tokens:Issuers:idporten:Issuer"].ShouldBe("http://127.0.0.1:8090/idporten");
        settings["Products:dialogporten:Address"].ShouldBe("https://platform.tt02.altinn.no");
        settings.Keys.ShouldNotContain("Products:melding:Address");
    }
}
