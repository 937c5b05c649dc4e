using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Primitives;

namespace Digdir.Altinn.Gateway.EdgeGuard;

/// <summary>Who is at the other end: the connection's address or, when that is a trusted proxy's, the last address in X-Forwarded-For that is not. Thread-safe.</summary>
internal sealed class ClientAddress(IReadOnlyList<IPNetwork> trusted)
{
    /// <summary>True when the address belongs to a proxy whose word is taken.</summary>
    public bool IsTrusted(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        for (var i = 0; i < trusted.Count; i++)
        {
            if (trusted[i].Contains(plain))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The caller's address behind trusted proxies. What callers themselves wrote stands to the left of what proxies added, and is never reached.</summary>
    public IPAddress Behind(IPAddress connection, StringValues forwardedFor)
    {
        var found = connection;
        for (var field = forwardedFor.Count - 1; field >= 0; field--)
        {
            var rest = forwardedFor[field].AsSpan();
            while (!rest.IsEmpty)
            {
                if (!IsTrusted(found))
                {
                    return found;
                }

                var comma = rest.LastIndexOf(',');
                var text = rest[(comma + 1)..].Trim();
                rest = comma < 0 ? [] : rest[..comma];
                if (!TryParse(text, out var next))
                {
                    return found;
                }

                found = next;
            }
        }

        return found;
    }

    /// <summary>The address as one number: IPv4 whole, IPv6 by its /64, which is what one subscriber has. Never 0.</summary>
    public static ulong KeyOf(IPAddress? address)
    {
        if (address is null)
        {
            return 1;
        }

        Span<byte> bytes = stackalloc byte[16];
        if (!address.TryWriteBytes(bytes, out var length))
        {
            return 1;
        }

        // IPv4 lands in 1:0::/32 of the key space, which no IPv6 address in use has.
        if (length == 4)
        {
            return (1UL << 32) | BinaryPrimitives.ReadUInt32BigEndian(bytes);
        }

        return address.IsIPv4MappedToIPv6
            ? (1UL << 32) | BinaryPrimitives.ReadUInt32BigEndian(bytes[12..])
            : Math.Max(1, BinaryPrimitives.ReadUInt64BigEndian(bytes));
    }

    /// <summary>An address as proxies write it: bare, in brackets, or with a port.</summary>
    private static bool TryParse(ReadOnlySpan<char> text, out IPAddress address)
    {
        address = IPAddress.None;
        if (!IPEndPoint.TryParse(text, out var end) || (end.AddressFamily != AddressFamily.InterNetwork && end.AddressFamily != AddressFamily.InterNetworkV6))
        {
            return false;
        }

        address = end.Address;
        return true;
    }
}
