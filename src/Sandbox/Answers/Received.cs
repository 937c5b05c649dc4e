using System.Buffers;

namespace Digdir.Altinn.Sandbox.Answers;

/// <summary>What has come in of an upload: the count, and the bytes as long as they are few. Used by one request at a time.</summary>
/// <param name="before">What came in earlier parts; null when that was already too much to keep.</param>
internal sealed class Received(byte[]? before)
{
    /// <summary>The largest file whose own bytes are kept; larger ones come back as made-up bytes of the same length.</summary>
    public const int Kept = 1024 * 1024;

    private readonly List<byte> _kept = [.. before ?? []];
    private bool _isSmall = before is not null;

    /// <summary>Bytes since this was made.</summary>
    public long Length { get; private set; }

    /// <summary>Everything, earlier parts included; null when it is too much to keep.</summary>
    public byte[]? Content => _isSmall ? [.. _kept] : null;

    /// <summary>Reads uploads of any size to the end, without keeping them. What came before a broken connection stays counted.</summary>
    public async Task<Received> ReadAsync(Stream from, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            int count;
            while ((count = await from.ReadAsync(buffer, cancellation)) > 0)
            {
                Length += count;
                _isSmall = _isSmall && _kept.Count + count <= Kept;
                if (_isSmall)
                {
                    _kept.AddRange(buffer.AsSpan(0, count));
                }
            }

            return this;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
