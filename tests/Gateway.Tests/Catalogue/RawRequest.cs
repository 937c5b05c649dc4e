using System.Net.Sockets;
using System.Text;

namespace Digdir.Altinn.Gateway.Tests.Catalogue;

/// <summary>A request written byte for byte: HTTP clients tidy targets up before they send them.</summary>
internal static class RawRequest
{
    /// <summary>Sends the request line's target as it is, with a Host field, and reads the whole answer.</summary>
    public static async Task<(int Status, string Answer)> SendAsync(Uri gateway, string method, string target, string? host = null)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(gateway.Host, gateway.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes($"{method} {target} HTTP/1.1\r\nHost: {host ?? gateway.Authority}\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var answer = await reader.ReadToEndAsync();
        return (int.Parse(answer.AsSpan(9, 3)), answer);
    }
}
