using System.Text.Json.Nodes;
using Digdir.Altinn.Sandbox.Issuers;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.EndToEnd.Tests.Issuers;

public sealed class ClientGrantTests
{
    private const string Maskinporten = "https://issuer.example/";
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_grant_that_keeps_every_rule_has_no_fault() => Fault(0, 120).ShouldBeNull();

    [Theory]
    [InlineData(0, 121)]
    [InlineData(0, 0)]
    [InlineData(0, -5)]
    [InlineData(-11, 60)]
    [InlineData(11, 60)]
    public void A_grant_outside_its_times_is_refused(int issuedAfterNow, int life) => Fault(issuedAfterNow, life)?.Error.ShouldBe("invalid_grant");

    [Theory]
    [InlineData(-10)]
    [InlineData(10)]
    public void Clocks_may_be_ten_seconds_apart(int issuedAfterNow) => Fault(issuedAfterNow, 120).ShouldBeNull();

    [Fact]
    public void A_grant_for_somebody_else_is_refused() => Fault(0, 60, audience: "https://other.example/")?.Error.ShouldBe("invalid_grant");

    [Fact]
    public void A_grant_without_an_id_is_refused() => Fault(0, 60, id: "")?.Description.ShouldBe("jti is required");

    [Fact]
    public void An_id_is_good_once_for_each_client()
    {
        var used = new UsedGrants();
        used.TryUse("a", "1", Now).ShouldBeTrue();
        used.TryUse("a", "1", Now.AddMinutes(1)).ShouldBeFalse();
        used.TryUse("b", "1", Now).ShouldBeTrue();
    }

    private static GrantError? Fault(int issuedAfterNow, int life, string audience = Maskinporten, string id = "1")
    {
        var issued = Now.ToUnixTimeSeconds() + issuedAfterNow;
        return ClientGrant.Fault(new JsonObject { ["aud"] = audience, ["iat"] = issued, ["exp"] = issued + life, ["jti"] = id }, Maskinporten, Now, ClientGrant.Skew);
    }
}
