using Digdir.Altinn.VendorRegistry.Notices;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Signing;
using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Digdir.Altinn.VendorRegistry.NoticeFeeds;

/// <summary>
/// The history in a process with the registry role: read from the database once after each change of a notice, when somebody asks, and signed with the registry's key.
/// While the database is gone, what was read last is what there is. Thread-safe.
/// </summary>
internal sealed partial class OwnNoticeHistory(IServiceScopeFactory scopes, IPictures pictures, RegistrySigner signer, ILogger<OwnNoticeHistory> log) : INoticeHistory, IDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private NoticeHistory? _last;

    /// <inheritdoc/>
    public async ValueTask<NoticeHistory?> GetAsync(CancellationToken cancellation)
    {
        if (Volatile.Read(ref _last) is { } known && known.Covers(pictures.Current))
        {
            return known;
        }

        await _one.WaitAsync(cancellation);
        try
        {
            if (_last?.Covers(pictures.Current) != true)
            {
                Volatile.Write(ref _last, await ReadAsync(cancellation));
            }
        }
        catch (Exception failed) when (!cancellation.IsCancellationRequested)
        {
            Log.Unread(log, failed);
        }
        finally
        {
            _one.Release();
        }

        return _last;
    }

    public void Dispose() => _one.Dispose();

    private async Task<NoticeHistory> ReadAsync(CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RegistryDb>();

        // The version first: a change between the two readings is read, and read again.
        var epoch = await db.State.AsNoTracking().Select(row => row.Epoch).SingleAsync(cancellation);
        var version = await db.Notices.MaxAsync(row => (long?)row.Revision, cancellation) ?? 0;
        var rows = await db.Notices.AsNoTracking().Whole().Where(row => row.PublishedAt != null).OrderBy(row => row.PublishedAt).ThenBy(row => row.Id).ToListAsync(cancellation);
        return NoticeHistory.Of(epoch, version, [.. rows.Select(NoticePictures.PictureOf)], Sign);
    }

    private ArchiveSignature? Sign(byte[] body)
    {
        if (!signer.CanSign)
        {
            return null;
        }

        var (signature, key) = signer.Sign(body);
        return new ArchiveSignature(signature, key);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The history of notices cannot be read; what was read before is shown.")]
        public static partial void Unread(ILogger logger, Exception exception);
    }
}
