using Microsoft.Extensions.Primitives;

namespace Digdir.Altinn.Gateway.Catalogue;

/// <summary>The catalogue in force. Thread-safe.</summary>
internal interface ICatalogue
{
    /// <summary>The newest valid catalogue: one volatile read.</summary>
    OperationCatalogue Current { get; }

    /// <summary>Reads the folder again now. A catalogue with errors is refused whole and <see cref="Current"/> stays.</summary>
    CatalogueReload Reload();

    /// <summary>Fires once, when <see cref="Current"/> has been replaced; take it before reading <see cref="Current"/>.</summary>
    IChangeToken Changes { get; }
}

/// <summary>How a reload ended.</summary>
internal enum ReloadOutcome
{
    /// <summary>The files are what they were at the last attempt.</summary>
    Unchanged,

    /// <summary>The new catalogue is in force.</summary>
    Accepted,

    /// <summary>The files have errors; the old catalogue stays.</summary>
    Refused,
}

/// <summary>The answer to a reload.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Errors">Why the files are refused; empty when they are not. Still there when they are <see cref="ReloadOutcome.Unchanged"/> since.</param>
internal sealed record CatalogueReload(ReloadOutcome Outcome, IReadOnlyList<CatalogueError> Errors);
