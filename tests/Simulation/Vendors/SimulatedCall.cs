using System.Runtime.InteropServices;
using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Simulation.World;

namespace Digdir.Altinn.Simulation.Vendors;

/// <summary>The operations that simulated vendors use, by the catalogue's ids.</summary>
internal static class Operations
{
    public static readonly SimulatedOperation DialogSearch = new("dialogporten.dialogs.search");
    public static readonly SimulatedOperation DialogGet = new("dialogporten.dialogs.get");
    public static readonly SimulatedOperation Label = new("dialogporten.systemlabels.set");
    public static readonly SimulatedOperation MessageList = new("melding.correspondences.list");
    public static readonly SimulatedOperation Instantiate = new("apps.instances.instantiate");
    public static readonly SimulatedOperation ProcessGet = new("apps.process.get");
    public static readonly SimulatedOperation ActiveInstances = new("apps.instances.active");
}

/// <summary>One operation.</summary>
/// <param name="Id">Its id in the catalogue.</param>
internal sealed record SimulatedOperation(string Id)
{
    /// <summary>What the catalogue says of it, once it has been asked.</summary>
    public Operation? Known { get; set; }
}

/// <summary>One request as a vendor makes it.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Name">The dialog, the instance or the number that the path names; null when it names none.</param>
/// <param name="Query">The query.</param>
/// <param name="Party">Whose data is read; null when only the number says.</param>
/// <param name="Caller">Who calls.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SimulatedCall(SimulatedOperation Operation, string? Name, string Query, Party? Party, Caller Caller)
{
    /// <summary>The CloudEvent id the caller says it reacts to; null when it says nothing.</summary>
    public string? Declared { get; init; }

    /// <summary>True when the caller sends back the validator it was last given.</summary>
    public bool Validates { get; init; }
}

/// <summary>What the product answered.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SimulatedAnswer(int Status, int RetryAfter, long Bytes)
{
    /// <summary>Hash of the body, where the answer is no list; 0 leaves it to the things.</summary>
    public ulong Body { get; init; }

    /// <summary>When the thing opened was made, in milliseconds since 1970; 0 where the answer does not say.</summary>
    public long CreatedAt { get; init; }

    /// <summary>True when the answer is a list, an empty one included.</summary>
    public bool IsList { get; init; }

    /// <summary>The cursor to the next page; null when there is none.</summary>
    public string? Cursor { get; init; }
}
