using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.Webhooks;

/// <summary>A test that needs Node and the packages in <c>receivers</c> (<c>npm ci</c> there), or says why not. Where CI says it is one, absence is a failure.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnNodeFactAttribute : FactAttribute
{
    public override string Skip
    {
        get => NodeReceiver.IsInstalled || Environment.GetEnvironmentVariable("CI") == "true" ? base.Skip : "Run npm ci in tests/VendorRegistry.Tests/Webhooks/receivers.";
        set => base.Skip = value;
    }
}

/// <summary>Receivers of webhooks that are not ours to the last line: Node programs.</summary>
internal static class NodeReceiver
{
    public static bool IsInstalled { get; } = Directory.Exists(Path.Combine(Folder(), "node_modules", "standardwebhooks"));

    /// <summary>Runs the program with this input and returns what it said.</summary>
    public static async Task<string> AskAsync(string program, string input)
    {
        using var process = Start(program, new Dictionary<string, string>(StringComparer.Ordinal));
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? said.Trim() : throw new InvalidOperationException(await process.StandardError.ReadToEndAsync());
    }

    /// <summary>Starts the receiver that docs/webhooks.md shows, to the letter.</summary>
    public static (Process Process, string Address) StartDocumented(string key)
    {
        var page = File.ReadAllText(Path.Combine(Folder(), "../../../../docs/webhooks.md"));
        var start = page.IndexOf("```js\n", StringComparison.Ordinal) + 6;
        var program = Path.Combine(Directory.CreateTempSubdirectory("receiver-").FullName, "receiver.mjs");
        File.WriteAllText(program, page[start..page.IndexOf("```", start, StringComparison.Ordinal)]);
        var port = FreePort();
        return (Start(program, new(StringComparer.Ordinal) { ["KEY"] = key, ["PORT"] = $"{port}" }), $"http://127.0.0.1:{port}/altinn/events");
    }

    private static Process Start(string program, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("node", [program])
        {
            WorkingDirectory = Folder(), RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException("node did not start.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here) ?? "", "receivers");
}
