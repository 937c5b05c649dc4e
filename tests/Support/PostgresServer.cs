using System.Diagnostics;
using Npgsql;
using Xunit;

namespace Digdir.Altinn.Support;

/// <summary>
/// A PostgreSQL of our own: a throw-away cluster in a temporary folder, listening on a socket in that folder and nowhere else. One is shared by a
/// test run, with a database for each test; a test that takes the server down starts one for itself.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly string? Bin = FindBin();
    private static readonly Lazy<Task<PostgresServer>> SharedServer = new(StartSharedAsync);
    private readonly string _folder;
    private int _databases;

    private PostgresServer(string folder) => _folder = folder;

    /// <summary>Why tests that need PostgreSQL are skipped here, or null when they run. Where CI says it is one (<c>CI=true</c>), absence is a failure and nothing is skipped.</summary>
    public static string? SkipReason { get; } =
        Bin is not null || Environment.GetEnvironmentVariable("CI") == "true" ? null : "PostgreSQL is not installed (looked in /usr/lib/postgresql/*/bin).";

    private string Data => Path.Combine(_folder, "data");

    /// <summary>The server of this test run; it stops when the run does.</summary>
    public static Task<PostgresServer> SharedAsync() => SharedServer.Value;

    /// <summary>Starts a server of the test's own.</summary>
    public static async Task<PostgresServer> StartOwnAsync()
    {
        if (Bin is null)
        {
            throw new InvalidOperationException("PostgreSQL is not installed (looked in /usr/lib/postgresql/*/bin).");
        }

        var folder = Directory.CreateTempSubdirectory("pg-").FullName;
        if (Environment.IsPrivilegedProcess)
        {
            // PostgreSQL refuses to run as root; the package made a user for it.
            await RunAsync("chown", ["postgres:", folder]);
        }

        var server = new PostgresServer(folder);
        await RunAsPostgresAsync("initdb", ["-D", server.Data, "-U", "registry", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"]);
        await server.StartAsync();
        return server;
    }

    /// <summary>Makes an empty database and returns its connection string.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"registry_{Interlocked.Increment(ref _databases)}";
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await create.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    /// <summary>Starts it, or starts it again, and returns when it answers.</summary>
    public Task StartAsync() => RunAsPostgresAsync(
        "pg_ctl",
        ["-D", Data, "-l", Path.Combine(_folder, "log"), "-w", "-t", "60", "-o", $"-c listen_addresses='' -k {_folder} -c fsync=off -c max_connections=600", "start"]);

    /// <summary>Takes it down at once, as a crash would.</summary>
    public Task KillAsync() => RunAsPostgresAsync("pg_ctl", ["-D", Data, "-m", "immediate", "-w", "stop"]);

    /// <summary>Stops every process of it where it stands: connections stay open and nothing is answered, as on a machine that hangs. Ends with <see cref="DisposeAsync"/>.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await SignalAsync("CONT");
            await KillAsync();
        }
        catch (InvalidOperationException)
        {
            // Down already.
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task SignalAsync(string signal)
    {
        var pidFile = Path.Combine(Data, "postmaster.pid");
        if (!File.Exists(pidFile))
        {
            return;
        }

        var server = (await File.ReadAllLinesAsync(pidFile))[0].Trim();
        var children = (await File.ReadAllTextAsync($"/proc/{server}/task/{server}/children")).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        await RunAsync("kill", [$"-{signal}", server, .. children]);
    }

    private static async Task<PostgresServer> StartSharedAsync()
    {
        var server = await StartOwnAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return server;
    }

    private static string? FindBin()
        => Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin"))
                .Where(bin => File.Exists(Path.Combine(bin, "initdb"))).OrderByDescending(bin => bin, StringComparer.Ordinal).FirstOrDefault()
            : null;

    private static Task RunAsPostgresAsync(string program, string[] arguments)
    {
        var path = Path.Combine(Bin ?? "", program);
        return Environment.IsPrivilegedProcess ? RunAsync("runuser", ["-u", "postgres", "--", path, .. arguments]) : RunAsync(path, arguments);
    }

    private static async Task RunAsync(string program, string[] arguments)
    {
        // The server inherits what is redirected and would hold it open, so the output goes to nobody.
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = "/" };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("exec \"$@\" >/dev/null 2>&1 </dev/null");
        start.ArgumentList.Add("sh");
        start.ArgumentList.Add(program);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
        }
    }

    private string ConnectionString(string database) => $"Host={_folder};Username=registry;Database={database};Timeout=5;Maximum Pool Size=30";
}

/// <summary>A fact that needs PostgreSQL, or says why it is skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostgresFactAttribute : FactAttribute
{
    /// <inheritdoc/>
    public override string? Skip { get => PostgresServer.SkipReason ?? base.Skip; set => base.Skip = value; }
}
