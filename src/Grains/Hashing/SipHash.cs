using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Digdir.Altinn.Grains.Hashing;

/// <summary>
/// SipHash-2-4 (Aumasson and Bernstein, 2012): a keyed hash of 64 bits that cannot be turned back or aimed at without the key, at a fraction of what an HMAC
/// costs. For what is short and must not be guessed: parties, persons, ids, questions. Immutable; thread-safe; allocates nothing.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct SipHash
{
    /// <summary>Bytes in a key.</summary>
    public const int KeyBytes = 16;

    private readonly ulong _k0;
    private readonly ulong _k1;

    /// <summary>Uses the key.</summary>
    /// <param name="key">At least <see cref="KeyBytes"/> bytes; the first sixteen count.</param>
    public SipHash(ReadOnlySpan<byte> key)
    {
        _k0 = BinaryPrimitives.ReadUInt64LittleEndian(key);
        _k1 = BinaryPrimitives.ReadUInt64LittleEndian(key[8..]);
    }

    /// <summary>The hash of the bytes.</summary>
    public ulong Of(ReadOnlySpan<byte> bytes)
    {
        var state = new State(_k0, _k1);
        var last = (ulong)bytes.Length << 56;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            state.Take(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        for (var i = 0; i < bytes.Length; i++)
        {
            last |= (ulong)bytes[i] << (8 * i);
        }

        return state.End(last);
    }

    /// <summary>The hash of two words: for putting hashes together.</summary>
    public ulong Of(ulong first, ulong second)
    {
        var state = new State(_k0, _k1);
        state.Take(first);
        state.Take(second);
        return state.End(16UL << 56);
    }

    /// <summary>The hash of the words.</summary>
    public ulong Of(ReadOnlySpan<ulong> words)
    {
        var state = new State(_k0, _k1);
        foreach (var word in words)
        {
            state.Take(word);
        }

        return state.End((ulong)(words.Length * 8) << 56);
    }

    [StructLayout(LayoutKind.Auto)]
    private struct State(ulong k0, ulong k1)
    {
        private ulong _v0 = k0 ^ 0x736f6d6570736575;
        private ulong _v1 = k1 ^ 0x646f72616e646f6d;
        private ulong _v2 = k0 ^ 0x6c7967656e657261;
        private ulong _v3 = k1 ^ 0x7465646279746573;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Take(ulong word)
        {
            _v3 ^= word;
            Round();
            Round();
            _v0 ^= word;
        }

        public ulong End(ulong last)
        {
            Take(last);
            _v2 ^= 0xff;
            Round();
            Round();
            Round();
            Round();
            return _v0 ^ _v1 ^ _v2 ^ _v3;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Round()
        {
            _v0 += _v1;
            _v2 += _v3;
            _v1 = BitOperations.RotateLeft(_v1, 13) ^ _v0;
            _v3 = BitOperations.RotateLeft(_v3, 16) ^ _v2;
            _v0 = BitOperations.RotateLeft(_v0, 32);
            _v2 += _v1;
            _v0 += _v3;
            _v1 = BitOperations.RotateLeft(_v1, 17) ^ _v2;
            _v3 = BitOperations.RotateLeft(_v3, 21) ^ _v0;
            _v2 = BitOperations.RotateLeft(_v2, 32);
        }
    }
}
