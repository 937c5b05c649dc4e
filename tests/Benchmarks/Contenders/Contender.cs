using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading.Channels;

namespace Digdir.Altinn.Benchmarks.Contenders;

/// <summary>A proxy in a process of its own, seen from outside.</summary>
internal sealed class Contender : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ChannelReader<string>? _answers;

    private Contender(string name, Process process, int measured, int port, ChannelReader<string>? answers)
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
        var answers = Answers(process);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var line = await answers.ReadAsync(patience.Token);
        return new Contender(name, process, process.Id, int.Parse(line["ready ".Length..], CultureInfo.InvariantCulture), name == "upstream" ? null : answers);
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
                return new Contender("haproxy", process, worker, port, null);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        throw new InvalidOperationException("HAProxy does not listen.");
    }

    /// <summary>What the process knows of itself, or null when it is not one of ours.</summary>
    public async Task<Inside?> InsideAsync(bool tidy = false)
    {
        if (_answers is null)
        {
            return null;
        }

        await _process.StandardInput.WriteLineAsync(tidy ? "tidy" : "inside");
        await _process.StandardInput.FlushAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        return JsonSerializer.Deserialize<Inside>(await _answers.ReadAsync(patience.Token));
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

    /// <summary>What the process says to us, as opposed to what it logs; both are read all the time, or a full pipe would stop it.</summary>
    private static ChannelReader<string> Answers(Process process)
    {
        var answers = Channel.CreateUnbounded<string>();
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null)
            {
                answers.Writer.TryComplete(new InvalidOperationException("The process has ended."));
            }
            else if (line.Data.StartsWith("ready ", StringComparison.Ordinal) || line.Data.StartsWith("{\"Allocated\"", StringComparison.Ordinal))
            {
                answers.Writer.TryWrite(line.Data);
            }
        };
        process.BeginOutputReadLine();
        return answers.Reader;
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
