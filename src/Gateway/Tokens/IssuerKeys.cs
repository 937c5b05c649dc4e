using System.Collections.Immutable;

namespace Digdir.Altinn.Gateway.Tokens;

/// <summary>
/// The keys of one issuer, alive: fetched in the background, again when an unknown key turns up (rarely), and trusted for a while after the issuer has become
/// unreachable. Kept in memory only. Finding a key is lock-free; the lock guards the bookkeeping of fetches and is never held across one. Thread-safe.
/// </summary>
internal sealed partial class IssuerKeys
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestNap = TimeSpan.FromMinutes(1);

    private readonly IssuerDocuments _documents;
    private readonly TokenOptions _options;
    private readonly TimeProvider _clock;
    private readonly TokensMetrics _metrics;
    private readonly ILogger _log;
    private readonly Lock _guard = new();
    private volatile KeySet _keys = KeySet.Empty;
    private Task? _fetching;
    private long? _lastAttempt;
    private DateTimeOffset? _unreachableSince;
    private DateTimeOffset? _lastFetched;
    private DateTimeOffset _due = DateTimeOffset.MinValue;
    private int _failures;

    public IssuerKeys(Issuer issuer, IssuerDocuments documents, TokenOptions options, TimeProvider clock, TokensMetrics metrics, ILogger log)
    {
        Issuer = issuer;
        _documents = documents;
        _options = options;
        _clock = clock;
        _metrics = metrics;
        _log = log;
    }

    /// <summary>Whose keys.</summary>
    public Issuer Issuer { get; }

    /// <summary>How things stand, for readiness.</summary>
    public IssuerKeysState State
    {
        get
        {
            lock (_guard)
            {
                return new(_keys.Keys.Length, _lastFetched, _unreachableSince, _keys.Keys.Any(key => key.IsTrusted(_clock.GetUtcNow())));
            }
        }
    }

    /// <summary>
    /// The key to verify with. An unknown key makes the keys be fetched again, at most once a minute whoever asks; callers share the fetch and wait for it a
    /// bounded time.
    /// </summary>
    public async ValueTask<KeyAnswer> FindAsync(string id, string algorithm, CancellationToken cancellation)
    {
        if (Find(id, algorithm) is { } known)
        {
            return new(known, null);
        }

        // Whatever is found wanting is looked for once more: a fetch may have ended between the looks.
        if (Knows(id))
        {
            return Find(id, algorithm) is { } late ? new(late, null) : new(null, TokenFaults.Algorithm);
        }

        // A fetch that was under way may have asked before the key was published: then it is asked once more, as often as unknown keys may ask at all.
        for (var isOurs = false; !isOurs && TryFetch(_options.UnknownKeyRefresh, out var fetching, out isOurs);)
        {
            try
            {
                await fetching.WaitAsync(_options.KeyWait, _clock, cancellation);
            }
            catch (TimeoutException)
            {
                return new(null, TokenFaults.IssuerUnavailable);
            }

            if (Find(id, algorithm) is { } fetched)
            {
                return new(fetched, null);
            }
        }

        if (Find(id, algorithm) is { } latest)
        {
            return new(latest, null);
        }

        // Only an issuer that has just answered can have said that it does not know the key.
        lock (_guard)
        {
            return new(null, _lastFetched is null || _unreachableSince is not null ? TokenFaults.IssuerUnavailable : TokenFaults.UnknownKey);
        }
    }

    /// <summary>Fetches the keys now and then until cancelled.</summary>
    public async Task KeepFreshAsync(CancellationToken cancellation)
    {
        while (true)
        {
            if (DueIn() is var due && due > TimeSpan.Zero)
            {
                // Looked at every minute, because a fetch that a request caused and that failed moves it nearer. A millisecond more, because a delay below
                // one is none at all.
                await Task.Delay(due < LongestNap ? due + TimeSpan.FromMilliseconds(1) : LongestNap, _clock, cancellation);
            }
            else
            {
                await Fetch();
            }
        }
    }

    private SigningKey? Find(string id, string algorithm)
    {
        var keys = _keys;
        var now = _clock.GetUtcNow();
        foreach (var key in keys.Keys)
        {
            if (string.Equals(key.Id, id, StringComparison.Ordinal) && key.Algorithms.Contains(algorithm, StringComparer.Ordinal) && keys.Allows(algorithm) && key.IsTrusted(now))
            {
                return key;
            }
        }

        return null;
    }

    private bool Knows(string id)
    {
        var now = _clock.GetUtcNow();
        return _keys.Keys.Any(key => string.Equals(key.Id, id, StringComparison.Ordinal) && key.IsTrusted(now));
    }

    private bool TryFetch(TimeSpan unlessWithin, out Task fetching, out bool isOurs)
    {
        lock (_guard)
        {
            if (_fetching is { } running)
            {
                isOurs = false;
                fetching = running;
                return true;
            }

            // Before the first success there is nothing to lose by asking sooner.
            var least = _lastFetched is null && unlessWithin > FirstRetry ? FirstRetry : unlessWithin;
            var tooSoon = _lastAttempt is { } last && _clock.GetElapsedTime(last) is var since && since >= TimeSpan.Zero && since < least;
            isOurs = !tooSoon;
            fetching = tooSoon ? Task.CompletedTask : Begin();
            return !tooSoon;
        }
    }

    private Task Fetch()
    {
        lock (_guard)
        {
            return _fetching ?? Begin();
        }
    }

    private Task Begin()
    {
        _lastAttempt = _clock.GetTimestamp();

        // Never the caller's cancellation: others wait for the same fetch.
        return _fetching = Task.Run(FetchAsync, CancellationToken.None);
    }

    private async Task FetchAsync()
    {
        try
        {
            var document = await _documents.FetchAsync(Issuer, CancellationToken.None);
            Succeed(document);
        }
        catch (Exception exception)
        {
            // Whatever it is: a fetch left standing as failed would be handed to every request that meets an unknown key, and the loop that ends with it takes
            // the host along.
            Fail(exception);
        }
    }

    private void Succeed(IssuerDocument document)
    {
        lock (_guard)
        {
            var now = _clock.GetUtcNow();
            var old = _keys.Keys;
            var keys = document.Keys.Select(key => old.FirstOrDefault(key.IsSameAs) ?? key).ToImmutableArray();
            foreach (var key in keys)
            {
                // Were the background loop ever to stop, its keys would still not be trusted for ever.
                key.TrustUntil(now + (1.1 * _options.KeyRefresh) + _options.KeysOutlive);
            }

            _keys = new KeySet(keys, Issuer.Kind == IssuerKind.IdPorten ? document.Algorithms : default);
            foreach (var gone in old.Where(key => !keys.Contains(key)))
            {
                gone.Retire();
            }

            _lastFetched = now;
            _unreachableSince = null;
            _failures = 0;
            _fetching = null;

            // Nodes started together should not ask together.
            _due = now + ((0.9 + (0.2 * Random.Shared.NextDouble())) * _options.KeyRefresh);
            Log.Fetched(_log, Issuer.Name, keys.Length);
        }

        _metrics.KeysFetched(Issuer.Name, "ok");
    }

    private void Fail(Exception exception)
    {
        lock (_guard)
        {
            var now = _clock.GetUtcNow();
            if (_unreachableSince is null)
            {
                _unreachableSince = now;
                foreach (var key in _keys.Keys)
                {
                    key.TrustUntil(now + _options.KeysOutlive);
                }
            }

            _failures = Math.Min(_failures + 1, 16);
            _fetching = null;
            _due = now + TimeSpan.FromSeconds(Math.Min(60, 2.5 * Math.Pow(2, _failures)));
            Log.NotFetched(_log, Issuer.Name, _keys.Keys.Length, _unreachableSince.Value, ReasonOf(exception));
        }

        _metrics.KeysFetched(Issuer.Name, "failed");
    }

    /// <summary>The message of what a fetch is known to fail with; of anything else only what it is.</summary>
    private static string ReasonOf(Exception exception)
        => exception is IssuerDocumentException or HttpRequestException or OperationCanceledException ? exception.GetBaseException().Message : exception.GetType().Name;

    private TimeSpan DueIn()
    {
        lock (_guard)
        {
            return _due - _clock.GetUtcNow();
        }
    }

    private sealed record KeySet(ImmutableArray<SigningKey> Keys, ImmutableArray<string> Algorithms)
    {
        public static KeySet Empty { get; } = new([], default);

        public bool Allows(string algorithm) => Algorithms.IsDefaultOrEmpty || Algorithms.Contains(algorithm, StringComparer.Ordinal);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Fetched {Count} keys of issuer {Issuer}")]
        public static partial void Fetched(ILogger log, string issuer, int count);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Keys of issuer {Issuer} could not be fetched; going on with the {Count} known, unreachable since {Since:O} ({Reason})")]
        public static partial void NotFetched(ILogger log, string issuer, int count, DateTimeOffset since, string reason);
    }
}

/// <summary>A key, or why there is none.</summary>
internal readonly record struct KeyAnswer(SigningKey? Key, TokenFault? Fault);

/// <summary>How an issuer's keys stand.</summary>
/// <param name="Count">Keys known.</param>
/// <param name="LastFetched">UTC instant of the last success, or null when there was none.</param>
/// <param name="UnreachableSince">UTC instant of the first failure since, or null when the last fetch succeeded.</param>
/// <param name="IsUsable">True when at least one key is trusted.</param>
internal readonly record struct IssuerKeysState(int Count, DateTimeOffset? LastFetched, DateTimeOffset? UnreachableSince, bool IsUsable);
