using Microsoft.Extensions.Options;

namespace Digdir.Altinn.Gateway.Catalogue;

/// <summary>
/// Reloads the catalogue when its folder changes. Editors and deployments write in several steps (truncate, write, rename; swap a link), so it waits until
/// the folder has been quiet for a while; and it looks by itself now and then, for volumes that tell of nothing.
/// </summary>
internal sealed partial class CatalogueWatcher(LiveCatalogue catalogue, IOptions<CatalogueOptions> options, TimeProvider time, ILogger<CatalogueWatcher> logger)
    : IHostedService, IDisposable
{
    private FileSystemWatcher? _watcher;
    private ITimer? _quiet;
    private ITimer? _look;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.Watch)
        {
            return Task.CompletedTask;
        }

        _quiet = time.CreateTimer(static state => ((CatalogueWatcher)state!).Reload(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        var look = TimeSpan.FromSeconds(options.Value.LookSeconds);
        _look = time.CreateTimer(static state => ((CatalogueWatcher)state!).Reload(), this, look, look);
        try
        {
            _watcher = new FileSystemWatcher(catalogue.Folder)
            {
                // Not only *.json: mounted configuration is swapped by renaming a link beside the files.
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size | NotifyFilters.CreationTime,
            };
            _watcher.Changed += Changed;
            _watcher.Created += Changed;
            _watcher.Deleted += Changed;
            _watcher.Renamed += Changed;
            _watcher.Error += (_, failure) => Log.WatchingFailed(logger, failure.GetException());
            _watcher.EnableRaisingEvents = true;
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or PlatformNotSupportedException)
        {
            Log.WatchingFailed(logger, exception);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _watcher?.Dispose();
        _quiet?.Dispose();
        _look?.Dispose();
    }

    private void Changed(object sender, FileSystemEventArgs change)
        => _quiet?.Change(TimeSpan.FromMilliseconds(options.Value.QuietMilliseconds), Timeout.InfiniteTimeSpan);

    private void Reload()
    {
        try
        {
            catalogue.Reload();
        }
        catch (Exception exception)
        {
            // A timer's exception would end the process; the catalogue in force is good.
            Log.ReloadFailed(logger, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "The catalogue's folder tells of no changes; it is looked at now and then instead")]
        public static partial void WatchingFailed(ILogger logger, Exception exception);

        [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "The catalogue could not be reloaded; the one in force stays")]
        public static partial void ReloadFailed(ILogger logger, Exception exception);
    }
}
