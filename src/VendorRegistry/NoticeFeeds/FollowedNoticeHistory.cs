using System.Globalization;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Signing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.VendorRegistry.NoticeFeeds;

/// <summary>
/// The history on a node without the registry role: the registry's own document, with its signature, asked for when somebody asks here and a notice has changed since.
/// A node holds no key. What was fetched last is shown while no registry answers; nobody outside can have one asked more often than every few seconds. Thread-safe.
/// </summary>
internal sealed partial class FollowedNoticeHistory : INoticeHistory, IDisposable
{
    /// <summary>The most that is fetched: some ten thousand notices.</summary>
    private const int MostBytes = 128 * 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _one = new(1);
    private readonly HttpClient _http;
    private readonly Uri[] _addresses;
    private readonly IPictures _pictures;
    private readonly TimeProvider _clock;
    private readonly ILogger<FollowedNoticeHistory> _log;
    private NoticeHistory? _last;
    private DateTimeOffset _notBefore = DateTimeOffset.MinValue;
    private int _address;

    public FollowedNoticeHistory(IPictures pictures, IOptions<FeedOptions> options, TimeProvider clock, ILogger<FollowedNoticeHistory> log)
    {
        (_pictures, _clock, _log) = (pictures, clock, log);
        _addresses = Array.ConvertAll(options.Value.Addresses, address => new Uri(new Uri(address), NoticeHistoryFeedApi.Path));
        _http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(1), AllowAutoRedirect = false, UseCookies = false })
        {
            Timeout = Patience,
            MaxResponseContentBufferSize = MostBytes,
        };
        _http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", FeedKey.Scheme + options.Value.Key);
    }

    /// <inheritdoc/>
    public async ValueTask<NoticeHistory?> GetAsync(CancellationToken cancellation)
    {
        if (_addresses.Length == 0 || (Volatile.Read(ref _last) is { } known && known.Covers(_pictures.Current)))
        {
            return Volatile.Read(ref _last);
        }

        await _one.WaitAsync(cancellation);
        try
        {
            if (_last?.Covers(_pictures.Current) != true && _clock.GetUtcNow() >= _notBefore)
            {
                _notBefore = _clock.GetUtcNow() + Pause;

                // One caller that hangs up must not cost the others theirs.
                if (await FetchAsync() is { } fetched)
                {
                    Volatile.Write(ref _last, fetched);
                }
            }
        }
        finally
        {
            _one.Release();
        }

        return _last;
    }

    public void Dispose()
    {
        _http.Dispose();
        _one.Dispose();
    }

    private async Task<NoticeHistory?> FetchAsync()
    {
        try
        {
            using var answer = await _http.GetAsync(_addresses[_address % _addresses.Length]);
            answer.EnsureSuccessStatusCode();
            var body = await answer.Content.ReadAsByteArrayAsync();
            if (!Guid.TryParse(Field(answer, NoticeHistoryFeedApi.EpochField), CultureInfo.InvariantCulture, out var epoch)
                || !long.TryParse(Field(answer, NoticeHistoryFeedApi.VersionField), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
                || NoticeHistory.Read(epoch, version, body, SignatureOf(answer, body)) is not { } history)
            {
                throw new FormatException("The registry's history of notices cannot be read.");
            }

            return history;
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException or FormatException or OperationCanceledException)
        {
            Log.Lost(_log, failed);
            _address++;
            return null;
        }
    }

    /// <summary>The signature that came along; none is taken that does not fit what came.</summary>
    private static ArchiveSignature? SignatureOf(HttpResponseMessage answer, byte[] body)
    {
        if (Field(answer, NoticeHistoryFeedApi.SignatureField) is not { } value || Field(answer, NoticeHistoryFeedApi.KeyField) is not { } key)
        {
            return null;
        }

        var signature = new ArchiveSignature(Convert.FromBase64String(value), Convert.FromBase64String(key));
        return Ed25519.Verify(signature.PublicKey, body, signature.Value) ? signature : throw new FormatException("The signature of the registry's history of notices does not fit it.");
    }

    private static string? Field(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "No registry gave the history of notices; what was fetched before is shown.")]
        public static partial void Lost(ILogger logger, Exception exception);
    }
}
