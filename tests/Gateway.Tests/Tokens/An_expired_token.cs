using Digdir.Altinn.Gateway.Catalogue;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Tokens;

public sealed class An_expired_token : IAsyncLifetime
{
    private const string Sample = "altinn-from-maskinporten-systemuser";

    private TokenHost? _host;

    private TokenHost Host => _host ?? throw new InvalidOperationException();

    public async Task InitializeAsync() => _host = await TokenHost.StartAsync();

    public async Task DisposeAsync() => await Host.DisposeAsync();

    [Fact]
    public async Task Is_refused_to_the_second_also_when_it_is_remembered()
    {
        var token = Host.Token(Sample);
        await Host.SendAsync(token).ShouldPassAsync();
        Host.Clock.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(1));
        await Host.SendAsync(token).ShouldPassAsync();
        Host.Clock.Advance(TimeSpan.FromSeconds(1));
        await Host.SendAsync(token).ShouldBeRefusedAsync(401, "GWY-00004", Faults.DetailOf("expired"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Passes_only_where_the_catalogue_gives_grace_and_only_so_long(bool remembered)
    {
        var upload = TokenHost.OperationTaking(TokenForms.AltinnExchanged, grace: TimeSpan.FromHours(24));
        var other = TokenHost.OperationTaking(TokenForms.AltinnExchanged);
        var token = Host.Token(Sample);
        if (remembered)
        {
            await Host.SendAsync(token).ShouldPassAsync();
        }

        Host.Clock.Advance(TimeSpan.FromHours(24));
        Host.Operation = upload;
        await Host.SendAsync(token).ShouldPassAsync();
        Host.Operation = other;
        await Host.SendAsync(token).ShouldBeRefusedAsync(401, "GWY-00004", Faults.DetailOf("expired"));
        Host.Operation = upload;
        await Host.SendAsync(token).ShouldPassAsync();
        Host.Clock.Advance(TimeSpan.FromMinutes(11));
        await Host.SendAsync(token).ShouldBeRefusedAsync(401, "GWY-00004", Faults.DetailOf("expired"));
    }

    [Fact]
    public async Task Needs_a_true_signature_for_its_grace()
    {
        Host.Operation = TokenHost.OperationTaking(TokenForms.AltinnExchanged, grace: TimeSpan.FromHours(24));
        var token = Host.Token(Sample);
        Host.Clock.Advance(TimeSpan.FromHours(1));
        await Host.SendAsync(token[..^8] + "AAAAAAAA").ShouldBeRefusedAsync(401, "GWY-00004");
        await Host.SendAsync(token).ShouldPassAsync();
    }
}
