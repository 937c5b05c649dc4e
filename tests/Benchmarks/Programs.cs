using System.Diagnostics;
using System.Globalization;

namespace Digdir.Altinn.Benchmarks;

/// <summary>Other programs: found, started and ended, each bounded in time and ended by its own process id.</summary>
internal static class Programs
{
    /// <summary>The program's path, from PATH and the places where Debian keeps servers, or null.</summary>
    public static string? Find(string name)
        => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Append("/usr/local/sbin")
            .Where(folder => folder.Length > 0).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>Starts a program with its three streams in our hands.</summary>
    public static Process Start(string program, params IEnumerable<string> arguments) => Start(program, [], arguments);

    private static Process Start(string program, IEnumerable<string> environment, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var variable in environment)
        {
            start.Environment[variable.Split('=')[0]] = variable.Split('=', 2)[1];
        }

        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
    }

    /// <summary>Starts this executable again with a hidden verb, and variables (<c>NAME=value</c>) of its own.</summary>
    public static Process StartSelf(IEnumerable<string> environment, IEnumerable<string> arguments)
    {
        var self = Environment.ProcessPath ?? throw new InvalidOperationException("This process has no path.");
        return Path.GetFileNameWithoutExtension(self) == "dotnet"
            ? Start(self, environment, arguments.Prepend(typeof(Programs).Assembly.Location))
            : Start(self, environment, arguments);
    }

    /// <summary>Everything the program writes until it ends; kills it when it takes longer than that.</summary>
    /// <exception cref="InvalidOperationException">It took too long, or failed.</exception>
    public static async Task<string> OutputAsync(Process process, TimeSpan longest)
    {
        using var timeout = new CancellationTokenSource(longest);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(timeout.Token);
            var output = await process.StandardOutput.ReadToEndAsync(timeout.Token);
            await process.WaitForExitAsync(timeout.Token);
            return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{process.StartInfo.FileName} failed: {await errors} {output}");
        }
        catch (OperationCanceledException late)
        {
            process.Kill();
            throw new InvalidOperationException($"{process.StartInfo.FileName} took longer than {longest.TotalSeconds:0} s.", late);
        }
    }

    /// <summary>Ends a process: first by closing its input, then, after two seconds, by killing it.</summary>
    public static async Task EndAsync(Process process)
    {
        try
        {
            process.StandardInput.Close();
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
        finally
        {
            process.Dispose();
        }
    }

    /// <summary>Processor time a process has used, user and system, in seconds. 10 ms resolution.</summary>
    public static double ProcessorSeconds(int process)
    {
        // Fields after the name, which may itself hold spaces: state is the first, utime the 12th, stime the 13th.
        var text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / 100.0;
    }

    /// <summary>Processor time of children that have ended, in seconds.</summary>
    public static double EndedChildrenSeconds()
    {
        var text = File.ReadAllText("/proc/self/stat");
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[13], CultureInfo.InvariantCulture) + long.Parse(fields[14], CultureInfo.InvariantCulture)) / 100.0;
    }

    /// <summary>Processor time the whole machine has spent busy, in seconds.</summary>
    public static double MachineSeconds()
    {
        // user nice system idle iowait irq softirq steal
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (Field(1) + Field(2) + Field(3) + Field(6) + Field(7) + Field(8)) / 100.0;

        double Field(int index) => long.Parse(fields[index], CultureInfo.InvariantCulture);
    }
}
