using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Digdir.Altinn.Gateway.Catalogue;

/// <summary>
/// Keeps the catalogue of a folder in force. Reading is one atomic step: a set of files with any error is refused whole, every error is logged, and what
/// was in force stays. Thread-safe; reloads come one at a time.
/// </summary>
internal sealed partial class LiveCatalogue : ICatalogue, IDisposable
{
    private readonly Lock _reloading = new();
    private readonly ILogger<LiveCatalogue> _logger;
    private readonly CatalogueMetrics _metrics;
    private readonly string _folder;
    private volatile OperationCatalogue _current;
    private volatile CancellationTokenSource _changes = new();
    private string _digest;
    private volatile IReadOnlyList<CatalogueError> _errors = [];

    /// <exception cref="CatalogueInvalidException">The files have errors: a gateway does not start on half a catalogue.</exception>
    public LiveCatalogue(IOptions<CatalogueOptions> options, IHostEnvironment environment, CatalogueMetrics metrics, ILogger<LiveCatalogue> logger)
    {
        _logger = logger;
        _metrics = metrics;
        _folder = options.Value.FolderBelow(environment.ContentRootPath);
        var folder = CatalogueFolder.Read(_folder);
        var (catalogue, errors) = OperationCatalogue.Join(folder.Files);
        _current = catalogue ?? throw new CatalogueInvalidException(errors);
        _digest = folder.Digest;
        Log.Started(logger, _folder, catalogue.Products.Length, catalogue.Operations.Length);
    }

    /// <inheritdoc/>
    public OperationCatalogue Current => _current;

    /// <inheritdoc/>
    public IChangeToken Changes => new CancellationChangeToken(_changes.Token);

    /// <summary>What is wrong with the files as they are now; the catalogue in force is then an older one.</summary>
    public IReadOnlyList<CatalogueError> Errors => _errors;

    /// <summary>The folder that is read.</summary>
    public string Folder => _folder;

    /// <inheritdoc/>
    public CatalogueReload Reload()
    {
        CancellationTokenSource replaced;
        lock (_reloading)
        {
            var folder = CatalogueFolder.Read(_folder);
            if (folder.Digest == _digest)
            {
                return new CatalogueReload(ReloadOutcome.Unchanged, _errors);
            }

            var (catalogue, errors) = OperationCatalogue.Join(folder.Files);
            _digest = folder.Digest;
            _errors = errors;
            if (catalogue is null)
            {
                _metrics.Refused(errors.Count);
                foreach (var error in errors)
                {
                    Log.Refused(_logger, error.File, error.Line, error.Reason);
                }

                return new CatalogueReload(ReloadOutcome.Refused, errors);
            }

            _current = catalogue;
            _metrics.Accepted();
            Log.Accepted(_logger, _folder, catalogue.Products.Length, catalogue.Operations.Length);
            replaced = _changes;
            _changes = new CancellationTokenSource();
        }

        // Outside the lock: listeners rebuild their routes here and may look at the catalogue from other threads. Not disposed: one of them may just be
        // taking its token, and without a timer there is nothing to dispose of.
        replaced.Cancel();
        return new CatalogueReload(ReloadOutcome.Accepted, []);
    }

    /// <inheritdoc/>
    public void Dispose() => _changes.Dispose();

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "The catalogue in {Folder} is in force: {Products} products, {Operations} operations")]
        public static partial void Started(ILogger logger, string folder, int products, int operations);

        [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "The changed catalogue in {Folder} is in force: {Products} products, {Operations} operations")]
        public static partial void Accepted(ILogger logger, string folder, int products, int operations);

        [LoggerMessage(EventId = 3, Level = LogLevel.Error, Message = "The changed catalogue is refused and the old one stays: {File}({Line}): {Reason}")]
        public static partial void Refused(ILogger logger, string file, int line, string reason);
    }
}
