using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.VendorRegistry.Pictures;

/// <summary>Follows the registries' feed, in a process without the registry role. Starts from the copy on disk; when a registry fails it turns to the next, after a jittered pause that grows.</summary>
internal sealed partial class PictureFollower : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(3);

    private readonly PictureHolder _holder;
    private readonly PictureCopy _copy;
    private readonly TimeProvider _clock;
    private readonly ILogger<PictureFollower> _log;
    private readonly FeedOptions _options;
    private readonly Uri[] _addresses;
    private readonly HttpClient _http;
    private int _address;

    public PictureFollower(PictureHolder holder, PictureCopy copy, IOptions<FeedOptions> options, TimeProvider clock, ILogger<PictureFollower> log)
    {
        _holder = holder;
        _copy = copy;
        _clock = clock;
        _log = log;
        _options = options.Value;
        _addresses = Array.ConvertAll(_options.Addresses, address => new Uri(address));
        _http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(1), AllowAutoRedirect = false, UseCookies = false })
        {
            Timeout = _options.Wait + TimeSpan.FromSeconds(3),
        };
        _http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", FeedKey.Scheme + _options.Key);
        _http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
    }

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (await _copy.ReadAsync(cancellationToken) is { } last)
        {
            _holder.Take(last, PictureOrigin.Copy, _clock.GetUtcNow());
            Log.FromCopy(_log, last.Version);
        }

        if (_addresses.Length == 0)
        {
            Log.NoAddress(_log);
            return;
        }

        // One question before the first request is taken: a young node had better know the vendors.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(StartPatience);
        await AskAsync(patience.Token);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = FirstPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            if (await AskAsync(stoppingToken))
            {
                pause = FirstPause;
                continue;
            }

            // Full jitter keeps a hundred nodes from returning together.
            var jittered = pause * (0.5 + (Random.Shared.NextDouble() / 2));
            await Task.Delay(jittered, _clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = TimeSpan.FromTicks(Math.Min((pause * 2).Ticks, LongestPause.Ticks));
        }
    }

    /// <summary>Asks once and takes what comes. False when nobody answered, or not with a picture.</summary>
    private async Task<bool> AskAsync(CancellationToken cancellation)
    {
        var current = _holder.Current;
        try
        {
            var question = new Uri(_addresses[_address % _addresses.Length], $"{PictureFeedApi.Path}?after={current.Version}&epoch={current.Epoch}");
            using var answer = await _http.GetAsync(question, HttpCompletionOption.ResponseContentRead, cancellation);

            // A whole registry takes a while to read: never on a thread that watches sockets, should that have brought the last of it.
            await Task.Yield();
            if (answer.StatusCode == HttpStatusCode.NoContent)
            {
                Take(current);
                return true;
            }

            answer.EnsureSuccessStatusCode();
            await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
            var message = await JsonSerializer.DeserializeAsync(body, PictureJson.Default.PictureMessage, cancellation);
            if (message is not { Format: PictureMessage.CurrentFormat } || message.ApplyTo(current) is not { } picture)
            {
                throw new JsonException("The registry's feed has a format or a version this node cannot use.");
            }

            Take(picture);
            return true;
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException or JsonException or FormatException or ArgumentException or OperationCanceledException)
        {
            if (!cancellation.IsCancellationRequested && (_holder.Health.SourceReachable || _holder.Health.Origin == PictureOrigin.None))
            {
                Log.Lost(_log, failed);
            }

            _holder.Lost();
            _address++;
            return false;
        }
    }

    private void Take(RegistryPicture picture)
    {
        if (!_holder.Health.SourceReachable)
        {
            Log.Reached(_log, picture.Version);
        }

        _holder.Take(picture, PictureOrigin.Registry, _clock.GetUtcNow());
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "In step with the registry's feed at version {Version}.")]
        public static partial void Reached(ILogger logger, long version);

        [LoggerMessage(2, LogLevel.Error, "The registry's feed does not answer; serving goes on from the last picture.")]
        public static partial void Lost(ILogger logger, Exception exception);

        [LoggerMessage(4, LogLevel.Warning, "Registry:Feed:CopyOnly is set: this node follows no registry and serves from its copy alone. What is decided from now on, holds too, does not reach it.")]
        public static partial void NoAddress(ILogger logger);

        [LoggerMessage(3, LogLevel.Information, "Started from the picture's copy at version {Version}.")]
        public static partial void FromCopy(ILogger logger, long version);
    }
}
