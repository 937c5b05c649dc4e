using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using Digdir.Altinn.VendorRegistry.Refusals;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests;

public sealed class ProblemsTests
{
    private static readonly Problem[] All = [.. typeof(Problems).GetFields(BindingFlags.Static | BindingFlags.Public).Select(field => field.GetValue(null)).OfType<Problem>()];

    [Fact]
    public void Every_code_is_its_own()
        => All.Select(problem => problem.Code).ShouldBeUnique();

    [Fact]
    public void Every_code_has_the_gateways_form()
        => All.ShouldAllBe(problem => problem.Code.Length == 9 && problem.Code.StartsWith("GWY-") && problem.Code.Skip(4).All(char.IsAsciiDigit));

    [Fact]
    public void Every_problem_says_what_to_do_in_both_languages()
    {
        All.ShouldAllBe(problem => problem.Title.Nb.Length > 0 && problem.Title.En.Length > 0 && problem.Remedy.Nb.Length > 0 && problem.Remedy.En.Length > 0);
        All.ShouldAllBe(problem => problem.Title.Nb != problem.Title.En && problem.Remedy.Nb != problem.Remedy.En);
    }

    [Fact]
    public void Every_problem_is_an_error() => All.ShouldAllBe(problem => problem.Status >= 400 && problem.Status < 600);

    [Fact]
    public async Task Every_type_leads_to_a_description()
    {
        await using var gateway = await RunningGateway.StartAsync();

        foreach (var problem in All)
        {
            var described = await gateway.Public.GetFromJsonAsync<JsonElement>($"/problems/{problem.Code}");
            described.GetProperty("code").GetString().ShouldBe(problem.Code);
            described.GetProperty("status").GetInt32().ShouldBe(problem.Status);
        }

        using var unknown = await gateway.Public.GetAsync("/problems/GWY-99999");
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData(null, "Vedlikehold")]
    [InlineData("nb", "Vedlikehold")]
    [InlineData("nn-NO", "Vedlikehold")]
    [InlineData("de", "Vedlikehold")]
    [InlineData("en", "Maintenance")]
    [InlineData("en-GB,nb;q=0.5", "Maintenance")]
    [InlineData("en;q=0.5,no", "Vedlikehold")]
    public async Task The_description_is_in_the_callers_language(string? accept, string expected)
    {
        await using var gateway = await RunningGateway.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/problems/GWY-00010");
        request.Headers.TryAddWithoutValidation("Accept", "text/html");
        request.Headers.TryAddWithoutValidation("Accept-Language", accept);

        using var response = await gateway.Public.SendAsync(request);

        response.Content.Headers.ContentType?.MediaType.ShouldBe("text/html");
        (await response.Content.ReadAsStringAsync()).ShouldContain($"<h1>{expected}");
    }
}
