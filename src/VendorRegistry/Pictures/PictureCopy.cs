using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.VendorRegistry.Pictures;

/// <summary>
/// The copy of the last picture on this node's disk. It is written beside and renamed, so that a crash leaves the old copy or the new one, never half;
/// a copy that cannot be read counts as none. Writing keeps up with the newest picture and skips those between.
/// </summary>
internal sealed partial class PictureCopy(IOptions<FeedOptions> options, IHostEnvironment host, PictureHolder holder, ILogger<PictureCopy> log) : BackgroundService
{
    private readonly string? _path = string.IsNullOrWhiteSpace(options.Value.CopyPath) ? null : Path.Combine(host.ContentRootPath, options.Value.CopyPath);

    /// <summary>The copy, or null when there is none that can be read.</summary>
    public async Task<RegistryPicture?> ReadAsync(CancellationToken cancellation)
    {
        if (_path is null || !File.Exists(_path))
        {
            return null;
        }

        try
        {
            await using var file = File.OpenRead(_path);
            var message = await JsonSerializer.DeserializeAsync(file, PictureJson.Default.PictureMessage, cancellation);
            if (message is { Format: PictureMessage.CurrentFormat, After: 0 } && message.ApplyTo(RegistryPicture.Empty) is { } picture)
            {
                return picture;
            }

            Log.Foreign(log);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException or FormatException or ArgumentException)
        {
            Log.Unreadable(log, unreadable);
        }

        return null;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_path is null)
        {
            return;
        }

        RegistryPicture? written = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            var next = holder.Next;
            var picture = holder.Current;
            if (!ReferenceEquals(picture, written) && holder.Health.Origin == PictureOrigin.Registry)
            {
                await WriteAsync(_path, picture, stoppingToken);
                written = picture;
            }

            await next.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WriteAsync(string path, RegistryPicture picture, CancellationToken cancellation)
    {
        try
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
            {
                Directory.CreateDirectory(folder);
            }

            // Several nodes on one machine may be told the same path: each writes its own file beside and the last rename stands.
            var beside = $"{path}.{Environment.ProcessId}.{Guid.NewGuid():N}.tmp";
            try
            {
                await using (var file = new FileStream(beside, FileMode.CreateNew, FileAccess.Write, FileShare.None, 64 * 1024, FileOptions.Asynchronous))
                {
                    await JsonSerializer.SerializeAsync(file, PictureMessage.Since(0, picture), PictureJson.Default.PictureMessage, cancellation);
                    await file.FlushAsync(cancellation);
                    RandomAccess.FlushToDisk(file.SafeFileHandle);
                }

                File.Move(beside, path, overwrite: true);
            }
            finally
            {
                File.Delete(beside);
            }
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            Log.NotWritten(log, failed);
        }
        catch (OperationCanceledException)
        {
            // The old copy stands.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The picture's copy on disk has another format; it counts as none.")]
        public static partial void Foreign(ILogger logger);

        [LoggerMessage(2, LogLevel.Warning, "The picture's copy on disk cannot be read; it counts as none.")]
        public static partial void Unreadable(ILogger logger, Exception exception);

        [LoggerMessage(3, LogLevel.Warning, "The picture's copy could not be written; a restart without the registry would start from an older one.")]
        public static partial void NotWritten(ILogger logger, Exception exception);
    }
}
