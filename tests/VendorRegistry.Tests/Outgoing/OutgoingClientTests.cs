using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Digdir.Altinn.VendorRegistry.Outgoing;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.Outgoing;

public sealed class OutgoingClientTests
{
    private static readonly TimeSpan Generous = TimeSpan.FromSeconds(30);
    private static readonly IOptions<OutgoingOptions> Loopback = Options.Create(new OutgoingOptions { AllowLoopback = true });

    [Fact]
    public async Task A_name_that_leads_inwards_when_it_is_connected_to_is_refused_whatever_it_said_before()
    {
        var names = new TestNames();
        names.Answers["hooks.example.com"] = ["8.8.8.8"];
        using var client = new OutgoingClient(Options.Create(new OutgoingOptions()), names);
        OutgoingUrl.TryRead("https://hooks.example.com/", new OutgoingOptions(), out _).ShouldBeNull();

        foreach (var inwards in new[] { "127.0.0.1", "169.254.169.254", "::ffff:127.0.0.1", "10.0.0.1" })
        {
            names.Answers["hooks.example.com"] = [inwards];
            (await SendAsync(client, "https://hooks.example.com/")).Reason.ShouldBe("refused-address");
            names.Answers["hooks.example.com"] = ["8.8.8.8", inwards];
            (await SendAsync(client, "https://hooks.example.com/")).Reason.ShouldBe("refused-address", "one good address does not make up for a bad one");
        }

        (await SendAsync(client, "https://[::1]:9/")).Reason.ShouldBe("refused-address");
        names.Answers.Clear();
        (await SendAsync(client, "https://hooks.example.com/")).Reason.ShouldBeOneOf("unreachable", "no-such-name");
    }

    [Fact]
    public async Task Each_request_asks_the_name_again_and_connects_anew()
    {
        await using var server = new TcpServer(async (stream, _) => await AnswerAsync(stream, "HTTP/1.1 204 No Content\r\n\r\n"));
        var names = new TestNames();
        names.Answers["hooks.example.com"] = ["127.0.0.1"];
        using var client = new OutgoingClient(Loopback, names);
        for (var i = 0; i < 3; i++)
        {
            (await SendAsync(client, $"http://hooks.example.com:{server.Port}/")).Status.ShouldBe(204);
        }

        names.Asked.ShouldBe(3);
        server.Connections.ShouldBe(3);
        names.Answers["hooks.example.com"] = ["10.0.0.1"];
        (await SendAsync(client, $"http://hooks.example.com:{server.Port}/")).Reason.ShouldBe("refused-address");
    }

