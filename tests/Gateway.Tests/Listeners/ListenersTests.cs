using System.Net;
using Digdir.Altinn.Gateway.Listeners;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Listeners;

public sealed class ListenersTests
{
    [Theory]
    [InlineData("http://127.0.0.1:8080", 1)]
    [InlineData("http://127.0.0.1:8080;https://*:8443", 2)]
    [InlineData("http://[::1]:0", 1)]
    [InlineData("http://localhost:8080", 1)]
    public void Addresses_are_read(string text, int count)
        => ListenerAddress.ParseAll(text).ShouldNotBeNull().Count.ShouldBe(count);

    [Theory]
    [InlineData("")]
    [InlineData("127.0.0.1:8080")]
    [InlineData("http://unix:/tmp/socket")]
    [InlineData("http://127.0.0.1:8080/base")]
    [InlineData("http://example.com:80")]
    public void What_is_no_address_to_listen_on_is_refused(string text)
        => ListenerAddress.ParseAll(text).ShouldBeNull();

    [Fact]
    public async Task The_management_listener_may_not_be_the_public_one()
        => await Should.ThrowAsync<OptionsValidationException>(() => RunningGateway.StartAsync(["--Listeners:Public=http://127.0.0.1:18080", "--Listeners:Management=http://127.0.0.1:18080"]));

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/admin/v1/vendors")]
    [InlineData("/admin/swagger")]
    [InlineData("/feed/v1/pictures")]
    public async Task What_is_managed_cannot_be_reached_through_the_public_listener(string path)
    {
        await using var gateway = await RunningGateway.StartAsync();
        var management = gateway.Management.BaseAddress.ShouldNotBeNull();

        // Claiming the management listener's Host changes nothing: the connection tells which listener it came in by.
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = management.Authority } };
        using var response = await gateway.Public.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
