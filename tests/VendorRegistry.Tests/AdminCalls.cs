using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;

namespace Digdir.Altinn.VendorRegistry.Tests;

/// <summary>What operators do, in the words of the tests.</summary>
internal static class AdminCalls
{
    public static async Task RegisterVendorAsync(this HttpClient admin, string number, string name = "Regnskap AS")
        => (await admin.PostAsJsonAsync("/admin/v1/vendors", new { organisationNumber = number, name })).StatusCode.ShouldBe(HttpStatusCode.Created);

    public static async Task<Guid> PutHoldAsync(this HttpClient admin, string vendor, object? body = null)
    {
        var answer = await admin.PostAsJsonAsync($"/admin/v1/vendors/{vendor}/holds", body ?? new { ground = "incident", reason = "Nøkler på avveie" });
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return (await answer.JsonAsync()).GetProperty("id").GetGuid();
    }

    public static async Task LiftHoldAsync(this HttpClient admin, string vendor, Guid hold)
        => (await admin.PostAsJsonAsync($"/admin/v1/vendors/{vendor}/holds/{hold}/lift", new { reason = "Utbedret" })).StatusCode.ShouldBe(HttpStatusCode.OK);

    /// <summary>An update with the tag of a GET just made.</summary>
    public static async Task<HttpResponseMessage> UpdateAsync(this HttpClient admin, HttpMethod method, string path, object? body = null)
    {
        using var read = await admin.GetAsync(path);
        return await admin.SendAsync(method, path, body, read.Headers.ETag?.ToString());
    }

    public static async Task<HttpResponseMessage> SendAsync(this HttpClient admin, HttpMethod method, string path, object? body, string? ifMatch)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        return await admin.SendAsync(request);
    }

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage answer) => await answer.Content.ReadFromJsonAsync<JsonElement>();

    public static async Task<JsonElement> GetJsonAsync(this HttpClient admin, string path)
    {
        using var answer = await admin.GetAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.JsonAsync();
    }

    public static async Task ShouldRefuseAsync(this HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(status, text);
        (answer.Content.Headers.ContentType?.MediaType).ShouldBe("application/problem+json", $"body: '{text}'");
        using var problem = JsonDocument.Parse(text);
        problem.RootElement.GetProperty("code").GetString().ShouldBe(code, text);
        problem.RootElement.GetProperty("status").GetInt32().ShouldBe((int)status);
    }
}
