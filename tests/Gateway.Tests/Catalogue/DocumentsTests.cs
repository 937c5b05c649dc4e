using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Catalogue;

/// <summary>Every operation that the products' OpenAPI documents describe is asked for, through real routing.</summary>
public sealed partial class DocumentsTests(SharedHost shared) : IClassFixture<SharedHost>
{
    [Theory]
    [InlineData("dialogporten.enduser.v1.txt", 16, 0)]
    [InlineData("broker.v1.efm.txt", 8, 4)]
    [InlineData("broker.v1.kartverket.txt", 8, 4)]
    [InlineData("correspondence.v1.efm.txt", 15, 0)]
    [InlineData("events.v1.kartverket.txt", 8, 6)]
    [InlineData("authentication.v1.kartverket.txt", 14, 17)]
    [InlineData("apps.v1.txt", 69, 8)]
    [InlineData("apps.v1.txt", 69, 8, "ttd.apps.localhost")]
    [InlineData("apps.custom-org-app.v1.txt", 37, 1)]
    public async Task Each_finds_one_operation_or_is_closed_by_name_with_its_reason(string document, int open, int closed, string? appHost = null)
    {
        var host = shared.Host;
        List<string> found = [], refused = [], lost = [];
        foreach (var line in TextList.Read(document))
        {
            var (method, template) = (line.Split(' ')[0], line.Split(' ')[1]);
            using var request = new HttpRequestMessage(new HttpMethod(method), PathOf(document, template)[(appHost is null ? 0 : "/apps".Length)..]);
            request.Headers.Host = appHost;
            using var response = await host.Client.SendAsync(request);
            if (response.StatusCode == HttpStatusCode.OK)
            {
                var operation = CatalogueDataTests.Of(response.Headers.GetValues(CatalogueHost.OperationField).Single());
                operation.Method.ShouldBe(method);
                found.Add($"{line} -> {operation.Id}");
                continue;
            }

            var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
            if (problem.GetProperty("code").GetString() == Problems.ClosedOperation.Code)
            {
                var operation = CatalogueDataTests.Of(problem.GetProperty("operation").GetString() ?? "");
                operation.Method.ShouldBe(method);
                problem.GetProperty("detail").GetString().ShouldBe(operation.Closed?.Nb);
                refused.Add($"{line} -> {operation.Id}");
            }
            else
            {
                lost.Add(line);
            }
        }

        lost.ShouldBeEmpty();
        (found.Count, refused.Count).ShouldBe((open, closed), string.Join('\n', refused));
        found.Select(line => line[..line.IndexOf(" ->", StringComparison.Ordinal)]).ShouldBeUnique();
    }

    /// <summary>A real path: the template with values, and what apps serve below the path the gateway has for apps.</summary>
    private static string PathOf(string document, string template)
    {
        var path = Parameter().Replace(template, match => match.Value is "{org}" ? "ttd" : match.Value is "{app}" ? "skjema" : "0190f8a2-1111-7000-8000-000000000001");
        return document.StartsWith("apps", StringComparison.Ordinal) && !path.StartsWith("/authentication/", StringComparison.Ordinal) ? "/apps" + path : path;
    }

    [GeneratedRegex(@"\{[^}]+\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();
}
