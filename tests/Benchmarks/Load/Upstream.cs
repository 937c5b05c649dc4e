using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Digdir.Altinn.Benchmarks.Load;

/// <summary>
/// The product behind every contender: answers each GET with the same small JSON. One thread, raw sockets and epoll, so that as little as possible of a
/// measurement is its own cost. Reads requests without bodies only.
/// </summary>
internal static partial class Upstream
{
    private const int Add = 1;
    private const int ReadyToRead = 1;

    private static readonly byte[] Answer = Written();

    /// <summary>Tells its port on standard output and serves until standard input closes.</summary>
    public static async Task<int> RunAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1024);
        Console.WriteLine($"ready {((IPEndPoint)(listener.LocalEndPoint ?? throw new InvalidOperationException("Not bound."))).Port}");
        new Thread(() => Serve(listener)) { IsBackground = true }.Start();
        while (await Console.In.ReadLineAsync() is not null)
        {
            // Nothing is said to the upstream; the end of its input ends it.
        }

        return 0;
    }

    private static void Serve(Socket listener)
    {
        var epoll = epoll_create1(0);
        var connections = new Dictionary<int, Connection>();
        Watch(epoll, listener);
        var events = new Event[256];
        while (true)
        {
            var count = epoll_wait(epoll, ref events[0], events.Length, -1);
            for (var i = 0; i < count; i++)
            {
                if (connections.TryGetValue(events[i].Descriptor, out var connection))
                {
                    if (!connection.Answer())
                    {
                        connections.Remove(events[i].Descriptor);
                        connection.Socket.Dispose();
                    }
                }
                else
                {
                    var socket = listener.Accept();
                    socket.NoDelay = true;
                    connections.Add((int)socket.Handle, new Connection(socket));
                    Watch(epoll, socket);
                }
            }
        }
    }

    private static void Watch(int epoll, Socket socket)
    {
        var wanted = new Event { Events = ReadyToRead, Descriptor = (int)socket.Handle };
        if (epoll_ctl(epoll, Add, wanted.Descriptor, ref wanted) != 0)
        {
            throw new InvalidOperationException($"epoll_ctl failed with {Marshal.GetLastPInvokeError()}.");
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

    private sealed class Connection(Socket socket)
    {
        private readonly byte[] _buffer = new byte[16 * 1024];
        private int _held;

        public Socket Socket => socket;

        /// <summary>Reads once and answers every request that is whole. False when the connection is over.</summary>
        public bool Answer()
        {
            var read = socket.Receive(_buffer, _held, _buffer.Length - _held, SocketFlags.None, out var error);
            if (read == 0 || error != SocketError.Success)
            {
                return false;
            }

            _held += read;
            int end;
            while ((end = _buffer.AsSpan(0, _held).IndexOf("\r\n\r\n"u8)) >= 0)
            {
                socket.Send(Upstream.Answer, SocketFlags.None, out error);
                _held -= end + 4;
                _buffer.AsSpan(end + 4, _held).CopyTo(_buffer);
            }

            return error == SocketError.Success;
        }
    }

    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    private struct Event
    {
        public uint Events;
        public int Descriptor;
        public int Unused;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_ctl(int epoll, int operation, int descriptor, ref Event wanted);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_wait(int epoll, ref Event events, int count, int milliseconds);
}
