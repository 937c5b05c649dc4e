using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Digdir.Altinn.Sandbox.Mailroom;

/// <summary>
/// A mail server on loopback that takes everything and passes nothing on (RFC 5321; STARTTLS of RFC 3207 and AUTH of RFC 4954 when told to). Lines, mails and
/// connections are bounded. Knows nothing of the sandbox, so that tests can use it alone. Thread-safe.
/// </summary>
internal sealed class SmtpReceiver : IAsyncDisposable
{
    private const int LongestLine = 2_000;
    private const int MostConnections = 64;

    private readonly TcpListener _listener;
    private readonly SmtpReceiverManner _manner;
    private readonly Action<SmtpMail> _receive;
    private readonly SemaphoreSlim _places = new(MostConnections);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _work;
    private int _connections;

    private SmtpReceiver(TcpListener listener, SmtpReceiverManner manner, Action<SmtpMail> receive)
    {
        (_listener, _manner, _receive) = (listener, manner, receive);
        _work = Task.Run(ListenAsync);
    }

    /// <summary>The port it listens on.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many connections there have been.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Starts it.</summary>
    /// <param name="port">Port on loopback; 0 takes a free one.</param>
    /// <param name="receive">Told of each mail, on any thread, before the sender is.</param>
    /// <param name="manner">What it asks for and answers.</param>
    /// <exception cref="SocketException">The port is taken.</exception>
    public static SmtpReceiver Start(int port, Action<SmtpMail> receive, SmtpReceiverManner? manner = null)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        return new SmtpReceiver(listener, manner ?? new(), receive);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task ListenAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            await _places.WaitAsync(_stopping.Token);
            var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
            Interlocked.Increment(ref _connections);
            _ = ServeAsync(client);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                await new Session(this, client.GetStream()).RunAsync(_stopping.Token);
            }
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException or InvalidDataException or System.Security.Authentication.AuthenticationException)
        {
            // The sender went away, or writes what no mail server takes: the connection is over.
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>One connection.</summary>
    private sealed class Session(SmtpReceiver receiver, Stream stream) : IDisposable
    {
        private readonly byte[] _buffer = new byte[16 * 1024];
        private Stream _stream = stream;
        private int _start;
        private int _end;
        private bool _isSecure;
        private bool _isLoggedIn;
        private string? _from;
        private List<string> _to = [];

        private SmtpReceiverManner Manner => receiver._manner;

        public async Task RunAsync(CancellationToken stopping)
        {
            using (this)
            {
                await SayAsync("220 sandbox.invalid ESMTP", stopping);
                while (await LineAsync(stopping) is { } line)
                {
                    var verb = line.Split(' ', ':')[0].ToUpperInvariant();
                    if (verb == "QUIT")
                    {
                        await SayAsync("221 2.0.0 bye", stopping);
                        return;
                    }

                    if (Manner.Answer?.Invoke(line) is { } answer)
                    {
                        await SayAsync(answer, stopping);
                        continue;
                    }

                    await ServeAsync(verb, line, stopping);
                }
            }
        }

        public void Dispose() => _stream.Dispose();

        private async Task ServeAsync(string verb, string line, CancellationToken stopping)
        {
            switch (verb)
            {
                case "EHLO":
                    string[] offers =
                    [
                        "sandbox.invalid", "PIPELINING", $"SIZE {Manner.MostBytes}", "8BITMIME",
                        .. Manner.Certificate is not null && !_isSecure ? ["STARTTLS"] : (string[])[], .. Manner.Login is not null ? [$"AUTH {Manner.Mechanisms}"] : (string[])[],
                    ];
                    await SayAsync(string.Join("\r\n", offers.Select((offer, place) => place == offers.Length - 1 ? $"250 {offer}" : $"250-{offer}")), stopping);
                    break;
                case "STARTTLS" when Manner.Certificate is { } certificate && !_isSecure:
                    await SayAsync("220 2.0.0 go ahead", stopping);

                    // What came before the handshake was nobody's to believe (RFC 3207 4.2).
                    (_start, _end, _from) = (0, 0, null);
                    var secure = new SslStream(_stream);
                    _stream = secure;
                    await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, stopping);
                    _isSecure = true;
                    break;
                case "AUTH":
                    await LogInAsync(line.Split(' '), stopping);
                    break;
                case "MAIL" when Manner.Certificate is not null && !_isSecure:
                    await SayAsync("530 5.7.0 STARTTLS first", stopping);
                    break;
                case "MAIL" when Manner.Login is not null && !_isLoggedIn:
                    await SayAsync("530 5.7.0 authentication required", stopping);
                    break;
                case "MAIL":
                    (_from, _to) = (Bracketed(line), []);
                    await SayAsync("250 2.1.0 ok", stopping);
                    break;
                case "RCPT" when _from is not null:
                    _to.Add(Bracketed(line));
                    await SayAsync("250 2.1.5 ok", stopping);
                    break;
                case "DATA" when _from is { } from && _to.Count > 0:
                    await SayAsync("354 go on", stopping);
                    await TakeAsync(from, stopping);
                    break;
                case "RSET" or "NOOP":
                    _from = verb == "RSET" ? null : _from;
                    await SayAsync("250 2.0.0 ok", stopping);
                    break;
                default:
                    await SayAsync("503 5.5.1 not now", stopping);
                    break;
            }
        }

        private async Task TakeAsync(string from, CancellationToken stopping)
        {
            var text = new StringBuilder();
            while (await LineAsync(stopping) is { } line && line != ".")
            {
                text.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
                if (text.Length > Manner.MostBytes)
                {
                    throw new InvalidDataException("The mail is too large.");
                }
            }

            _from = null;
            if (Manner.Answer?.Invoke(".") is { } answer)
            {
                await SayAsync(answer, stopping);
                return;
            }

            receiver._receive(new SmtpMail(from, [.. _to], text.ToString(), _isSecure));
            await SayAsync("250 2.0.0 taken", stopping);
        }

        private async Task LogInAsync(string[] words, CancellationToken stopping)
        {
            string[] given;
            if (words is [_, "PLAIN", var initial])
            {
                given = Decode(initial).Split('\0')[1..];
            }
            else if (words.Length > 1 && words[1].Equals("LOGIN", StringComparison.OrdinalIgnoreCase))
            {
                var user = words.Length > 2 ? words[2] : await AskAsync("VXNlcm5hbWU6", stopping);
                given = [Decode(user), Decode(await AskAsync("UGFzc3dvcmQ6", stopping))];
            }
            else
            {
                await SayAsync("504 5.5.4 unknown mechanism", stopping);
                return;
            }

            _isLoggedIn = Manner.Login is var (name, password) && given is [var givenName, var givenPassword] && name == givenName && password == givenPassword;
            await SayAsync(_isLoggedIn ? "235 2.7.0 welcome" : "535 5.7.8 no", stopping);
        }

        private async Task<string> AskAsync(string what, CancellationToken stopping)
        {
            await SayAsync($"334 {what}", stopping);
            return await LineAsync(stopping) ?? "";
        }

        private static string Decode(string base64)
        {
            var bytes = new byte[base64.Length];
            return Convert.TryFromBase64String(base64, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : "";
        }

        private static string Bracketed(string line)
        {
            var (from, to) = (line.IndexOf('<', StringComparison.Ordinal), line.IndexOf('>', StringComparison.Ordinal));
            return from >= 0 && to > from ? line[(from + 1)..to] : "";
        }

        private Task SayAsync(string answer, CancellationToken stopping) => _stream.WriteAsync(Encoding.ASCII.GetBytes(answer + "\r\n"), stopping).AsTask();

        /// <summary>The next line without its end; null when there is none. Lines end with CRLF and with nothing else, so that no mail smuggles another.</summary>
        private async Task<string?> LineAsync(CancellationToken stopping)
        {
            while (true)
            {
                var end = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n"u8);
                if (end >= 0)
                {
                    var line = Encoding.UTF8.GetString(_buffer, _start, end);
                    _start += end + 2;
                    return line;
                }

                if (_end - _start > LongestLine)
                {
                    throw new InvalidDataException("The line is too long.");
                }

                if (_start > 0)
                {
                    Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
                    (_start, _end) = (0, _end - _start);
                }

                var read = await _stream.ReadAsync(_buffer.AsMemory(_end), stopping);
                if (read == 0)
                {
                    return null;
                }

                _end += read;
            }
        }
    }
}

/// <summary>What a receiver asks for and answers.</summary>
internal sealed record SmtpReceiverManner
{
    /// <summary>With one, STARTTLS is offered and demanded.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>With one, logging in is demanded.</summary>
    public (string Name, string Password)? Login { get; init; }

    /// <summary>How one may log in.</summary>
    public string Mechanisms { get; init; } = "PLAIN LOGIN";

    /// <summary>Answers a command in its own way: with text instead of serving it, or with null. A mail that has been sent is asked about as <c>.</c>.</summary>
    public Func<string, string?>? Answer { get; init; }

    /// <summary>The largest mail taken, bytes.</summary>
    public int MostBytes { get; init; } = 256 * 1024;
}

/// <summary>A mail as it came.</summary>
/// <param name="From">Whom the sender says it is from, of the envelope.</param>
/// <param name="To">To whom it is to go, of the envelope.</param>
/// <param name="Text">Fields and body, lines ending with CRLF.</param>
/// <param name="IsSecure">Whether it came over TLS.</param>
internal sealed record SmtpMail(string From, IReadOnlyList<string> To, string Text, bool IsSecure);