    [Fact]
    public async Task A_redirect_is_an_answer_and_is_not_followed()
    {
        await using var inside = new TcpServer(async (stream, _) => await AnswerAsync(stream, "HTTP/1.1 200 OK\r\n\r\n"));
        await using var server = new TcpServer(async (stream, _) => await AnswerAsync(stream, $"HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:{inside.Port}/\r\nContent-Length: 0\r\n\r\n"));
        using var client = new OutgoingClient(Loopback, new TestNames());
        (await SendAsync(client, server.Address)).Status.ShouldBe(307);
        inside.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task A_gigabyte_of_answer_is_not_read()
    {
        var written = 0L;
        await using var server = new TcpServer(async (stream, stop) =>
        {
            await AnswerAsync(stream, $"HTTP/1.1 200 OK\r\nContent-Length: {1L << 30}\r\n\r\n");
            var chunk = new byte[64 * 1024];
            while (written < 1L << 30)
            {
                await stream.WriteAsync(chunk, stop);
                written += chunk.Length;
            }
        });
        using var client = new OutgoingClient(Loopback, new TestNames());
        (await SendAsync(client, server.Address)).Status.ShouldBe(200);
        await server.LastDone.WaitAsync(Generous);
        written.ShouldBeLessThan(64L << 20, "the connection was closed");
    }

    [Fact]
    public async Task A_head_without_end_is_cut_off_and_garbage_is_no_answer()
    {
        await using var endless = new TcpServer(async (stream, stop) =>
        {
            await AnswerAsync(stream, "HTTP/1.1 200 OK\r\n");
            for (var i = 0; i < 100_000; i++)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"X-{i}: {new string('x', 100)}\r\n"), stop);
            }
        });
        await using var garbage = new TcpServer(async (stream, _) => await AnswerAsync(stream, "220 smtp.example.com ESMTP\r\n"));
        using var client = new OutgoingClient(Loopback, new TestNames());
        (await SendAsync(client, endless.Address)).Status.ShouldBe(0);
        (await SendAsync(client, garbage.Address)).Status.ShouldBe(0);
    }

    [Fact]
    public async Task Whoever_hangs_or_drips_is_left_when_the_time_is_up()
    {
        await using var hangs = new TcpServer((_, stop) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop));
        var dripped = new TaskCompletionSource();
        await using var drips = new TcpServer(async (stream, stop) =>
        {
            await AnswerAsync(stream, "HTTP/1.1 200 OK\r\nX-Drip: ");
            dripped.TrySetResult();
            while (!stop.IsCancellationRequested)
            {
                await stream.WriteAsync("x"u8.ToArray(), stop);
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, stop);
            }
        });
        using var client = new OutgoingClient(Loopback, new TestNames());
        foreach (var (address, begun) in new[] { (hangs.Address, hangs.Connected), (drips.Address, dripped.Task) })
        {
            using var patience = new CancellationTokenSource();
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent("{}") };
            var sending = client.SendAsync(request, patience.Token);
            await begun.WaitAsync(Generous);
            sending.IsCompleted.ShouldBeFalse();
            await patience.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => sending.WaitAsync(Generous));
        }
    }

    [Theory]
    [InlineData("hooks.example.com", 204)]
    [InlineData("other.example.com", 0)]
    public async Task The_certificate_must_be_for_the_name_that_was_given(string certified, int status)
    {
        using var root = Certificate("Test root", null, isRoot: true);
        using var certificate = Certificate(certified, root, isRoot: false);
        await using var server = new TcpServer(async (stream, _) =>
        {
            await using var tls = new SslStream(stream);
            await tls.AuthenticateAsServerAsync(certificate);
            await AnswerAsync(tls, "HTTP/1.1 204 No Content\r\n\r\n");
        });
        var names = new TestNames();
        names.Answers["hooks.example.com"] = ["127.0.0.1"];
        using var client = new OutgoingClient(Loopback, names, [root]);
        var answer = await SendAsync(client, $"https://hooks.example.com:{server.Port}/");
        (answer.Status, answer.Reason).ShouldBe((status, status == 0 ? "tls" : null));
    }

    private static async Task<OutgoingAnswer> SendAsync(OutgoingClient client, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent("{}") };
        using var patience = new CancellationTokenSource(Generous);
        return await client.SendAsync(request, patience.Token);
    }

    private static async Task AnswerAsync(Stream stream, string text)
    {
        var buffer = new byte[16 * 1024];
        _ = await stream.ReadAsync(buffer);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text));
        await stream.FlushAsync();
    }

    private static X509Certificate2 Certificate(string name, X509Certificate2? issuer, bool isRoot)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isRoot, false, 0, true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(isRoot ? "root.example" : name);
        request.CertificateExtensions.Add(names.Build());
        var (from, until) = (TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        if (issuer is null)
        {
            return request.CreateSelfSigned(from, until);
        }

        using var signed = request.Create(issuer, from.AddMinutes(1), until.AddMinutes(-1), [1, 2, 3, 4]);
        using var both = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(both.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>Names that lead where the test says, which may change at any time.</summary>
    private sealed class TestNames : INameResolver
    {
        public Dictionary<string, string[]> Answers { get; } = new(StringComparer.Ordinal);

        public int Asked { get; private set; }

        public Task<IReadOnlyList<IPAddress>> ResolveAsync(string name, CancellationToken cancellation)
        {
            Asked++;
            return Task.FromResult<IReadOnlyList<IPAddress>>([.. Answers.GetValueOrDefault(name, []).Select(IPAddress.Parse)]);
        }
    }

    /// <summary>A server that does what the test says with each connection, and closes it after that.</summary>
    private sealed class TcpServer : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _loop;
        private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _connections;

        public TcpServer(Func<Stream, CancellationToken, Task> serve)
        {
            _listener.Start();
            _loop = Task.Run(async () =>
            {
                while (true)
                {
                    using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                    Interlocked.Increment(ref _connections);
                    _connected.TrySetResult();
                    try
                    {
                        await serve(client.GetStream(), _stop.Token);
                    }
                    catch (Exception failed) when (failed is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
                    {
                        // The other side left, or the test is over.
                    }

                    _done.TrySetResult();
                }
            });
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public string Address => $"http://127.0.0.1:{Port}/";

        public int Connections => Volatile.Read(ref _connections);

        public Task Connected => _connected.Task;

        public Task LastDone => _done.Task;

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            _listener.Stop();
            await _loop.ContinueWith(_ => { }, TaskScheduler.Default);
            _stop.Dispose();
        }
    }
}
