using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Gateway.Traces;
using Digdir.Altinn.Grains.Conduct;

namespace Digdir.Altinn.Gateway.Replay;

/// <summary>
/// <c>replay TRACE</c>: what the gateway would have made of a log of calls, and whom another setting would have hit. The shell around <see cref="Replayer"/>: files,
/// consoles and exit codes. Starts no host and opens no listener.
/// </summary>
internal static class ReplayCommand
{
    /// <summary>The verb that asks for it.</summary>
    public const string Verb = "replay";

    private const int Done = 0, Unreadable = 1, Misused = 2;

    /// <summary>Runs it.</summary>
    /// <param name="args">What stands behind the verb.</param>
    /// <param name="input">Standard input.</param>
    /// <param name="output">Where the figures go.</param>
    /// <param name="error">Where complaints go.</param>
    /// <param name="cancellation">Stops between two lines.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args, Func<Stream> input, TextWriter output, TextWriter error, CancellationToken cancellation = default)
    {
        var (options, problem) = ReplayOptions.Parse(args);
        if (options.Help)
        {
            await output.WriteLineAsync(ReplayOptions.Usage);
            return Done;
        }

        if (problem is not null)
        {
            return await FailAsync(error, problem, Misused);
        }

        var (rules, wrong) = ReplayRules.Read(options);
        if (rules is null)
        {
            return await FailAsync(error, wrong ?? "", Misused);
        }

        var (catalogue, errors) = OperationCatalogue.Join(CatalogueFolder.Read(new CatalogueOptions { Path = options.Catalogue ?? "" }.FolderBelow(Environment.CurrentDirectory)).Files);
        if (catalogue is null)
        {
            return await FailAsync(error, $"The catalogue has errors: {string.Join(' ', errors.Take(5))}", Misused);
        }

        return await ReplayAsync(options, rules, catalogue, input, output, error, cancellation);
    }

    private static async Task<int> ReplayAsync(ReplayOptions options, ConductRules rules, OperationCatalogue catalogue, Func<Stream> input, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        var reader = new TraceReader((number, complaint) => error.WriteLine($"line {number} {complaint}; passed over"));
        var replayer = new Replayer(catalogue, rules, options.Enforce);
        try
        {
            foreach (var file in Directory.Exists(options.Trace) ? TraceFolder.FilesOf(options.Trace) : [options.Trace])
            {
                await using var trace = file == "-" ? input() : new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1, useAsync: false);
                await foreach (var line in reader.ReadAsync(trace, cancellation))
                {
                    replayer.Hear(line);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return await FailAsync(error, $"The trace cannot be read: {exception.Message}", Unreadable);
        }

        replayer.End();
        if (replayer.Unknown > 0)
        {
            await error.WriteLineAsync($"{replayer.Unknown} calls are for no operation of the catalogue; passed over");
        }

        await ReplayReport.WriteAsync(replayer.Vendors, options.Json, output);
        return reader.Lines > 0 && reader.Bad == reader.Lines ? Unreadable : Done;
    }

    private static async Task<int> FailAsync(TextWriter error, string problem, int code)
    {
        await error.WriteLineAsync(problem);
        if (code == Misused)
        {
            await error.WriteLineAsync("See replay --help.");
        }

        return code;
    }
}
