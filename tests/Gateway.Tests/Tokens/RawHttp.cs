using System.Net.Sockets;
using System.Text;

namespace Digdir.Altinn.Gateway.Tests.Tokens;

/// <summary>Sends bytes no HTTP client would.</summary>
internal static class RawHttp
{
    /// <summary>Sends the text on a connection of its own and reads until the server closes it.</summary>
    public static async Task<string> SendAsync(Uri address, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync();
    }
}
