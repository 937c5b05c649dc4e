using System.Net;
using System.Text;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Forwarding;

/// <summary>A read that marks a message as opened must not be sent twice, however the product breaks off (docs/adr/0005).</summary>
public sealed class NeverTwiceTests
{
    public static TheoryData<string, string> Calls => new()
    {
        { "GET", "close" }, { "GET", "reset" }, { "DELETE", "close" }, { "POST", "close" }, { "POST", "reset" }, { "HEAD", "close" },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_product_that_breaks_off_without_an_answer_sees_the_call_once(string method, string how)
    {
        await using var product = RawStandIn.That(async (self, socket) =>
        {
            await self.ReadHeadAsync(socket);
            BreakOff(socket, how);
        });
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address);

        using var answer = await gateway.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), "/message/1"));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        product.Requests.ShouldBe(1);
    }

    [Theory]
    [InlineData("close")]
    [InlineData("reset")]
    public async Task Nor_does_a_used_connection_that_closes_upon_the_next_call_let_it_be_sent_again(string how)
    {
        await using var product = RawStandIn.That(async (self, socket) =>
        {
            await self.ReadHeadAsync(socket);
            await socket.SendAsync(Encoding.Latin1.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
            await self.ReadHeadAsync(socket);
            BreakOff(socket, how);
        });
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address);

        (await gateway.Client.GetStringAsync(new Uri("/message/1", UriKind.Relative))).ShouldBe("ok");
        using var second = await gateway.Client.GetAsync(new Uri("/message/2", UriKind.Relative));

        second.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await second.Content.ReadAsStringAsync()).ShouldContain("GWY-00019");
        product.Requests.ShouldBe(2);
        product.Received.Split("GET /message/2").Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_connection_that_the_product_closed_while_it_rested_costs_the_next_call_nothing()
    {
        await using var product = RawStandIn.That(async (self, socket) =>
        {
            await self.ReadHeadAsync(socket);
            await socket.SendAsync(Encoding.Latin1.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
        });
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address);

        for (var i = 0; i < 20; i++)
        {
            (await gateway.Client.GetStringAsync(new Uri($"/message/{i}", UriKind.Relative))).ShouldBe("ok");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        product.Requests.ShouldBe(20);
    }

    private static void BreakOff(System.Net.Sockets.Socket socket, string how)
    {
        if (how == "reset")
        {
            socket.LingerState = new System.Net.Sockets.LingerOption(true, 0);
        }

        socket.Close();
    }
}
