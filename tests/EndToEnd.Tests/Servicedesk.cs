using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Digdir.Altinn.Sandbox.Registration;
using Shouldly;

namespace Digdir.Altinn.EndToEnd.Tests;

/// <summary>The servicedesk at work through the admin API.</summary>
internal sealed class Servicedesk(RunningSandbox sandbox)
{
    private string? _token;

    /// <summary>Registers a vendor nobody else uses.</summary>
    /// <param name="accepts">Whether it has accepted the terms.</param>
    /// <param name="products">The products it has stated, or none for all six.</param>
    public async Task<string> RegisterAsync(bool accepts = true, params string[] products)
    {
        var number = RunningSandbox.NewCustomer();
        await DoAsync(HttpMethod.Post, "vendors", new { organisationNumber = number, name = "PRØVENDE LEVERANDØR AS" });
        foreach (var product in products.Length > 0 ? products : ["dialogporten", "melding", "formidling", "systembruker", "events", "apps"])
        {
            await DoAsync(HttpMethod.Post, $"vendors/{number}/integrations", new { product, environment = "test", purpose = "Prøve" });
        }

        if (accepts)
        {
            await DoAsync(HttpMethod.Post, $"vendors/{number}/acceptances", new { version = RegisteredCast.TermsVersion });
        }

        return number;
    }

    /// <summary>Puts a hold and gives back its id.</summary>
    public async Task<string> HoldAsync(string vendor, object order) => (await DoAsync(HttpMethod.Post, $"vendors/{vendor}/holds", order))["id"].Text();

    public Task LiftAsync(string vendor, string hold) => DoAsync(HttpMethod.Post, $"vendors/{vendor}/holds/{hold}/lift", new { reason = "Rettet" });

    /// <summary>Does something that must succeed.</summary>
    public async Task<JsonNode> DoAsync(HttpMethod method, string path, object body, string? ifMatch = null)
    {
        using var answer = await TryAsync(method, path, body, ifMatch: ifMatch);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue($"{method} {path}: {(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text) ?? new JsonObject();
    }

    /// <summary>Tries something.</summary>
    public async Task<HttpResponseMessage> TryAsync(HttpMethod method, string path, object body, string? token = null, string? ifMatch = null)
    {
        _token ??= await sandbox.TokenAsync("servicedesk", "role=caseworker,approver");
        using var content = JsonContent.Create(body);
        return await sandbox.SendAsync(method, new Uri(sandbox.Management, "/admin/v1/" + path), token ?? _token, content, ifMatch is null ? [] : [("If-Match", ifMatch)]);
    }
}
