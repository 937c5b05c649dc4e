using System.Collections.Immutable;
using Digdir.Altinn.VendorRegistry.Pictures;

namespace Digdir.Altinn.Gateway.ApiDiff;

/// <summary>An operation of a description: its method and the path as written there.</summary>
internal readonly record struct ApiOperation(string Method, string Path)
{
    /// <summary>By path, then by method.</summary>
    public static IComparer<ApiOperation> InOrder { get; } = Comparer<ApiOperation>.Create((one, other)
        => string.CompareOrdinal(one.Path, other.Path) is var byPath and not 0 ? byPath : string.CompareOrdinal(one.Method, other.Method));

    /// <inheritdoc/>
    public override string ToString() => $"{Method} {Path}";
}

/// <summary>One change between two descriptions, with every operation it reaches. Immutable.</summary>
internal sealed record ApiChange
{
    /// <summary>What kind of change.</summary>
    public required ApiRule Rule { get; init; }

    /// <summary>What it happened to, in few words: <c>Dialog.status</c>, <c>GET /dialogs</c>.</summary>
    public required NoticeText Subject { get; init; }

    /// <summary>Where in the old document; null when it is not there.</summary>
    public string? OldPointer { get; init; }

    /// <summary>Where in the new document; null when it is not there.</summary>
    public string? NewPointer { get; init; }

    /// <summary>How it was; empty when the rule does not say.</summary>
    public string Before { get; init; } = "";

    /// <summary>How it is; empty when the rule does not say.</summary>
    public string After { get; init; } = "";

    /// <summary>The operations it reaches, in order of path and method; empty when it is about the document.</summary>
    public ImmutableArray<ApiOperation> Operations { get; init; } = [];

    /// <summary>What happened, in one sentence.</summary>
    public NoticeText Happened => new(
        string.Format(null, Rule.Nb, Subject.Nb, Before, After),
        string.Format(null, Rule.Nn, Subject.Nn, Before, After),
        string.Format(null, Rule.En, Subject.En, Before, After));

    /// <summary>What happened and what it means.</summary>
    public NoticeText Text => new($"{Happened.Nb} {Rule.Means.Nb}", $"{Happened.Nn} {Rule.Means.Nn}", $"{Happened.En} {Rule.Means.En}");
}
