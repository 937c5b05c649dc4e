using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using Digdir.Altinn.Gateway.Catalogue;

namespace Digdir.Altinn.Gateway.ApiDiff;

/// <summary>
/// <c>api-diff OLD NEW</c>: what of a new API description would break the systems made for the old one. The shell around <see cref="ApiComparison"/>: files,
/// consoles and exit codes. Starts no host and opens no listener.
/// </summary>
internal static class ApiDiffCommand
{
    /// <summary>The verb that asks for it.</summary>
    public const string Verb = "api-diff";

    /// <summary>Descriptions nest, and the comparison follows them down; a thread of its own has room for what the usual one has not.</summary>
    private const int StackBytes = 64 * 1024 * 1024;

    private const int NothingBreaks = 0, Breaks = 1, Unusable = 2;

    /// <summary>Runs it.</summary>
    /// <param name="args">What stands behind the verb.</param>
    /// <param name="input">Standard input.</param>
    /// <param name="output">Standard output.</param>
    /// <param name="error">Where complaints go.</param>
    /// <param name="cancellation">Stops reading and writing.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args, Func<Stream> input, TextWriter output, TextWriter error, CancellationToken cancellation = default)
    {
        var (options, problem) = ApiDiffOptions.Parse(args);
        if (options.Help)
        {
            await output.WriteLineAsync(ApiDiffOptions.Usage);
            return NothingBreaks;
        }

        if (problem is not null)
        {
            await error.WriteLineAsync($"{problem} See {Verb} --help.");
            return Unusable;
        }

        try
        {
            var older = await ReadAsync(options.Old, input, cancellation);
            var newer = await ReadAsync(options.New, input, cancellation);
            var changes = Compare(older, newer);
            await WriteAsync(options, newer, older, changes, output, error, cancellation);
            return changes.Any(change => change.Rule.Severity == Severity.Breaking) ? Breaks : NothingBreaks;
        }
        catch (Exception exception) when (exception is ApiDocumentException or IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(exception.Message);
            return Unusable;
        }
    }

    private static async Task<ApiDocument> ReadAsync(string file, Func<Stream> input, CancellationToken cancellation)
    {
        var name = file == "-" ? "Standard input" : file;
        try
        {
            await using var stream = file == "-" ? input() : new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var bytes = new MemoryStream();
            var piece = new byte[81920];
            while (await stream.ReadAsync(piece, cancellation) is var read and > 0)
            {
                await bytes.WriteAsync(piece.AsMemory(0, read), cancellation);
                if (bytes.Length > ApiDocument.LargestFile)
                {
                    throw new ApiDocumentException($"it is larger than {ApiDocument.LargestFile} bytes");
                }
            }

            return ApiDocument.Parse(bytes.GetBuffer().AsMemory(0, (int)bytes.Length));
        }
        catch (Exception exception) when (exception is ApiDocumentException or IOException or UnauthorizedAccessException)
        {
            throw new ApiDocumentException($"{name} cannot be read: {exception.Message}");
        }
    }

    private static ImmutableArray<ApiChange> Compare(ApiDocument older, ApiDocument newer)
    {
        ImmutableArray<ApiChange> changes = [];
        ExceptionDispatchInfo? failed = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    changes = ApiComparison.Compare(older, newer);
                }
                catch (ApiDocumentException exception)
                {
                    failed = ExceptionDispatchInfo.Capture(new ApiDocumentException($"The descriptions cannot be compared: {exception.Message}"));
                }
                catch (InsufficientExecutionStackException)
                {
                    failed = ExceptionDispatchInfo.Capture(new ApiDocumentException("The descriptions cannot be compared: their schemas hold each other too deep."));
                }
                catch (Exception exception)
                {
                    failed = ExceptionDispatchInfo.Capture(exception);
                }
            },
            StackBytes);
        thread.Start();
        thread.Join();
        failed?.Throw();
        return changes;
    }

    private static async Task WriteAsync(ApiDiffOptions options, ApiDocument newer, ApiDocument older, ImmutableArray<ApiChange> changes, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        if (options.Json is not null)
        {
            await ToAsync(options.Json, ApiDiffReport.Json(older, newer, changes));
        }

        if (options.Markdown is not null)
        {
            await ToAsync(options.Markdown, ApiDiffReport.Markdown(newer, changes));
        }

        if (options.Notice is not null)
        {
            await WriteNoticeAsync(options.Notice);
        }

        if (new[] { options.Json, options.Markdown, options.Notice }.All(file => file != "-"))
        {
            await output.WriteAsync(ApiDiffReport.Summary(newer, changes));
        }

        async Task WriteNoticeAsync(string file)
        {
            var (catalogue, errors) = OperationCatalogue.Join(CatalogueFolder.Read(new CatalogueOptions { Path = options.Catalogue ?? "" }.FolderBelow(Environment.CurrentDirectory)).Files);
            if (catalogue is null)
            {
                throw new ApiDocumentException($"The catalogue has errors: {string.Join(' ', errors.Take(5))}");
            }

            var breaking = changes.Where(change => change.Rule.Severity == Severity.Breaking).ToImmutableArray();
            if (breaking.IsEmpty)
            {
                await error.WriteLineAsync("Nothing breaks, so there is nothing to give notice of.");
                return;
            }

            var affected = CatalogueOperations.Find(catalogue, older, breaking, options.BasePath);
            foreach (var unknown in affected.Unknown)
            {
                await error.WriteLineAsync($"{unknown} is no operation of the catalogue; the draft does not name it.");
            }

            var (draft, remark) = NoticeDraft.Of(newer, breaking, affected);
            if (remark is not null)
            {
                await error.WriteLineAsync(remark);
            }

            await ToAsync(file, draft);
        }

        async Task ToAsync(string file, string text)
        {
            if (file == "-")
            {
                await output.WriteLineAsync(text);
            }
            else
            {
                await File.WriteAllTextAsync(file, text + "\n", cancellation);
            }
        }
    }
}
