using System.Collections.Concurrent;
using System.Globalization;
using Digdir.Altinn.Sandbox.Mailroom;
using Digdir.Altinn.VendorRegistry.Signing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Digdir.Altinn.Benchmarks.Deliveries;

/// <summary>
/// Everybody's receivers in one process: webhooks on <c>/r/{number}</c>, and a mail server for <c>r{number}@example.no</c>. Counts what comes, checks the
/// signatures of a sample, and tells on <c>/report</c>. The first so many receivers are bad: they hang, redirect inwards, or never end their answer or its head.
/// </summary>
internal sealed class Receivers(int bad, byte[] key)
{
    /// <summary>One in so many signatures is checked.</summary>
    private const int Sample = 20;

    private readonly ConcurrentDictionary<int, DateTimeOffset> _first = new();
    private int _repeated;
    private int _checked;
    private int _wrong;

    /// <summary>Tells its ports on standard output and serves until standard input closes.</summary>
    public static async Task<int> RunAsync(Arguments arguments)
    {
        var receivers = new Receivers(arguments.Number("bad", 0), Convert.FromBase64String(arguments.Required("key")));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.Run(receivers.ServeAsync);
        await app.StartAsync();
        await using var mail = SmtpReceiver.Start(0, sent => receivers.Take(NumberIn(sent.To[0].AsSpan(1, sent.To[0].IndexOf('@', StringComparison.Ordinal) - 1))));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ready {new Uri(app.Urls.First()).Port} {mail.Port}"));
        while (await Console.In.ReadLineAsync() is not null)
        {
            // Nothing is said to the receivers; the end of their input ends them.
        }

        return 0;
    }

    private async Task ServeAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        switch (path)
        {
            case "/report":
                await context.Response.WriteAsJsonAsync(Report(DateTimeOffset.Parse(context.Request.Query["since"].ToString(), CultureInfo.InvariantCulture)));
                return;
            case "/reset":
                _first.Clear();
                (_repeated, _checked, _wrong) = (0, 0, 0);
                return;
        }

        var number = NumberIn(path.AsSpan("/r/".Length));
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        if (number < bad)
        {
            await MisbehaveAsync(context, number);
            return;
        }

        Take(number);
        if (number % Sample == 0)
        {
            Check(context.Request, body.ToArray());
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private void Take(int number)
    {
        if (!_first.TryAdd(number, TimeProvider.System.GetUtcNow()))
        {
            Interlocked.Increment(ref _repeated);
        }
    }

    private static async Task MisbehaveAsync(HttpContext context, int number)
    {
        var gone = context.RequestAborted;
        switch (number % 3)
        {
            case 0:
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, gone).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return;
            case 1:
                context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
                context.Response.Headers.Location = "http://169.254.169.254/latest/meta-data/";
                return;
            default:
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                var junk = new byte[64 * 1024];
                while (!gone.IsCancellationRequested)
                {
                    await context.Response.Body.WriteAsync(junk, gone).AsTask().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

                    // To a connection that is gone writing takes no time, and the good receivers live in this process too.
                    await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, gone).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }

                return;
        }
    }

    private void Check(HttpRequest request, byte[] body)
    {
        Interlocked.Increment(ref _checked);
        var at = DateTimeOffset.FromUnixTimeSeconds(long.Parse(request.Headers["webhook-timestamp"].ToString(), CultureInfo.InvariantCulture));
        var text = StandardWebhook.SignedText(request.Headers["webhook-id"].ToString(), at, body);
        var isGood = request.Headers["webhook-signature"].ToString() is ['v', '1', 'a', ',', .. var signature] && Ed25519.Verify(key, text, Convert.FromBase64String(signature));
        Interlocked.Add(ref _wrong, isGood ? 0 : 1);
    }

    private Received Report(DateTimeOffset since)
    {
        double[] lags = [.. _first.Values.Select(at => (at - since).TotalSeconds).Order()];
        return new Received(lags.Length, At(0.5), At(0.99), lags.LastOrDefault(), Volatile.Read(ref _repeated), Volatile.Read(ref _checked), Volatile.Read(ref _wrong));

        double At(double share) => lags.Length == 0 ? 0 : lags[Math.Min(lags.Length - 1, (int)(lags.Length * share))];
    }

    private static int NumberIn(ReadOnlySpan<char> text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}

/// <summary>What has come to the good receivers.</summary>
/// <param name="Count">Receivers that have it.</param>
/// <param name="P50">Median of the seconds it took.</param>
/// <param name="P99">99th percentile.</param>
/// <param name="Last">The last one's.</param>
/// <param name="Repeated">Requests beyond the first at a receiver.</param>
/// <param name="Checked">Signatures checked.</param>
/// <param name="Wrong">Signatures that were wrong.</param>
internal sealed record Received(int Count, double P50, double P99, double Last, int Repeated, int Checked, int Wrong);
