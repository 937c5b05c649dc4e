using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Digdir.Altinn.Benchmarks.Contenders;

namespace Digdir.Altinn.Benchmarks.Load;

/// <summary>The requests every contender gets, in rotation: one per token, paths and headers as a vendor's system sends them.</summary>
internal static class Requests
{
    /// <summary>Distinct tokens in rotation.</summary>
    public const int Count = 300;

    public static IReadOnlyList<string> Paths { get; } =
    [
        .. Enumerable.Range(0, Count).Select(i => string.Create(
            CultureInfo.InvariantCulture, $"/dialogporten/api/v1/enduser/dialogs/0194fe82-9280-77a5-a7cd-{0x5ff0e6a00000 + i:x12}")),
    ];

    /// <summary>The requests on the wire, for a proxy at <paramref name="port"/> of this machine.</summary>
    public static byte[][] Written(int port, IReadOnlyList<string> tokens)
        => [.. tokens.Select((token, i) => Encoding.ASCII.GetBytes(
            $"GET {Paths[i % Paths.Count]} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{string.Concat(Headers(token).Select(header => $"{header.Name}: {header.Value}\r\n"))}\r\n"))];

    public static IEnumerable<(string Name, string Value)> Headers(string token) =>
    [
        ("Accept", "application/json"),
        ("Accept-Language", "nb"),
        ("User-Agent", "regnskap-pro/4.2"),
        ("Authorization", "Bearer " + token),
    ];

    /// <summary>Tokens of the first vendors of the benchmark's registry, signed with its one key.</summary>
    public static IReadOnlyList<string> Tokens(RSA key, string issuer, int vendors, DateTimeOffset now, int count = Count)
        => [.. Enumerable.Range(0, count).Select(i => BenchmarkTokens.Sign(key, issuer, BenchmarkVendors.Number(i % vendors), i, now))];
}
