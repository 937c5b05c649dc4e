namespace Digdir.Altinn.Gateway.Catalogue;

/// <summary>One reason why a catalogue is refused.</summary>
/// <param name="File">File name, without folder.</param>
/// <param name="Line">Line of the offending element, 1-based; 0 when the file could not be read at all.</param>
/// <param name="Reason">What is wrong, for the person who edits the file.</param>
internal sealed record CatalogueError(string File, int Line, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => $"{File}({Line}): {Reason}";
}

/// <summary>The catalogue that the gateway was to start with is not valid; the message names every error.</summary>
internal sealed class CatalogueInvalidException(IReadOnlyList<CatalogueError> errors)
    : Exception($"The catalogue is not valid:{Environment.NewLine}{string.Join(Environment.NewLine, errors)}")
{
    /// <summary>Every error, in file and line order.</summary>
    public IReadOnlyList<CatalogueError> Errors { get; } = errors;
}
