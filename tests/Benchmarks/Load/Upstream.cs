using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Digdir.Altinn.Benchmarks.Load;

/// <summary>
/// The product behind every contender: answers each GET with the same small JSON, on raw sockets, so that as little as possible of a measurement is its
/// own cost. Reads requests without bodies only.
/// </summary>
internal static class Upstream
{
    private static readonly byte[] Answer = Written();

    /// <summary>Tells its port on standard output and serves until standard input closes.</summary>
    public static async Task<int> RunAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1024);
        Console.WriteLine($"ready {((IPEndPoint)listener.LocalEndPoint!).Port}");
        _ = AcceptAsync(listener);
        while (await Console.In.ReadLineAsync() is not null)
        {
            // Nothing is said to the upstream; the end of its input ends it.
        }

        return 0;
    }

    private static async Task AcceptAsync(Socket listener)
    {
        while (true)
        {
            _ = ServeAsync(await listener.AcceptAsync());
        }
    }

    private static async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            socket.NoDelay = true;
            var buffer = new byte[16 * 1024];
            var held = 0;
            while (true)
            {
                int read;
                try
                {
                    read = await socket.ReceiveAsync(buffer.AsMemory(held));
                    if (read == 0)
                    {
                        return;
                    }

                    held += read;
                    int end;
                    while ((end = buffer.AsSpan(0, held).IndexOf("\r\n\r\n"u8)) >= 0)
                    {
                        await socket.SendAsync(Answer);
                        held -= end + 4;
                        buffer.AsSpan(end + 4, held).CopyTo(buffer);
                    }
                }
                catch (SocketException)
                {
                    return;
                }
            }
        }
    }

    private static byte[] Written()
    {
        const string Body =
            """
            {"id":"0194fe82-9280-77a5-a7cd-5ff0e6a6fa07","revision":"d1f7c2b0-2f5f-4b0e-8b1e-6a2f6d8f6c11","org":"skd","serviceResource":"urn:altinn:resource:demo","party":"urn:altinn:organization:identifier-no:310923044","status":"InProgress","createdAt":"2026-11-02T08:00:00Z","contentUpdatedAt":"2026-11-02T08:00:00Z"}
            """;
        return Encoding.ASCII.GetBytes(
            $"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nDate: Mon, 02 Nov 2026 08:00:00 GMT\r\nContent-Length: {Body.Length}\r\n\r\n{Body}");
    }
}
