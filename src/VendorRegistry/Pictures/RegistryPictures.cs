using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.VendorRegistry.Pictures;

/// <summary>
/// Keeps the picture in step with the database, in a process that has the registry role: at once after the process's own changes, and within
/// <see cref="DatabaseOptions.PollInterval"/> after another's. Also readies the database at start; while it cannot, the node serves from its copy.
/// </summary>
internal sealed partial class RegistryPictures(
    IServiceScopeFactory scopes, PictureHolder holder, PictureCopy copy, IOptions<DatabaseOptions> options, TimeProvider clock, ILogger<RegistryPictures> log) : BackgroundService
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(15);
    private readonly SemaphoreSlim _one = new(1);
    private volatile bool _isMigrated;

    /// <summary>Follows the database and returns when the picture is at the version or beyond; gives up quietly when the database does not answer.</summary>
    public async Task FollowAsync(long version, CancellationToken cancellation)
    {
        if (!Shows(version))
        {
            await RefreshAsync(cancellation, version);
        }
    }

    /// <summary>Asks the database once. False when it does not answer.</summary>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="version">The version that is looked for: when the picture shows it by the time that it is our turn, there is nothing to ask. Null to ask in any case.</param>
    public async Task<bool> RefreshAsync(CancellationToken cancellation, long? version = null)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            // Of many changes at once the first to ask brings home the others.
            if (version is { } sought && Shows(sought))
            {
                return true;
            }

            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<RegistryDb>();
            if (!_isMigrated)
            {
                await db.MigrateAsync(cancellation);
                _isMigrated = true;
            }

            // A copy from disk is a starting point for serving, not for differences: its database may have been put back since.
            var from = holder.Health.Origin == PictureOrigin.Registry ? holder.Current : RegistryPicture.Empty;
            var picture = await PictureBuilder.BuildAsync(db, from, clock.GetUtcNow(), cancellation);
            if (!holder.Health.SourceReachable)
            {
                Log.Reached(log, picture.Version);
            }

            holder.Take(picture, PictureOrigin.Registry, clock.GetUtcNow());
            return true;
        }
        catch (Exception failed) when (!cancellation.IsCancellationRequested)
        {
            if (holder.Health.SourceReachable || holder.Health.Origin == PictureOrigin.None)
            {
                Log.Lost(log, failed);
            }

            holder.Lost();
            return false;
        }
        finally
        {
            _one.Release();
        }
    }

    private bool Shows(long version) => holder.Health.Origin == PictureOrigin.Registry && holder.Current.Version >= version;

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the first request is taken, so that no vendor is unknown only because the node is young.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(StartPatience);
        var isReached = false;
        try
        {
            // Only the wait ends with our patience: a migration that has begun is left to finish.
            isReached = await RefreshAsync(cancellationToken).WaitAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            holder.Lost();
        }

        if (!isReached && await copy.ReadAsync(cancellationToken) is { } last)
        {
            holder.Take(last, PictureOrigin.Copy, clock.GetUtcNow());
            Log.FromCopy(log, last.Version);
        }

        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.PollInterval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await RefreshAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _one.Dispose();
        base.Dispose();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "In step with the registry's database at version {Version}.")]
        public static partial void Reached(ILogger logger, long version);

        [LoggerMessage(2, LogLevel.Error, "The registry's database does not answer; serving goes on from the last picture.")]
        public static partial void Lost(ILogger logger, Exception exception);

        [LoggerMessage(3, LogLevel.Warning, "Started from the picture's copy at version {Version}: the registry's database does not answer.")]
        public static partial void FromCopy(ILogger logger, long version);
    }
}
