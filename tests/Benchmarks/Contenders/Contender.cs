using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Digdir.Altinn.Benchmarks.Contenders;

/// <summary>A proxy in a process of its own, seen from outside.</summary>
internal sealed class Contender : IAsyncDisposable
{
    private readonly Process _process;
    private readonly bool _answers;

    private Contender(string name, Process process, int measured, int port, bool answers)
    {
        Name = name;
        _process = process;
        ProcessId = measured;
        Port = port;
        _answers = answers;
    }

    public string Name { get; }

    public int Port { get; }

    /// <summary>The process that does the work.</summary>
    public int ProcessId { get; }

    /// <summary>Starts this executable as the contender of that name; what follows each <c>+</c> in it is an environment variable, to compare settings.</summary>
    public static async Task<Contender> StartAsync(string name, params IEnumerable<string> arguments)
    {
        var process = Programs.StartSelf(name.Split('+').Skip(1), arguments);
        _ = process.StandardError.BaseStream.CopyToAsync(Console.OpenStandardError());
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        string? line;
        do
        {
            line = await process.StandardOutput.ReadLineAsync(patience.Token) ?? throw new InvalidOperationException($"{name} ended before it was ready.");
        }
        while (!line.StartsWith("ready ", StringComparison.Ordinal));
        return new Contender(name, process, process.Id, int.Parse(line["ready ".Length..], CultureInfo.InvariantCulture), answers: name != "upstream");
    }

    /// <summary>Starts HAProxy under a time limit, so that nothing is left of it when this process is killed; null where it is not installed.</summary>
    public static async Task<Contender?> StartHaproxyAsync(int upstream, string publicKey, string folder)
    {
        if (Programs.Find("haproxy") is not { } program || Programs.Find("timeout") is not { } timeout)
        {
            return null;
        }

        var port = FreePort();
        var keyFile = Path.Combine(folder, "issuer.pem");
        var configuration = Path.Combine(folder, "haproxy.cfg");
        await File.WriteAllTextAsync(keyFile, publicKey);
        await File.WriteAllTextAsync(configuration, HaproxyConfiguration.Written(port, upstream, keyFile));
        var process = Programs.Start(timeout, "3600", program, "-db", "-q", "-f", configuration);
        _ = process.StandardError.BaseStream.CopyToAsync(Console.OpenStandardError());
        for (var attempt = 0; attempt < 100; attempt++)
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException("HAProxy ended at once.");
            }

            if (await IsListeningAsync(port))
            {
                var worker = int.Parse(File.ReadAllText($"/proc/{process.Id}/task/{process.Id}/children").Trim(), CultureInfo.InvariantCulture);
                return new Contender("haproxy", process, worker, port, answers: false);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        throw new InvalidOperationException("HAProxy does not listen.");
    }

    /// <summary>What the process knows of itself, or null when it is not one of ours.</summary>
    public async Task<Inside?> InsideAsync(bool tidy = false)
    {
        if (!_answers)
        {
            return null;
        }

        await _process.StandardInput.WriteLineAsync(tidy ? "tidy" : "inside");
        await _process.StandardInput.FlushAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (await _process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.StartsWith("{\"Allocated\"", StringComparison.Ordinal))
            {
                return JsonSerializer.Deserialize<Inside>(line);
            }
        }

        throw new InvalidOperationException($"{Name} has ended.");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process.Id != ProcessId)
        {
            // timeout passes the signal on to the program it started.
            using var kill = Programs.Start("/bin/kill", "-TERM", _process.Id.ToString(CultureInfo.InvariantCulture));
            await kill.WaitForExitAsync();
        }

        await Programs.EndAsync(_process);
    }

    private static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    private static async Task<bool> IsListeningAsync(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
