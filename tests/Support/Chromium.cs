using System.Collections.Concurrent;
using Microsoft.Playwright;
using Xunit;

namespace Digdir.Altinn.Support;

/// <summary>The machine's own Chromium, without a window: what a page does in it is what a person's browser does. Used by one test.</summary>
public sealed class Chromium : IAsyncDisposable
{
    private static readonly string? Program =
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/bin").Where(folder => folder.Length > 0)
            .SelectMany(folder => new[] { Path.Combine(folder, "chromium"), Path.Combine(folder, "chromium-browser") }).FirstOrDefault(File.Exists);

    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly ConcurrentQueue<string> _foreign = new();
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Chromium(IPlaywright playwright, IBrowser browser, IPage page, Uri site)
    {
        _playwright = playwright;
        _browser = browser;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Enqueue($"{message.Type}: {message.Text}");
            }
        };
        page.PageError += (_, error) => _complaints.Enqueue($"exception: {error}");
        page.Response += (_, answer) =>
        {
            if (answer.Status >= 400)
            {
                _complaints.Enqueue($"{answer.Status}: {answer.Url}");
            }
        };
        page.RequestFailed += (_, request) => _complaints.Enqueue($"{request.Failure}: {request.Url}");
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(site.GetLeftPart(UriPartial.Authority) + "/", StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal))
            {
                _foreign.Enqueue(request.Url);
            }
        };
    }

    /// <summary>Why tests that need Chromium are skipped here, or null when they run. Where CI says it is one (<c>CI=true</c>), absence is a failure and nothing is skipped.</summary>
    public static string? SkipReason { get; } = Program is not null || Environment.GetEnvironmentVariable("CI") == "true" ? null : "Chromium is not installed (looked for chromium in PATH).";

    /// <summary>The page, which can load from its site and from nowhere else.</summary>
    public IPage Page { get; }

    /// <summary>What the browser complained about: errors and warnings on its console, exceptions, and what could not be loaded.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>Addresses off the site that the page asked for.</summary>
    public IReadOnlyCollection<string> Foreign => _foreign;

    /// <summary>Starts it with an empty page that is to stay on the site.</summary>
    public static async Task<Chromium> StartAsync(Uri site)
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Program ?? throw new InvalidOperationException("Chromium is not installed (looked for chromium in PATH)."),

            // Root has no sandbox to go into; names that are not this machine's own lead nowhere.
            Args = ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"],
        });
        var page = await browser.NewPageAsync();
        page.SetDefaultTimeout(60_000);
        return new Chromium(playwright, browser, page, site);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}

/// <summary>A fact that needs Chromium, or says why it is skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ChromiumFactAttribute : FactAttribute
{
    /// <inheritdoc/>
    public override string? Skip { get => Chromium.SkipReason ?? base.Skip; set => base.Skip = value; }
}
