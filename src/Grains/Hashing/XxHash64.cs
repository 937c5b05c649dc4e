using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Digdir.Altinn.Grains.Hashing;

/// <summary>
/// xxHash64 (Collet), taken in piece by piece: for answers' bodies, where speed counts and nobody gains from a collision but the reader of the very same
/// answer. Seeded, so that nodes with one secret agree. A mutable value: pass by reference, use by one thread at a time. Allocates nothing.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct XxHash64
{
    private const ulong Prime1 = 0x9E3779B185EBCA87;
    private const ulong Prime2 = 0xC2B2AE3D27D4EB4F;
    private const ulong Prime3 = 0x165667B19E3779F9;
    private const ulong Prime4 = 0x85EBCA77C2B2AE63;
    private const ulong Prime5 = 0x27D4EB2F165667C5;
    private const int Stripe = 32;

    private readonly ulong _seed;
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;
    private ulong _length;
    private Rest _rest;

    /// <summary>Begins with the seed.</summary>
    public XxHash64(ulong seed)
    {
        _seed = seed;
        _a = seed + Prime1 + Prime2;
        _b = seed + Prime2;
        _c = seed;
        _d = seed - Prime1;
    }

    /// <summary>Takes the next bytes.</summary>
    public void Take(ReadOnlySpan<byte> bytes)
    {
        Span<byte> rest = _rest;
        var held = (int)(_length % Stripe);
        _length += (ulong)bytes.Length;
        if (held > 0)
        {
            var missing = Stripe - held;
            if (bytes.Length < missing)
            {
                bytes.CopyTo(rest[held..]);
                return;
            }

            bytes[..missing].CopyTo(rest[held..]);
            Mix(rest);
            bytes = bytes[missing..];
        }

        var whole = bytes.Length - (bytes.Length % Stripe);
        Mix(bytes[..whole]);
        bytes[whole..].CopyTo(rest);
    }

    /// <summary>The hash of all that was taken. More may be taken afterwards.</summary>
    public readonly ulong Value()
    {
        var hash = _length < Stripe ? _seed + Prime5 : Merged();
        hash += _length;
        ReadOnlySpan<byte> rest = _rest;
        rest = rest[..(int)(_length % Stripe)];
        for (; rest.Length >= 8; rest = rest[8..])
        {
            hash = (BitOperations.RotateLeft(hash ^ Round(0, BinaryPrimitives.ReadUInt64LittleEndian(rest)), 27) * Prime1) + Prime4;
        }

        if (rest.Length >= 4)
        {
            hash = (BitOperations.RotateLeft(hash ^ (BinaryPrimitives.ReadUInt32LittleEndian(rest) * Prime1), 23) * Prime2) + Prime3;
            rest = rest[4..];
        }

        foreach (var each in rest)
        {
            hash = BitOperations.RotateLeft(hash ^ (each * Prime5), 11) * Prime1;
        }

        hash = (hash ^ (hash >> 33)) * Prime2;
        hash = (hash ^ (hash >> 29)) * Prime3;
        return hash ^ (hash >> 32);
    }

    /// <summary>The hash of the bytes in one go.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes, ulong seed = 0)
    {
        var hash = new XxHash64(seed);
        hash.Take(bytes);
        return hash.Value();
    }

    private void Mix(ReadOnlySpan<byte> stripes)
    {
        var (a, b, c, d) = (_a, _b, _c, _d);
        for (; stripes.Length >= Stripe; stripes = stripes[Stripe..])
        {
            a = Round(a, BinaryPrimitives.ReadUInt64LittleEndian(stripes));
            b = Round(b, BinaryPrimitives.ReadUInt64LittleEndian(stripes[8..]));
            c = Round(c, BinaryPrimitives.ReadUInt64LittleEndian(stripes[16..]));
            d = Round(d, BinaryPrimitives.ReadUInt64LittleEndian(stripes[24..]));
        }

        (_a, _b, _c, _d) = (a, b, c, d);
    }

    private readonly ulong Merged()
    {
        var hash = BitOperations.RotateLeft(_a, 1) + BitOperations.RotateLeft(_b, 7) + BitOperations.RotateLeft(_c, 12) + BitOperations.RotateLeft(_d, 18);
        hash = ((hash ^ Round(0, _a)) * Prime1) + Prime4;
        hash = ((hash ^ Round(0, _b)) * Prime1) + Prime4;
        hash = ((hash ^ Round(0, _c)) * Prime1) + Prime4;
        return ((hash ^ Round(0, _d)) * Prime1) + Prime4;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Round(ulong lane, ulong word) => BitOperations.RotateLeft(lane + (word * Prime2), 31) * Prime1;

    [InlineArray(Stripe)]
    private struct Rest
    {
        private byte _first;
    }
}
