using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Digdir.Altinn.Gateway.Tests.Forwarding;
using Digdir.Altinn.Support.Tokens;
using Microsoft.AspNetCore.Http;

namespace Digdir.Altinn.Gateway.Tests;

/// <summary>
/// The real gateway as a process of its own, which can be killed as a crash would and started again on what it left, with an issuer and a product that
/// live on. Policies about vendors' papers are off. In real time.
/// </summary>
internal sealed partial class GatewayProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-").FullName;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly TokenForge _forge = TokenForge.WithRsa();
    private readonly IssuerStandIn _issuer;
    private readonly StandIn _product;
    private readonly string[] _settings;
    private Process? _process;
    private Uri? _public;

    private GatewayProcess(IssuerStandIn issuer, StandIn product, string[] settings)
    {
        _issuer = issuer;
        _product = product;
        _settings = settings;
    }

    public static async Task<GatewayProcess> StartAsync(params string[] settings)
    {
        var issuer = await IssuerStandIn.StartAsync("maskinporten", TokenForge.WithRsa());
        var gateway = new GatewayProcess(issuer, await StandIn.ThatAsync(context => context.Response.WriteAsync("answered")), settings);
        await gateway.StartAgainAsync();
        return gateway;
    }

    /// <summary>Starts it, or starts it again, and returns when it listens.</summary>
    public async Task StartAgainAsync()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath ?? "dotnet") { WorkingDirectory = _folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            typeof(Program).Assembly.Location,
            "--Listeners:Public=http://127.0.0.1:0",
            "--Listeners:Management=http://127.0.0.1:0",
            $"--Altinn:Platform={_product.Address}",
            $"--Tokens:Issuers:maskinporten:Issuer={_issuer.Issuer}",
            $"--Tokens:Issuers:maskinporten:Jwks={_issuer.KeysAddress}",
            .. new[] { "idporten", "altinn", "dialogporten" }.Select(name => $"--Tokens:Issuers:{name}:Enabled=false"),
            .. new[] { "registration", "terms", "purpose", "environment" }.Select(name => $"--Policies:{name}=off"),
            "--Telemetry:RequestLines=none",
            .. _settings,
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start) ?? throw new InvalidOperationException("The gateway did not start.");
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginErrorReadLine();
        _public = await FirstAddressAsync(_process).WaitAsync(Patience);
    }

    /// <summary>Ends it at once, with nothing said to anyone.</summary>
    public async Task CrashAsync()
    {
        var process = Running;
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        _process = null;
    }

    /// <summary>Asks it to stop, as a service manager does, and waits until it has.</summary>
    public async Task StopAsync()
    {
        var process = Running;
        using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        await process.WaitForExitAsync().WaitAsync(Patience);
        process.Dispose();
        _process = null;
    }

    /// <summary>A token of a vendor; the sample's when none is named.</summary>
    public string Token(string? vendor = null)
    {
        var claims = SampleTokens.Claims("maskinporten-systemuser", _issuer.Issuer, TimeProvider.System.GetUtcNow());
        claims["scope"] = "digdir:dialogporten";
        claims["consumer"] = new JsonObject { ["authority"] = "iso6523-actorid-upis", ["ID"] = $"0192:{vendor ?? SampleTokens.Vendor}" };
        return _forge.Sign(claims);
    }

    /// <summary>Sends calls one after the other; how many were let through, the others having been refused for the limit.</summary>
    public async Task<int> PassedOfAsync(int calls, string token)
    {
        var passed = 0;
        for (var i = 0; i < calls; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_public ?? throw new InvalidOperationException("Not started."), "/dialogporten/api/v1/enduser/parties"));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var answer = await _http.SendAsync(request);
            passed += (int)answer.StatusCode switch
            {
                200 => 1,
                429 => 0,
                _ => throw new InvalidOperationException($"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}"),
            };
        }

        return passed;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await CrashAsync();
        }

        _http.Dispose();
        await _product.DisposeAsync();
        await _issuer.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private Process Running => _process ?? throw new InvalidOperationException("Not running.");

    /// <summary>The public listener is the first it tells of. The rest of what it writes is read and thrown away, so that it never waits for a reader.</summary>
    private static async Task<Uri> FirstAddressAsync(Process process)
    {
        var lines = new List<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            lines.Add(line);
            if (line.Contains("Now listening on", StringComparison.Ordinal) && Address().Match(line) is { Success: true } found)
            {
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                return new Uri(found.Value);
            }
        }

        throw new InvalidOperationException($"The gateway ended: {string.Join('\n', lines)}");
    }

    [GeneratedRegex("http://127\\.0\\.0\\.1:[0-9]+", RegexOptions.NonBacktracking)]
    private static partial Regex Address();
}
