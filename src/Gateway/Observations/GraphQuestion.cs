using System.Runtime.InteropServices;

namespace Digdir.Altinn.Gateway.Observations;

/// <summary>What a GraphQL request asks.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Asked">Hash of the root fields, their arguments and the variables without parties, cursors and moving times; 0 when not known.</param>
/// <param name="Party">Keyed hash of the first party the variables name; 0 when they name none.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct GraphQuestion(GraphKind Kind, ulong Asked, ulong Party)
{
    /// <summary>The other parties they name, each once; null when there are none.</summary>
    public ulong[]? Others { get; init; }

    /// <summary>Hash of the cursor used; 0 when none.</summary>
    public ulong CursorUsed { get; init; }

    /// <summary>Names in the answer that stand for others (<see cref="GraphDocument.AliasOf"/>), sorted; null when there are none.</summary>
    public ulong[]? Aliases { get; init; }

    /// <summary>True when the variables hold an instant.</summary>
    public bool IsTimeFiltered { get; init; }
}

/// <summary>What a GraphQL document does.</summary>
internal enum GraphKind
{
    /// <summary>Not known: no document, or one that cannot be read.</summary>
    Unknown = 0,

    /// <summary>Reads.</summary>
    Query,

    /// <summary>Changes.</summary>
    Mutation,

    /// <summary>Waits for changes.</summary>
    Subscription,
}
