using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Digdir.Altinn.Sandbox;
using Digdir.Altinn.Sandbox.Cast;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Digdir.Altinn.EndToEnd.Tests;

/// <summary>One sandbox, without demo vendors, that the tests share; each test uses customers or vendors of its own where traces matter.</summary>
public sealed class RunningSandbox : IAsyncLifetime
{
    private static int s_customers = 5_000;

    private readonly SandboxOptions _options;
    private SandboxApplication? _application;

    public RunningSandbox()
        : this(Options)
    {
    }

    internal RunningSandbox(SandboxOptions options) => _options = options;

    /// <summary>The sandbox.</summary>
    public SandboxApplication Application => _application ?? throw new InvalidOperationException("Not started.");

    /// <summary>A client that sends what it is told and follows no redirects.</summary>
    public HttpClient Http { get; } = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(30) };

    public Uri StandIns => Application.Addresses.StandIns;

    public Uri Public => Application.Addresses.Public;

    public Uri Management => Application.Addresses.Management;

    public async Task InitializeAsync() => _application = await SandboxApplication.StartAsync(_options);

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await Application.DisposeAsync();
    }

    internal static SandboxOptions Options => new() { PublicPort = 0, ManagementPort = 0, StandInsPort = 0, SmtpPort = 0, Traffic = false, Log = LogLevel.Error };

    /// <summary>A customer nobody else uses.</summary>
    internal static string NewCustomer() => SyntheticNumbers.Organisation(Interlocked.Add(ref s_customers, 100));

    /// <summary>A token from the sandbox.</summary>
    internal Task<string> TokenAsync(string form, string more = "") => Http.GetStringAsync(new Uri(StandIns, $"/token?form={form}{(more.Length > 0 ? "&" + more : "")}"));

    /// <summary>Sends a request with a token.</summary>
    internal async Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri address, string? token, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, address) { Content = content };
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>Gets a path through the gateway.</summary>
    internal Task<HttpResponseMessage> AskAsync(string path, string? token, params (string Name, string Value)[] headers)
        => SendAsync(HttpMethod.Get, new Uri(Public, path), token, null, headers);

    /// <summary>Gets a path of the stand-ins.</summary>
    internal Task<HttpResponseMessage> AskStandInAsync(string path, string? token, params (string Name, string Value)[] headers)
        => SendAsync(HttpMethod.Get, new Uri(StandIns, path), token, null, headers);
}

/// <summary>Reads answers.</summary>
internal static class Answers
{
    public static async Task<JsonNode> JsonAsync(this HttpResponseMessage answer)
        => JsonNode.Parse(await answer.Content.ReadAsStringAsync()) ?? throw new InvalidOperationException("The answer is JSON null.");

    public static async Task<JsonNode> JsonAsync(this Task<HttpResponseMessage> asking) => await (await asking).JsonAsync();

    public static string Text(this JsonNode? node) => node?.ToString() ?? "";
}

/// <summary>Tests that share the sandbox.</summary>
[CollectionDefinition(Name)]
public sealed class SharedSandbox : ICollectionFixture<RunningSandbox>
{
    public const string Name = "sandbox";
}
