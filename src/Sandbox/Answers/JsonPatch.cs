using System.Globalization;
using System.Text.Json.Nodes;
using Digdir.Altinn.Sandbox.Issuers;

namespace Digdir.Altinn.Sandbox.Answers;

/// <summary>
/// JSON Patch (RFC 6902), all of it: every operation, anywhere, and nothing at all when one of them fails. Pure. Written out here because the framework's own
/// passes over operations it does not know and cannot test for null, where the standard and Altinn's apps refuse and can.
/// </summary>
internal static class JsonPatch
{
    /// <summary>Applies the patch to a copy.</summary>
    /// <param name="document">The document, which stays as it is.</param>
    /// <param name="patch">The operations.</param>
    /// <param name="result">The document as the patch makes it; null, like JSON's null, when there is a fault.</param>
    public static PatchFault Apply(JsonNode? document, JsonArray patch, out JsonNode? result)
    {
        var root = document?.DeepClone();
        result = null;
        foreach (var step in patch)
        {
            var fault = step is JsonObject operation ? Do(ref root, operation) : PatchFault.Malformed;
            if (fault != PatchFault.None)
            {
                return fault;
            }
        }

        result = root;
        return PatchFault.None;
    }

    private static PatchFault Do(ref JsonNode? root, JsonObject operation)
    {
        if (Pointer(operation, "path") is not { } path)
        {
            return PatchFault.Malformed;
        }

        switch (operation.Text("op"))
        {
            case "add" when operation.ContainsKey("value"):
                return Add(ref root, path, operation["value"]?.DeepClone());
            case "remove":
                return Remove(ref root, path, out _);
            case "replace" when operation.ContainsKey("value"):
                return Remove(ref root, path, out _) is not PatchFault.None and var missing ? missing : Add(ref root, path, operation["value"]?.DeepClone());
            case "test" when operation.ContainsKey("value"):
                return !Find(root, path, out var found) ? PatchFault.NoSuchPlace : JsonNode.DeepEquals(found, operation["value"]) ? PatchFault.None : PatchFault.TestFailed;
            case "move" when Pointer(operation, "from") is { } from:
                // Nothing can be moved into itself.
                return path.Length > from.Length && path.AsSpan(0, from.Length).SequenceEqual(from) ? PatchFault.Malformed
                    : Remove(ref root, from, out var moved) is not PatchFault.None and var absent ? absent
                    : Add(ref root, path, moved);
            case "copy" when Pointer(operation, "from") is { } from:
                return Find(root, from, out var copied) ? Add(ref root, path, copied?.DeepClone()) : PatchFault.NoSuchPlace;
            default:
                return PatchFault.Malformed;
        }
    }

    /// <summary>A JSON Pointer (RFC 6901) taken apart; null when it is none.</summary>
    private static string[]? Pointer(JsonObject operation, string name)
    {
        if (operation[name] is not JsonValue value || !value.TryGetValue<string>(out var text) || (text.Length > 0 && text[0] != '/'))
        {
            return null;
        }

        return text.Length == 0 ? [] : Array.ConvertAll(text[1..].Split('/'), part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal));
    }

    private static bool Find(JsonNode? root, ReadOnlySpan<string> path, out JsonNode? found)
    {
        found = root;
        foreach (var part in path)
        {
            switch (found)
            {
                case JsonObject members when members.TryGetPropertyValue(part, out var member):
                    found = member;
                    break;
                case JsonArray items when Index(part, items.Count) is { } index:
                    found = items[index];
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    private static PatchFault Add(ref JsonNode? root, ReadOnlySpan<string> path, JsonNode? value)
    {
        if (path.IsEmpty)
        {
            root = value;
            return PatchFault.None;
        }

        if (!Find(root, path[..^1], out var parent))
        {
            return PatchFault.NoSuchPlace;
        }

        switch (parent)
        {
            case JsonObject members:
                members[path[^1]] = value;
                return PatchFault.None;
            case JsonArray items when path[^1] == "-":
                items.Add(value);
                return PatchFault.None;
            case JsonArray items when Index(path[^1], items.Count + 1) is { } index:
                items.Insert(index, value);
                return PatchFault.None;
            default:
                return PatchFault.NoSuchPlace;
        }
    }

    private static PatchFault Remove(ref JsonNode? root, ReadOnlySpan<string> path, out JsonNode? removed)
    {
        if (!Find(root, path, out removed))
        {
            return PatchFault.NoSuchPlace;
        }

        if (path.IsEmpty)
        {
            root = null;
            return PatchFault.None;
        }

        Find(root, path[..^1], out var parent);
        if (parent is JsonObject members)
        {
            members.Remove(path[^1]);
        }
        else if (parent is JsonArray items && Index(path[^1], items.Count) is { } index)
        {
            items.RemoveAt(index);
        }

        return PatchFault.None;
    }

    /// <summary>A place in an array: digits without a zero in front, below the bound.</summary>
    private static int? Index(string part, int bound)
        => (part == "0" || !part.StartsWith('0')) && int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < bound ? index : null;
}

/// <summary>Why a patch could not be applied.</summary>
internal enum PatchFault
{
    /// <summary>It could.</summary>
    None = 0,

    /// <summary>An operation is unknown or lacks a member.</summary>
    Malformed,

    /// <summary>A place does not exist.</summary>
    NoSuchPlace,

    /// <summary>A test did not hold.</summary>
    TestFailed,
}
