using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using Digdir.Altinn.Grains.Hashing;
using Microsoft.AspNetCore.Http.Features;

namespace Digdir.Altinn.Gateway.Observations;

/// <summary>
/// Stands in front of the answer's body: hashes and counts what passes and keeps the beginning in pooled memory, then hands it on in the same call. Adds no
/// waiting and no buffering: a stream stays a stream however long it is. Used by one thread at a time, as the body is; used again for the next call.
/// </summary>
internal sealed class AnswerTee : Stream, IHttpResponseBodyFeature
{
    private const int FirstRoom = 4096;

    private IHttpResponseBodyFeature? _inner;
    private Stream _body = Null;
    private XxHash64 _hash;
    private byte[]? _kept;
    private IHeaderDictionary? _headers;
    private bool _reads;
    private int _most;

    /// <summary>Bytes that passed.</summary>
    public long Passed { get; private set; }

    /// <summary>Bytes kept.</summary>
    public int KeptLength { get; private set; }

    /// <summary>True when all that passed was kept.</summary>
    public bool IsWhole => Passed == KeptLength;

    /// <summary>Hash of all that passed. Never 0.</summary>
    public ulong Hash => _hash.Value() is var value and not 0 ? value : 1;

    /// <inheritdoc/>
    public Stream Stream => this;

    /// <inheritdoc/>
    public PipeWriter Writer => Inner.Writer;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    private IHttpResponseBodyFeature Inner => _inner ?? throw new ObjectDisposedException(nameof(AnswerTee));

    /// <summary>Stands in front of a body.</summary>
    /// <param name="context">The request whose answer it is.</param>
    /// <param name="inner">The body.</param>
    /// <param name="seed">Seed of the hash.</param>
    /// <param name="reads">True when JSON answers are to be read.</param>
    /// <param name="most">Most bytes kept of what is to be read.</param>
    public void Begin(HttpContext context, IHttpResponseBodyFeature inner, ulong seed, bool reads, int most)
    {
        _headers = context.Response.Headers;
        _inner = inner;
        _body = inner.Stream;
        _hash = new XxHash64(seed);
        _reads = reads;
        _most = most;
        Passed = 0;
        KeptLength = 0;
        context.Features.Set<IHttpResponseBodyFeature>(this);
    }

    /// <summary>Steps aside; what was kept stays.</summary>
    public void End(HttpContext context)
    {
        if (_inner is { } inner)
        {
            context.Features.Set(inner);
            _inner = null;
            _body = Null;
            _headers = null;
        }
    }

    /// <summary>What was kept; pooled memory that the caller must give back to <see cref="Forget"/> before the next call. Null when nothing was.</summary>
    public byte[]? Kept => _kept;

    /// <summary>Gives the memory back, wiped: answers hold personal data.</summary>
    public void Forget()
    {
        if (_kept is { } kept)
        {
            CryptographicOperations.ZeroMemory(kept.AsSpan(0, KeptLength));
            ArrayPool<byte>.Shared.Return(kept);
            _kept = null;
        }

        KeptLength = 0;
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        See(buffer.Span);
        return _body.WriteAsync(buffer, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        See(buffer.AsSpan(offset, count));
        return _body.WriteAsync(buffer, offset, count, cancellationToken);
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count)
    {
        See(buffer.AsSpan(offset, count));
        _body.Write(buffer, offset, count);
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        See(buffer);
        _body.Write(buffer);
    }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => _body.FlushAsync(cancellationToken);

    /// <inheritdoc/>
    public override void Flush() => _body.Flush();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public void DisableBuffering() => Inner.DisableBuffering();

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken = default) => Inner.StartAsync(cancellationToken);

    /// <inheritdoc/>
    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => Inner.SendFileAsync(path, offset, count, cancellationToken);

    /// <inheritdoc/>
    public Task CompleteAsync() => Inner.CompleteAsync();

    private void See(ReadOnlySpan<byte> bytes)
    {
        if (Passed == 0 && !bytes.IsEmpty && !IsToBeKept())
        {
            _most = 0;
        }

        _hash.Take(bytes);
        Passed += bytes.Length;
        if (KeptLength < _most)
        {
            Keep(bytes);
        }
    }

    /// <summary>Told by the answer's head once its body begins: JSON is read, and what is compressed is hashed by what it says; of the rest the hash of its bytes will do.</summary>
    private bool IsToBeKept()
        => _headers is { } headers
            && (headers.ContentEncoding.Count > 0 || (_reads && headers.ContentType is [{ } type] && type.Contains("json", StringComparison.OrdinalIgnoreCase)));

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        var taken = bytes[..Math.Min(bytes.Length, _most - KeptLength)];
        if (taken.IsEmpty)
        {
            return;
        }

        var needed = KeptLength + taken.Length;
        if (_kept is null)
        {
            _kept = ArrayPool<byte>.Shared.Rent(Math.Max(FirstRoom, needed));
        }
        else if (_kept.Length < needed)
        {
            var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(_most, Math.Max(needed, _kept.Length * 2L)));
            _kept.AsSpan(0, KeptLength).CopyTo(larger);
            CryptographicOperations.ZeroMemory(_kept.AsSpan(0, KeptLength));
            ArrayPool<byte>.Shared.Return(_kept);
            _kept = larger;
        }

        taken.CopyTo(_kept.AsSpan(KeptLength));
        KeptLength = needed;
    }
}
