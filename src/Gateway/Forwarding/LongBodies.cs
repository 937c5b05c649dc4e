using System.IO.Pipelines;
using Digdir.Altinn.Gateway.Listeners;
using Microsoft.AspNetCore.Http.Features;

namespace Digdir.Altinn.Gateway.Forwarding;

/// <summary>
/// Bodies that are long, or may be, are copied by the thread pool: one fast transfer would otherwise keep a thread that watches sockets from all its other
/// connections (docs/adr/0011). Short ones are copied where they come in.
/// </summary>
internal static class LongBodies
{
    /// <summary>Bytes up to which a body is short: one turn of the copying.</summary>
    public const long Short = 64 * 1024;

    /// <summary>Sees to what the caller sends: a body, or after an upgrade whatever it likes.</summary>
    public static void TakeFrom(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (headers.ContentLength is not <= Short)
        {
            context.Request.Body = new PooledStream(context.Request.Body);
        }

        if (headers.Upgrade.Count > 0 && context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade)
        {
            context.Features.Set<IHttpUpgradeFeature>(new PooledUpgrade(upgrade));
        }
    }

    /// <summary>Sees to the body of an answer whose head has been copied.</summary>
    public static void GiveTo(HttpContext context)
    {
        if (context.Response.Headers.ContentLength is not <= Short)
        {
            context.Features.Set<IHttpResponseBodyFeature>(new PooledBody(context.Features.GetRequiredFeature<IHttpResponseBodyFeature>()));
        }
    }

    private sealed class PooledUpgrade(IHttpUpgradeFeature inner) : IHttpUpgradeFeature
    {
        public bool IsUpgradableRequest => inner.IsUpgradableRequest;

        public async Task<Stream> UpgradeAsync() => new PooledStream(await inner.UpgradeAsync());
    }

    private sealed class PooledBody(IHttpResponseBodyFeature inner) : IHttpResponseBodyFeature
    {
        public Stream Stream { get; } = new PooledStream(inner.Stream);

        public PipeWriter Writer => inner.Writer;

        public Task CompleteAsync() => inner.CompleteAsync();

        public void DisableBuffering() => inner.DisableBuffering();

        public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => inner.SendFileAsync(path, offset, count, cancellationToken);

        public Task StartAsync(CancellationToken cancellationToken = default) => inner.StartAsync(cancellationToken);
    }
}

/// <summary>A stream whose user is on the thread pool after each read and during each write, whatever thread the data came in on.</summary>
internal sealed class PooledStream(Stream inner) : Stream
{
    /// <inheritdoc/>
    public override bool CanRead => inner.CanRead;

    /// <inheritdoc/>
    public override bool CanSeek => inner.CanSeek;

    /// <inheritdoc/>
    public override bool CanWrite => inner.CanWrite;

    /// <inheritdoc/>
    public override long Length => inner.Length;

    /// <inheritdoc/>
    public override long Position
    {
        get => inner.Position;
        set => inner.Position = value;
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        await SocketThreads.Leave();
        return read;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await SocketThreads.Leave();
        await inner.WriteAsync(buffer, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    /// <inheritdoc/>
    public override void Flush() => inner.Flush();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    /// <inheritdoc/>
    public override void SetLength(long value) => inner.SetLength(value);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        await base.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
