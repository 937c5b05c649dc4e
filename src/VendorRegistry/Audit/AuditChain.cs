using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Digdir.Altinn.VendorRegistry.Audit;

/// <summary>The rule that chains audit entries. Pure.</summary>
internal static class AuditChain
{
    /// <summary>What the first entry carries as the hash before it.</summary>
    public static byte[] Start => new byte[SHA256.HashSizeInBytes];

    /// <summary>The entry's hash: every field, each with its length before it, so that no two different entries read as the same bytes.</summary>
    public static byte[] HashOf(AuditEntry entry)
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        bytes.Write(entry.PreviousHash);
        Append(bytes, entry.Sequence);
        Append(bytes, entry.At.ToUnixTimeMilliseconds());
        Append(bytes, entry.Actor);
        Append(bytes, entry.Action);
        Append(bytes, entry.Subject);
        Append(bytes, entry.Vendor);
        Append(bytes, entry.Change);
        return SHA256.HashData(bytes.WrittenSpan);
    }

    private static void Append(ArrayBufferWriter<byte> bytes, long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(bytes.GetSpan(sizeof(long)), value);
        bytes.Advance(sizeof(long));
    }

    private static void Append(ArrayBufferWriter<byte> bytes, string? text)
    {
        // -1 tells "no text" from the empty text.
        Append(bytes, text is null ? -1 : Encoding.UTF8.GetByteCount(text));
        if (text is not null)
        {
            Encoding.UTF8.GetBytes(text, bytes);
        }
    }
}

/// <summary>Walks a chain entry by entry, in order, and remembers the first thing wrong with it. Used by one thread.</summary>
internal sealed class AuditVerifier
{
    private byte[] _hash = AuditChain.Start;

    /// <summary>Entries seen.</summary>
    public long Entries { get; private set; }

    /// <summary>Hash of the last entry seen.</summary>
    public ReadOnlyMemory<byte> Head => _hash;

    /// <summary>The sequence number at which the chain first breaks, or null while it holds.</summary>
    public long? BrokenAt { get; private set; }

    /// <summary>What is wrong there.</summary>
    public string? Break { get; private set; }

    public void Next(AuditEntry entry)
    {
        if (BrokenAt is not null)
        {
            return;
        }

        var expected = Entries + 1;
        if (entry.Sequence != expected)
        {
            Fail(expected, "missing");
        }
        else if (!entry.PreviousHash.AsSpan().SequenceEqual(_hash))
        {
            Fail(expected, "unlinked");
        }
        else if (!entry.Hash.AsSpan().SequenceEqual(AuditChain.HashOf(entry)))
        {
            Fail(expected, "altered");
        }
        else
        {
            Entries = expected;
            _hash = entry.Hash;
        }
    }

    /// <summary>Compares the end with what the registry's own row says it wrote last.</summary>
    public void End(long sequence, ReadOnlySpan<byte> hash)
    {
        if (BrokenAt is null && (Entries != sequence || !_hash.AsSpan().SequenceEqual(hash)))
        {
            Fail(Math.Min(Entries, sequence) + 1, Entries < sequence ? "missing" : "foreign");
        }
    }

    private void Fail(long at, string what)
    {
        BrokenAt = at;
        Break = what;
    }
}
