namespace Digdir.Altinn.Gateway.ApiDiff;

/// <summary>
/// Compares who may call an operation. Each requirement is a set of schemes that are all needed, known by what they are rather than by name; any one requirement is
/// enough. Who could call must still be able to: each old requirement has to fulfil a new one.
/// </summary>
internal sealed class SecurityComparison(ApiDocument older, ApiDocument newer, ApiChanges changes)
{
    private static readonly string[] Telling = ["type", "in", "name", "scheme", "openIdConnectUrl"];

    /// <summary>Tells what changed.</summary>
    public void Compare(OperationSides sides)
    {
        var (was, now) = (Read(older, sides.Old, out var old), Read(newer, sides.New, out var given));
        var locked = was.Find(requirement => !now.Exists(other => other.IsMetBy(requirement)));
        if (locked is not null)
        {
            var near = now.Find(other => other.Schemes.SetEquals(locked.Schemes));
            var rule = locked.Schemes.Count == 0 ? ApiRules.SecurityAdded : near is not null ? ApiRules.ScopeAdded : ApiRules.SecurityChanged;
            Tell(rule, locked.Words, near?.Words ?? string.Join(" / ", now.Take(3).Select(requirement => requirement.Words)));
        }

        // Whoever is let in by a requirement that nobody had to meet before.
        if (now.Find(requirement => !was.Exists(other => other.IsMetBy(requirement))) is { } opened && locked is null)
        {
            Tell(ApiRules.SecurityLoosened, string.Join(" / ", was.Take(3).Select(requirement => requirement.Words)), opened.Words);
        }

        void Tell(ApiRule rule, string before, string after) => changes.Tell(rule, [sides.Reported], sides.Name, old, given, before, after);
    }

    private static List<Requirement> Read(ApiDocument document, OperationPlace place, out string pointer)
    {
        var security = place.Operation["security"] ?? document.Root["security"];
        pointer = security?.Pointer ?? place.Operation.Pointer;
        List<Requirement> found = [];
        foreach (var requirement in security?.Elements() ?? [])
        {
            HashSet<string> schemes = new(StringComparer.Ordinal), scopes = new(StringComparer.Ordinal);
            List<string> words = [];
            foreach (var (name, list) in requirement.Members())
            {
                var identity = Identity(document, name);
                schemes.Add(identity);
                List<string> needed = [.. list.Elements().Where(scope => scope.Value.ValueKind == System.Text.Json.JsonValueKind.String).Select(scope => scope.Value.GetString() ?? "")];
                scopes.UnionWith(needed.Select(scope => $"{identity} {scope}"));
                words.Add(needed.Count == 0 ? ApiText.Short(name) : $"{ApiText.Short(name)} ({ApiText.List(needed)})");
            }

            found.Add(new Requirement(schemes, scopes, words.Count == 0 ? "–" : string.Join(" + ", words)));
        }

        return found.Count > 0 ? found : [new Requirement([], [], "–")];
    }

    private static string Identity(ApiDocument document, string name)
    {
        if (document.Root["components"]?["securitySchemes"]?[name] is not { } written)
        {
            return name;
        }

        var scheme = document.Resolve(written);
        var parts = Telling.Select(member => scheme.Text(member) ?? "");
        var flows = (scheme["flows"]?.Members() ?? []).OrderBy(flow => flow.Name, StringComparer.Ordinal).Select(flow => $"{flow.Name} {flow.Value.Text("authorizationUrl")} {flow.Value.Text("tokenUrl")}");

        // Names of headers and of authentication schemes are the same in any case (RFC 9110 5.1 and 11.1).
        return string.Join('\n', parts.Concat(flows)).ToUpperInvariant();
    }

    private sealed record Requirement(HashSet<string> Schemes, HashSet<string> Scopes, string Words)
    {
        /// <summary>True when whoever meets the other meets this one too.</summary>
        public bool IsMetBy(Requirement other) => Schemes.IsSubsetOf(other.Schemes) && Scopes.IsSubsetOf(other.Scopes);
    }
}
