using System.Net;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.Admin;

public sealed class OtherMethodsTests(SharedRegistry shared) : IClassFixture<SharedRegistry>
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"];

    [Fact]
    public async Task An_address_says_which_methods_it_has_when_asked_for_another()
    {
        var doors = Door.Of(shared.Host).GroupBy(door => door.Pattern, StringComparer.Ordinal).ToList();
        doors.Count.ShouldBeGreaterThan(15);
        foreach (var address in doors)
        {
            foreach (var method in Methods.Except(address.Select(door => door.Method)))
            {
                foreach (var client in new[] { shared.Host.Anonymous(), shared.Host.AsEveryone() })
                {
                    await ShouldTellAsync(client, method, address.First().Path(Numbers.First), [.. address.Select(door => door.Method)]);
                }
            }
        }
    }

    [Theory]
    [InlineData("POST", "/admin/v1/openapi.json", "GET")]
    [InlineData("DELETE", "/admin/swagger/index.html", "GET HEAD")]
    [InlineData("PUT", "/admin/v1/vendors/", "GET POST")]
    public Task So_do_the_description_and_its_page(string method, string path, string has) => ShouldTellAsync(shared.Host.Anonymous(), method, path, has.Split(' '));

    [Theory]
    [InlineData("PATCH", "/admin/v1/nothing")]
    [InlineData("PATCH", "/admin/v1/maintenance/not-a-guid")]
    [InlineData("DELETE", "/admin")]
    public async Task An_address_that_leads_nowhere_has_no_methods(string method, string path)
        => await (await shared.Host.AsEveryone().SendAsync(new HttpMethod(method), path, null, null)).ShouldRefuseAsync(HttpStatusCode.NotFound, "REG-00003");

    private static async Task ShouldTellAsync(HttpClient client, string method, string path, string[] has)
    {
        using var answer = await client.SendAsync(new HttpMethod(method), path, null, null);
        answer.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed, $"{method} {path}");
        answer.Content.Headers.Allow.ShouldBe(has, ignoreOrder: true, $"{method} {path}");
        if (method != "HEAD")
        {
            await answer.ShouldRefuseAsync(HttpStatusCode.MethodNotAllowed, "REG-00018");
        }
    }
}
