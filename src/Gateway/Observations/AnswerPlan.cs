using System.Text;
using Digdir.Altinn.Gateway.Catalogue;

namespace Digdir.Altinn.Gateway.Observations;

/// <summary>What the catalogue says about an operation's answer, with its names ready to be compared. Immutable.</summary>
internal sealed class AnswerPlan
{
    private const string OfField = "header:";

    private AnswerPlan(Operation operation)
    {
        var items = operation.Items;
        Volatile = [.. operation.Volatile.Select(Encoding.UTF8.GetBytes)];
        Cursor = operation.Question.Cursor ?? "";
        if (items is null)
        {
            return;
        }

        HasItems = true;
        Path = Steps(items.Path);
        Members = [.. new[] { items.Id, items.ChangeTime, items.Revision, items.Party, items.Created }.Select(name => Steps(name ?? ""))];
        if (items.Next is { } next)
        {
            var isField = next.StartsWith(OfField, StringComparison.OrdinalIgnoreCase);
            NextField = isField ? next[OfField.Length..] : null;
            Next = isField ? [] : Steps(next);
        }
    }

    /// <summary>True when the catalogue says where the things are.</summary>
    public bool HasItems { get; }

    /// <summary>True when the answer must be read to be understood.</summary>
    public bool IsRead => HasItems || Volatile.Length > 0;

    /// <summary>The way to the things, from the outside in.</summary>
    public byte[][] Path { get; } = [];

    /// <summary>The way from a thing to its id, change time, revision, party and making, in this order; empty where there is none.</summary>
    public byte[][][] Members { get; } = [];

    /// <summary>The way to the next cursor; empty when it is not in the body.</summary>
    public byte[][] Next { get; } = [];

    /// <summary>The field with the next cursor, or null.</summary>
    public string? NextField { get; }

    /// <summary>The parameter that a cursor travels back in, to be found in addresses; empty when there is none.</summary>
    public string Cursor { get; }

    /// <summary>Members that tell nothing.</summary>
    public byte[][] Volatile { get; } = [];

    public static AnswerPlan Of(Operation operation) => new(operation);

    private static byte[][] Steps(string dotted) => dotted.Length == 0 ? [] : [.. dotted.Split('.').Select(Encoding.UTF8.GetBytes)];
}
