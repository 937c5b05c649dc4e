using System.Net;
using System.Net.Sockets;
using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Gateway.EdgeGuard;
using Digdir.Altinn.Gateway.Vendors;
using Microsoft.AspNetCore.Http.Features;

namespace Digdir.Altinn.Gateway.Observations;

/// <summary>
/// What is particular to observing a portal session (reference 2, surface A): whose it is, where it is used and which of its pages a call came from. Its subject
/// is the person together with the network address: the person's own browser elsewhere is another. The first half of the subject's hash is the address's, so
/// that evidence about many people's sessions on one machine can be seen to belong together. Pure; thread-safe.
/// </summary>
internal static class PortalSessions
{
    private const ulong OriginHalf = 0xFFFF_FFFF_0000_0000;

    /// <summary>Adds it to the question of a portal session's call.</summary>
    public static void Read(HttpContext context, Call call, IdentityHash keys, ref CallQuestion question)
    {
        var origin = OriginOf(context, keys);
        question.Browser = call.Browser;
        question.Origin = IsPublic(context.Connection.RemoteIpAddress) ? origin : 0;
        question.Holder = origin;
        question.Person = (origin & OriginHalf) | (uint)Math.Max(1, (uint)keys.Join(question.Person, origin));
        question.RawQuery = call.Operation.Kind is OperationKind.Page or OperationKind.Content
            ? keys.OfText($"{context.Request.Host.Value}{context.Features.Get<IHttpRequestFeature>()?.RawTarget}")
            : question.RawQuery;
        question.Referer = context.Request.Headers.Referer is [{ Length: > 0 and <= 2048 } referer] && referer.IndexOf("://", StringComparison.Ordinal) is >= 0 and var at
            ? keys.OfText(referer.AsSpan(at + 3))
            : 0;
    }

    /// <summary>Keyed hash of where the request comes from.</summary>
    public static ulong OriginOf(HttpContext context, IdentityHash keys) => keys.Join('a', ClientAddress.KeyOf(context.Connection.RemoteIpAddress));

    /// <summary>True for addresses on the Internet: one of a private network may be a proxy that everybody comes through.</summary>
    public static bool IsPublic(IPAddress? address)
    {
        if (address is null || IPAddress.IsLoopback(address))
        {
            return false;
        }

        if (address.AddressFamily == AddressFamily.InterNetworkV6 && !address.IsIPv4MappedToIPv6)
        {
            return !address.IsIPv6LinkLocal && !address.IsIPv6UniqueLocal && !address.IsIPv6SiteLocal;
        }

        Span<byte> bytes = stackalloc byte[16];
        if (!address.TryWriteBytes(bytes, out var length))
        {
            return false;
        }

        return bytes[(length - 4)..length] is not ([10, ..] or [172, >= 16 and <= 31, ..] or [192, 168, ..] or [169, 254, ..] or [100, >= 64 and <= 127, ..] or [127, ..]);
    }
}
