using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Digdir.Altinn.Benchmarks.Load;

/// <summary>
/// One thread that keeps many connections busy. With a rate it is open loop: requests fall due at constant intervals whatever the answers do, and latency
/// counts from the instant a request was due, so that a stall is paid by everyone who had to wait for it. Without a rate it is closed loop: every
/// connection sends again as soon as it is answered.
/// </summary>
internal sealed partial class Generator
{
    private const short ReadyToRead = 1;
    private const int EInterrupted = 4;
    private const int SetTimerSlack = 29;

    private readonly Connection[] _connections;
    private readonly Queue<Connection> _idle = new();
    private readonly PollEntry[] _polled;
    private readonly byte[][] _requests;
    private readonly List<long> _latencies = new(1 << 20);
    private long _failures;
    private int _next;

    private Generator(int port, int connections, byte[][] requests)
    {
        _requests = requests;
        _connections = [.. Enumerable.Range(0, connections).Select(_ => new Connection(port))];
        _polled = [.. _connections.Select(connection => new PollEntry { Descriptor = (int)connection.Socket.Handle, Events = ReadyToRead })];
        foreach (var connection in _connections)
        {
            _idle.Enqueue(connection);
        }
    }

    /// <param name="port">Port on 127.0.0.1.</param>
    /// <param name="connections">Connections kept alive.</param>
    /// <param name="requests">Requests in rotation.</param>
    /// <param name="seconds">How long. Greater than 0.</param>
    /// <param name="perSecond">Requests per second, or null for as many as the connections carry.</param>
    public static Task<Measurement> RunAsync(int port, int connections, byte[][] requests, double seconds, double? perSecond)
        => Task.Factory.StartNew(() => new Generator(port, connections, requests).Run(seconds, perSecond), TaskCreationOptions.LongRunning);

    private Measurement Run(double seconds, double? perSecond)
    {
        // The kernel may otherwise add 50 µs to every wait of this thread.
        _ = prctl(SetTimerSlack, 1, 0, 0, 0);
        var begin = Stopwatch.GetTimestamp();
        var end = begin + (long)(seconds * Stopwatch.Frequency);
        var interval = perSecond is { } rate ? Stopwatch.Frequency / rate : 0;
        long sent = 0;
        var now = begin;
        while (now < end)
        {
            while (_idle.Count > 0 && (perSecond is null || begin + (long)(sent * interval) <= now))
            {
                Send(_idle.Dequeue(), perSecond is null ? now : begin + (long)(sent * interval));
                sent++;
            }

            // With every connection busy the next due request waits for an answer, not for the clock.
            var due = _idle.Count > 0 ? Math.Min(end, begin + (long)(sent * interval)) : end;
            Wait(Math.Max(0, due - Stopwatch.GetTimestamp()));
            now = Stopwatch.GetTimestamp();
        }

        foreach (var connection in _connections)
        {
            connection.Socket.Dispose();
        }

        _latencies.Sort();
        return new Measurement(_latencies.Count, _failures, Stopwatch.GetElapsedTime(begin, now).TotalSeconds, At(0.5), At(0.99));
    }

    private double At(double quantile)
        => _latencies.Count == 0 ? double.NaN : _latencies[(int)Math.Min(_latencies.Count - 1, quantile * _latencies.Count)] * 1000.0 / Stopwatch.Frequency;

    private void Send(Connection connection, long due)
    {
        connection.Due = due;
        connection.Socket.Send(_requests[_next], SocketFlags.None, out var error);
        _next = (_next + 1) % _requests.Length;
        if (error != SocketError.Success)
        {
            Reopen(connection);
        }
    }

    private void Wait(long ticks)
    {
        var timeout = new Timespec { Seconds = ticks / Stopwatch.Frequency, Nanoseconds = ticks % Stopwatch.Frequency * (1_000_000_000 / Stopwatch.Frequency) };
        var ready = ppoll(ref _polled[0], (nuint)_polled.Length, in timeout, 0);
        if (ready < 0 && Marshal.GetLastPInvokeError() != EInterrupted)
        {
            throw new InvalidOperationException($"ppoll failed with {Marshal.GetLastPInvokeError()}.");
        }

        for (var i = 0; i < _polled.Length && ready > 0; i++)
        {
            if (_polled[i].Returned != 0)
            {
                ready--;
                Receive(_connections[i]);
            }
        }
    }

    private void Receive(Connection connection)
    {
        switch (connection.Receive())
        {
            case Progress.Answered:
                _latencies.Add(Stopwatch.GetTimestamp() - connection.Due);
                _idle.Enqueue(connection);
                break;
            case Progress.Refused:
                _failures++;
                _latencies.Add(Stopwatch.GetTimestamp() - connection.Due);
                _idle.Enqueue(connection);
                break;
            case Progress.Broken:
                Reopen(connection);
                break;
            default:
                break;
        }
    }

    private void Reopen(Connection connection)
    {
        _failures++;
        connection.Open();
        _polled[Array.IndexOf(_connections, connection)].Descriptor = (int)connection.Socket.Handle;
        _idle.Enqueue(connection);
    }

    private enum Progress
    {
        Underway,
        Answered,
        Refused,
        Broken,
    }

    private sealed class Connection
    {
        private readonly byte[] _buffer = new byte[64 * 1024];
        private readonly int _port;
        private int _held;
        private int _length;

        public Connection(int port)
        {
            _port = port;
            Socket = Opened(port);
        }

        public Socket Socket { get; private set; }

        /// <summary>When the request under way was due.</summary>
        public long Due { get; set; }

        public void Open()
        {
            Socket.Dispose();
            Socket = Opened(_port);
            _held = _length = 0;
        }

        /// <summary>Takes what has come. Answers must say their length and fit the buffer.</summary>
        public Progress Receive()
        {
            var read = Socket.Receive(_buffer, _held, _buffer.Length - _held, SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock)
            {
                return Progress.Underway;
            }

            if (error != SocketError.Success || read == 0)
            {
                return Progress.Broken;
            }

            _held += read;
            if (_length == 0)
            {
                var head = _buffer.AsSpan(0, _held);
                var end = head.IndexOf("\r\n\r\n"u8);
                if (end < 0)
                {
                    return Progress.Underway;
                }

                _length = end + 4 + ContentLength(head[..(end + 2)]);
            }

            if (_held < _length)
            {
                return Progress.Underway;
            }

            var ok = _buffer.AsSpan(9, 3).SequenceEqual("200"u8);
            _held = _length = 0;
            return ok ? Progress.Answered : Progress.Refused;
        }

        private static int ContentLength(ReadOnlySpan<byte> head)
        {
            while (head.IndexOf("\r\n"u8) is var end and > 0)
            {
                var line = head[..end];
                if (line.Length > 15 && line[14] == ':' && System.Text.Ascii.EqualsIgnoreCase(line[..14], "content-length"u8)
                    && System.Buffers.Text.Utf8Parser.TryParse(line[15..].TrimStart((byte)' '), out int length, out _))
                {
                    return length;
                }

                head = head[(end + 2)..];
            }

            throw new InvalidOperationException("An answer without Content-Length.");
        }

        private static Socket Opened(int port)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Connect(IPAddress.Loopback, port);
            socket.Blocking = false;
            return socket;
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ppoll(ref PollEntry entries, nuint count, in Timespec timeout, nint mask);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int prctl(int option, nuint first, nuint second, nuint third, nuint fourth);
}
