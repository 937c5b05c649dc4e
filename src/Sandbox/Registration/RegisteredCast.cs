using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Digdir.Altinn.Sandbox.Cast;
using Digdir.Altinn.Sandbox.Issuers;
using Digdir.Altinn.Sandbox.SampleTokens;
using Digdir.Altinn.Sandbox.Systembruker;

namespace Digdir.Altinn.Sandbox.Registration;

/// <summary>Registers the cast through the admin API, as the servicedesk would. What is there already, from an earlier start on the same data, stays.</summary>
internal sealed class RegisteredCast(Uri management, TokenMint mint, TimeProvider clock) : IDisposable
{
    /// <summary>The version of the terms that is in force.</summary>
    public const string TermsVersion = "003";

    private static readonly string[] Products = ["dialogporten", "melding", "formidling", "systembruker", "events", "apps"];

    private const int Patience = 10;

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = management };

    /// <summary>Registers terms, vendors, systems, clients, acceptances and integrations.</summary>
    /// <exception cref="HttpRequestException">The admin API refused something; the message says what and why.</exception>
    public async Task RegisterAsync(CancellationToken cancellation)
    {
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", mint.Make(new() { Form = "servicedesk", Roles = ["caseworker", "approver"] }));
        var now = clock.GetUtcNow();
        await PostAsync("terms", new()
        {
            ["version"] = TermsVersion,
            ["inForceFrom"] = now.AddDays(-200).ToString("O"),
            ["acceptanceDue"] = now.AddDays(-100).ToString("O"),
            ["changeLogNb"] = "Første utgave i sandkassen.",
            ["changeLogEn"] = "First version in the sandbox.",
        }, cancellation);

        var registered = Players.Vendors.Where(vendor => vendor != Players.Unregistered).ToList();
        var owner = new Vendor(Players.ServiceOwner, "fagsystem");
        foreach (var vendor in registered.Append(owner))
        {
            await PostAsync("vendors", new() { ["organisationNumber"] = vendor.Number, ["name"] = vendor.Organisation.Name }, cancellation);
        }

        await SendAsync(HttpMethod.Post, "systems/import", new JsonArray([.. registered.Select(vendor => (JsonNode)SystemRegister.DocumentOf(vendor))]), cancellation);
        await SendAsync(HttpMethod.Put, $"vendors/{owner.Number}/clients/{Clients.ServiceOwner.Id}", null, cancellation);
        foreach (var vendor in registered.Append(owner))
        {
            if (vendor != owner)
            {
                await SendAsync(HttpMethod.Put, $"vendors/{vendor.Number}/clients/{vendor.PersonClient}", null, cancellation);
            }

            foreach (var product in Products)
            {
                await PostAsync($"vendors/{vendor.Number}/integrations", new()
                {
                    ["product"] = product,
                    ["environment"] = "test",
                    ["purpose"] = "Offentlige tjenester for egne kunder, i sandkassen.",
                }, cancellation);
            }

            if (vendor != Players.NotAccepted)
            {
                await PostAsync($"vendors/{vendor.Number}/acceptances", new() { ["version"] = TermsVersion, ["maskinportenTerms"] = true, ["idPortenTerms"] = true }, cancellation);
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private Task PostAsync(string path, JsonObject body, CancellationToken cancellation) => SendAsync(HttpMethod.Post, path, body, cancellation);

    private async Task SendAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancellation)
    {
        // A registry that has just started may still be making its database ready; it says so, and when to come back.
        for (var attempt = 1; await TryAsync(method, path, body, isLast: attempt == Patience, cancellation) is { } pause; attempt++)
        {
            await Task.Delay(pause, clock, cancellation);
        }
    }

    private async Task<TimeSpan?> TryAsync(HttpMethod method, string path, JsonNode? body, bool isLast, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, "/admin/v1/" + path);
        if (body is not null)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        using var answer = await _http.SendAsync(request, cancellation);
        if (answer.StatusCode == HttpStatusCode.ServiceUnavailable && !isLast)
        {
            return answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1);
        }

        if (!answer.IsSuccessStatusCode && answer.StatusCode != HttpStatusCode.Conflict)
        {
            throw new HttpRequestException($"{method} /admin/v1/{path} was answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellation)}", null, answer.StatusCode);
        }

        return null;
    }
}
