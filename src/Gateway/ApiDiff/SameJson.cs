using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Digdir.Altinn.Gateway.ApiDiff;

/// <summary>
/// Whether two pieces of the documents say the same word for word, where references count as what they lead to: for what is not understood well enough to be
/// weighed. Descriptions and examples do not count. Not thread-safe.
/// </summary>
internal sealed class SameJson(ApiDocument older, ApiDocument newer)
{
    private static readonly HashSet<string> Prose = new(StringComparer.Ordinal) { "description", "title", "example", "examples", "externalDocs", "$comment" };

    private readonly HashSet<(string, string)> _met = [];

    /// <summary>True when they agree pairwise.</summary>
    public bool Same(ImmutableArray<Located> was, ImmutableArray<Located> now) => was.Length == now.Length && was.Zip(now).All(pair => Same(pair.First, pair.Second));

    /// <summary>True when they agree.</summary>
    public bool Same(Located was, Located now)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        was = older.Resolve(was);
        now = newer.Resolve(now);
        if (was.Value.ValueKind != now.Value.ValueKind)
        {
            return false;
        }

        switch (was.Value.ValueKind)
        {
            // Met again: what differs shows where it was met first.
            case JsonValueKind.Object or JsonValueKind.Array when !_met.Add((was.Pointer, now.Pointer)):
                return true;
            case JsonValueKind.Object:
                var members = now.Members().Where(member => !Prose.Contains(member.Name)).ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal);
                var agree = true;
                foreach (var (name, value) in was.Members().Where(member => !Prose.Contains(member.Name)))
                {
                    agree &= members.Remove(name, out var other) && Same(value, other);
                }

                return Forget(agree && members.Count == 0);
            case JsonValueKind.Array:
                return Forget(was.Value.GetArrayLength() == now.Value.GetArrayLength() && was.Elements().Zip(now.Elements()).All(pair => Same(pair.First, pair.Second)));
            default:
                return ApiText.Canonical(was.Value) == ApiText.Canonical(now.Value);
        }

        // What differs is not to be taken for the same when it is met from elsewhere.
        bool Forget(bool same)
        {
            if (!same)
            {
                _met.Remove((was.Pointer, now.Pointer));
            }

            return same;
        }
    }
}
