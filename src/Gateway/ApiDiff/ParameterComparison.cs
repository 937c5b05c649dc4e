using Digdir.Altinn.VendorRegistry.Pictures;

namespace Digdir.Altinn.Gateway.ApiDiff;

/// <summary>Compares the parameters of an operation. Those in the path are known by their place there, the others by name.</summary>
internal sealed class ParameterComparison(ApiDocument older, ApiDocument newer, ApiChanges changes, Action<IReadOnlyCollection<ApiOperation>, Located?, Located?, Flow, NoticeText?> compareSchemas)
{
    /// <summary>Header parameters by these names are to be ignored (OpenAPI 3.1.0, parameter object).</summary>
    private static readonly HashSet<string> NotParameters = new(StringComparer.OrdinalIgnoreCase) { "Accept", "Content-Type", "Authorization" };

    /// <summary>Compares all of them.</summary>
    public void Compare(OperationSides sides)
    {
        var (was, now) = (Read(older, sides.Old, sides.Was.Path), Read(newer, sides.New, sides.Is.Path));
        List<ParameterPlace> removed = [], added = [];
        foreach (var (key, old) in was)
        {
            if (now.TryGetValue(key, out var given))
            {
                ComparePair(sides, old, given);
            }
            else
            {
                removed.Add(old);
            }
        }

        added.AddRange(now.Where(pair => !was.ContainsKey(pair.Key)).Select(pair => pair.Value));
        foreach (var gone in removed)
        {
            if (added.Find(come => come.Name.Equals(gone.Name, StringComparison.OrdinalIgnoreCase)) is { } moved)
            {
                added.Remove(moved);
                Tell(sides, ApiRules.ParameterMoved, gone, moved, gone.In, moved.In);
            }
            else
            {
                Tell(sides, ApiRules.ParameterRemoved, gone, null);
            }
        }

        foreach (var come in added)
        {
            Tell(sides, come.Required ? ApiRules.RequiredParameterAdded : ApiRules.ParameterAdded, null, come);
        }
    }

    private void ComparePair(OperationSides sides, ParameterPlace was, ParameterPlace now)
    {
        if (was.Required != now.Required)
        {
            Tell(sides, now.Required ? ApiRules.ParameterBecameRequired : ApiRules.ParameterBecameOptional, was, now);
        }

        if (!was.Value.Flag("deprecated") && now.Value.Flag("deprecated"))
        {
            Tell(sides, ApiRules.ParameterDeprecated, was, now);
        }

        if (was.Value.Flag("allowEmptyValue") != now.Value.Flag("allowEmptyValue"))
        {
            Tell(sides, now.Value.Flag("allowEmptyValue") ? ApiRules.EmptyValueAllowed : ApiRules.EmptyValueRefused, was, now);
        }

        var (old, given) = (Content(was), Content(now));
        var (before, after) = (Written(older, was, old?.Type), Written(newer, now, given?.Type));
        if (before != after)
        {
            Tell(sides, ApiRules.ParameterStyleChanged, was, now, before, after);
        }

        compareSchemas([sides.Reported], old?.Media["schema"] ?? was.Value["schema"], given?.Media["schema"] ?? now.Value["schema"], sides.Sends, NameOf(now));
    }

    private static (string Type, Located Media)? Content(ParameterPlace parameter)
    {
        foreach (var (type, media) in parameter.Value["content"]?.Members() ?? [])
        {
            return (type, media);
        }

        return null;
    }

    /// <summary>How the value is put into the request, defaults filled in. Whether parts are exploded matters only where there are parts.</summary>
    private static string Written(ApiDocument document, ParameterPlace parameter, string? contentType)
    {
        if (contentType is not null)
        {
            return ApiText.Short(contentType);
        }

        var style = parameter.Value.Text("style") ?? (parameter.In is "query" or "cookie" ? "form" : "simple");
        var schema = parameter.Value["schema"] is { } given ? document.Resolve(given) : (Located?)null;
        var hasParts = schema?.Text("type") is null or "array" or "object" && schema?["enum"] is null;
        var explode = parameter.Value["explode"] is null ? style == "form" : parameter.Value.Flag("explode");
        return hasParts && schema is not null ? $"{ApiText.Short(style)}{(explode ? ", exploded" : "")}{(parameter.Value.Flag("allowReserved") ? ", reserved" : "")}" : ApiText.Short(style);
    }

    private static Dictionary<(string In, string Name), ParameterPlace> Read(ApiDocument document, OperationPlace place, string path)
    {
        var names = PathNames.In(path);
        Dictionary<(string In, string Name), ParameterPlace> found = [];
        foreach (var list in new[] { place.Item["parameters"], place.Operation["parameters"] })
        {
            foreach (var written in list?.Elements() ?? [])
            {
                var value = document.Resolve(written);
                if (value.Text("in") is not { } where || value.Text("name") is not { } name || (where == "header" && NotParameters.Contains(name)))
                {
                    continue;
                }

                var at = where == "path" ? names.ToList().IndexOf(name) : -1;
                var key = at >= 0 ? $"#{at}" : where == "header" ? name.ToUpperInvariant() : name;
                found[(where, key)] = new ParameterPlace(where, name, value);
            }
        }

        return found;
    }

    private void Tell(OperationSides sides, ApiRule rule, ParameterPlace? was, ParameterPlace? now, string before = "", string after = "")
    {
        var name = (now ?? was) is { } named ? NameOf(named) : new("", "", "");
        changes.Tell(
            new ApiChange
            {
                Rule = rule,
                Subject = new($"{name.Nb} til {sides.Name}", $"{name.Nn} til {sides.Name}", $"{name.En} of {sides.Name}"),
                OldPointer = was?.Value.Pointer,
                NewPointer = now?.Value.Pointer,
                Before = before,
                After = after,
            },
            [sides.Reported]);
    }

    private static NoticeText NameOf(ParameterPlace parameter)
    {
        var name = ApiText.Short(parameter.Name);
        var (nb, nn) = parameter.In switch
        {
            "query" => ("Spørreparameteren", "Spørjeparameteren"),
            "path" => ("Stiparameteren", "Stiparameteren"),
            "header" => ("Hodeparameteren", "Hovudparameteren"),
            _ => ("Parameteren i informasjonskapselen", "Parameteren i informasjonskapselen"),
        };
        return new($"{nb} {name}", $"{nn} {name}", $"The {ApiText.Short(parameter.In)} parameter {name}");
    }

    private sealed record ParameterPlace(string In, string Name, Located Value)
    {
        public bool Required => In == "path" || Value.Flag("required");
    }
}
