using System.Text.Json;
using Digdir.Altinn.VendorRegistry.Pictures;

namespace Digdir.Altinn.Gateway.ApiDiff;

/// <summary>An operation of both documents.</summary>
/// <param name="Was">Its method and path in the old one.</param>
/// <param name="Old">Where it stands there.</param>
/// <param name="Is">Its method and path in the new one.</param>
/// <param name="New">Where it stands there.</param>
/// <param name="Sends">The flow of what is sent to it: to the API for its operations, from the API for what it calls at its clients.</param>
internal sealed record OperationSides(ApiOperation Was, OperationPlace Old, ApiOperation Is, OperationPlace New, Flow Sends)
{
    /// <summary>The flow of what it answers.</summary>
    public Flow Answers => Sends == Flow.Request ? Flow.Response : Flow.Request;

    /// <summary>Whose changes these are, when not its own: callbacks belong to the operation that asks for them.</summary>
    public ApiOperation? Owner { get; init; }

    /// <summary>The operation that changes are told of, as it was called.</summary>
    public ApiOperation Reported => Owner ?? Was;

    /// <summary>What it is called in sentences.</summary>
    public string Name => Was.ToString();
}

/// <summary>Compares one operation with its counterpart: everything that stands around the schemas. Not thread-safe, for the schemas' comparison is not.</summary>
internal sealed class OperationComparison(ApiDocument older, ApiDocument newer, ApiChanges changes)
{
    private static readonly NoticeText TheValue = new("Verdien", "Verdien", "The value");

    private readonly SchemaComparison _schemas = new(older, newer);
    private readonly SameJson _same = new(older, newer);

    /// <summary>Compares an operation of the API.</summary>
    public void Compare(OperationSides sides)
    {
        var (old, now) = (sides.Old.Operation, sides.New.Operation);
        if (!old.Flag("deprecated") && now.Flag("deprecated"))
        {
            Tell(sides, ApiRules.OperationDeprecated, old.Pointer, now.Pointer);
        }

        if (old.Text("operationId") is { } was && now.Text("operationId") is { } given && was != given)
        {
            Tell(sides, ApiRules.OperationIdChanged, old.Pointer, now.Pointer, ApiText.Short(was), ApiText.Short(given));
        }

        CompareServers(sides);
        new ParameterComparison(older, newer, changes, CompareSchemas).Compare(sides);
        CompareBodies(sides);
        CompareResponses(sides);
        new SecurityComparison(older, newer, changes).Compare(sides);
        CompareCallbacks(sides);
    }

    /// <summary>Compares what the API calls at its clients; a null owner stands for nobody's in particular.</summary>
    public void CompareCallbacks(string kind, Dictionary<ApiOperation, OperationPlace> was, Dictionary<ApiOperation, OperationPlace> now, ApiOperation? owner)
    {
        foreach (var (operation, place) in was)
        {
            if (now.TryGetValue(operation, out var counterpart))
            {
                var sides = new OperationSides(operation, place, operation, counterpart, Flow.Response) { Owner = owner };
                CompareBodies(sides);
                CompareResponses(sides);
            }
            else
            {
                changes.Tell(ApiRules.CallbackRemoved, [owner ?? operation], $"{kind} {operation}", place.Operation.Pointer, null);
            }
        }

        foreach (var (operation, place) in now.Where(pair => !was.ContainsKey(pair.Key)))
        {
            changes.Tell(ApiRules.CallbackAdded, [owner ?? operation], $"{kind} {operation}", null, place.Operation.Pointer);
        }
    }

    private void CompareCallbacks(OperationSides sides)
    {
        var (was, now) = (Callbacks(older, sides.Old.Operation), Callbacks(newer, sides.New.Operation));
        foreach (var name in was.Keys.Union(now.Keys))
        {
            CompareCallbacks($"callback {ApiText.Short(name)}", was.GetValueOrDefault(name) ?? [], now.GetValueOrDefault(name) ?? [], sides.Reported);
        }

        static Dictionary<string, Dictionary<ApiOperation, OperationPlace>> Callbacks(ApiDocument document, Located operation)
            => (operation["callbacks"]?.Members() ?? []).ToDictionary(member => member.Name, member => ApiComparison.Operations(document, document.Resolve(member.Value)), StringComparer.Ordinal);
    }

    private void CompareServers(OperationSides sides)
    {
        var (was, now) = (Servers(older, sides.Old), Servers(newer, sides.New));

        // A description without addresses says nothing about them.
        if (was.Count == 0 || now.Count == 0)
        {
            return;
        }

        foreach (var (url, pointer) in was.Where(server => !now.ContainsKey(server.Key)))
        {
            changes.Tell(ApiRules.ServerRemoved, [sides.Reported], "", pointer, null, ApiText.Short(url, 200));
        }

        foreach (var (url, pointer) in now.Where(server => !was.ContainsKey(server.Key)))
        {
            changes.Tell(ApiRules.ServerAdded, [sides.Reported], "", null, pointer, "", ApiText.Short(url, 200));
        }

        static Dictionary<string, string> Servers(ApiDocument document, OperationPlace place)
        {
            var list = place.Operation["servers"] ?? place.Item["servers"] ?? document.Root["servers"];
            Dictionary<string, string> found = new(StringComparer.Ordinal);
            foreach (var server in list?.Elements() ?? [])
            {
                if (server.Text("url") is { } url)
                {
                    found.TryAdd(url.TrimEnd('/'), server.Pointer);
                }
            }

            return found;
        }
    }

    private void CompareBodies(OperationSides sides)
    {
        var (was, now) = (Body(older, sides.Old), Body(newer, sides.New));
        if (was is { } old && now is { } given)
        {
            if (old.Flag("required") != given.Flag("required"))
            {
                // Read by the client, a body that has become required can only please.
                var required = given.Flag("required") == (sides.Sends == Flow.Request);
                Tell(sides, required ? ApiRules.BodyBecameRequired : ApiRules.BodyBecameOptional, old.Pointer, given.Pointer);
            }

            CompareContents(sides, old, given, sides.Sends);
        }
        else if (was is { } gone)
        {
            Tell(sides, ApiRules.BodyRemoved, gone.Pointer, sides.New.Operation.Pointer);
        }
        else if (now is { } come)
        {
            Tell(sides, come.Flag("required") && sides.Sends == Flow.Request ? ApiRules.RequiredBodyAdded : ApiRules.BodyAdded, sides.Old.Operation.Pointer, come.Pointer);
        }

        static Located? Body(ApiDocument document, OperationPlace place) => place.Operation["requestBody"] is { } body ? document.Resolve(body) : null;
    }

    private void CompareResponses(OperationSides sides)
    {
        var (was, now) = (Responses(older, sides.Old), Responses(newer, sides.New));
        foreach (var (status, old) in was)
        {
            if (Covering(now, status) is { } given)
            {
                CompareContents(sides, old, given, sides.Answers);
                CompareHeaders(sides, old, given);
            }
            else
            {
                Tell(sides, status.StartsWith('5') ? ApiRules.FaultResponseRemoved : ApiRules.ResponseRemoved, old.Pointer, sides.New.Operation.Pointer, ApiText.Short(status));
            }
        }

        foreach (var (status, given) in now)
        {
            if (was.ContainsKey(status))
            {
                continue;
            }

            if (Covering(was, status) is { } general)
            {
                CompareContents(sides, general, given, sides.Answers);
            }
            else if (!Covers(status, was.Keys))
            {
                Tell(sides, status[0] is '1' or '2' or '3' && sides.Sends == Flow.Request ? ApiRules.SuccessResponseAdded : ApiRules.ErrorResponseAdded, sides.Old.Operation.Pointer, given.Pointer, "", ApiText.Short(status));
            }
        }

        static Dictionary<string, Located> Responses(ApiDocument document, OperationPlace place)
            => (place.Operation["responses"]?.Members() ?? []).Where(member => !member.Name.StartsWith("x-", StringComparison.Ordinal) && member.Name.Length > 0)
                .ToDictionary(member => member.Name.ToUpperInvariant(), member => document.Resolve(member.Value), StringComparer.Ordinal);

        // "2XX" speaks for 204, and "DEFAULT" for all that nothing else speaks for.
        static Located? Covering(Dictionary<string, Located> responses, string status)
            => responses.TryGetValue(status, out var exact) ? exact
                : responses.TryGetValue($"{status[0]}XX", out var range) ? range
                : responses.TryGetValue("DEFAULT", out var rest) ? rest
                : null;

        // A range that only says in one line what single statuses said before.
        static bool Covers(string status, IEnumerable<string> others) => status.EndsWith("XX", StringComparison.Ordinal) && others.Any(other => other[0] == status[0]);
    }

    private void CompareContents(OperationSides sides, Located was, Located now, Flow flow)
    {
        var (old, given) = (Types(was), Types(now));
        var (removed, added) = flow == Flow.Request
            ? (ApiRules.RequestContentTypeRemoved, ApiRules.RequestContentTypeAdded)
            : (ApiRules.ResponseContentTypeRemoved, ApiRules.ResponseContentTypeAdded);
        foreach (var (type, media) in old)
        {
            if (Taking(given, type) is { } counterpart)
            {
                CompareSchemas([sides.Reported], media["schema"], counterpart["schema"], flow);
                CompareEncodings(sides, type, media, counterpart);
            }
            else
            {
                Tell(sides, removed, media.Pointer, now.Pointer, ApiText.Short(type));
            }
        }

        foreach (var (type, media) in given.Where(pair => Taking(old, pair.Key) is null))
        {
            Tell(sides, added, was.Pointer, media.Pointer, "", ApiText.Short(type));
        }

        static Dictionary<string, Located> Types(Located holder)
        {
            Dictionary<string, Located> found = new(StringComparer.OrdinalIgnoreCase);
            foreach (var (name, media) in holder["content"]?.Members() ?? [])
            {
                found.TryAdd(name.Replace(" ", "", StringComparison.Ordinal), media);
            }

            return found;
        }

        static Located? Taking(Dictionary<string, Located> types, string type)
        {
            var bare = type.Split(';')[0];
            return types.TryGetValue(type, out var exact) ? exact
                : types.TryGetValue(bare, out var plain) ? plain
                : types.FirstOrDefault(pair => pair.Key.Split(';')[0].Equals(bare, StringComparison.OrdinalIgnoreCase)) is { Key: not null } same ? same.Value
                : types.TryGetValue($"{bare.Split('/')[0]}/*", out var kin) ? kin
                : types.TryGetValue("*/*", out var any) ? any
                : null;
        }
    }

    private void CompareEncodings(OperationSides sides, string type, Located was, Located now)
    {
        var (old, given) = (was["encoding"], now["encoding"]);
        if ((old is null) != (given is null) || (old is { } before && given is { } after && !_same.Same(before, after)))
        {
            // NSwag and Swashbuckle write out what goes without saying.
            if (Said(old).SequenceEqual(Said(given)))
            {
                return;
            }

            Tell(sides, ApiRules.EncodingChanged, (old ?? was).Pointer, (given ?? now).Pointer, ApiText.Short(type));
        }

        static IEnumerable<string> Said(Located? encoding)
            => (encoding?.Members() ?? []).Where(part => part.Value.Members().Any(member => member is not ("style", { Value.ValueKind: JsonValueKind.String }) || member.Value.Value.GetString() != "form"))
                .Select(part => $"{part.Name}:{ApiText.Canonical(part.Value.Value)}").Order(StringComparer.Ordinal);
    }

    private void CompareHeaders(OperationSides sides, Located was, Located now)
    {
        var (old, given) = (Headers(older, was), Headers(newer, now));
        foreach (var (name, header) in old)
        {
            if (!given.TryGetValue(name, out var counterpart))
            {
                Tell(sides, ApiRules.ResponseHeaderRemoved, header.Pointer, now.Pointer, ApiText.Short(name));
                continue;
            }

            if (header.Flag("required") != counterpart.Flag("required"))
            {
                Tell(sides, header.Flag("required") ? ApiRules.ResponseHeaderBecameOptional : ApiRules.ResponseHeaderBecameRequired, header.Pointer, counterpart.Pointer, ApiText.Short(name));
            }

            CompareSchemas([sides.Reported], header["schema"], counterpart["schema"], sides.Answers, new($"Svarfeltet {ApiText.Short(name)}", $"Svarfeltet {ApiText.Short(name)}", $"The header {ApiText.Short(name)}"));
        }

        foreach (var (name, header) in given.Where(pair => !old.ContainsKey(pair.Key)))
        {
            Tell(sides, ApiRules.ResponseHeaderAdded, was.Pointer, header.Pointer, "", ApiText.Short(name));
        }

        static Dictionary<string, Located> Headers(ApiDocument document, Located response)
        {
            Dictionary<string, Located> found = new(StringComparer.OrdinalIgnoreCase);
            foreach (var (name, header) in response["headers"]?.Members() ?? [])
            {
                found.TryAdd(name, document.Resolve(header));
            }

            return found;
        }
    }

    private void CompareSchemas(IReadOnlyCollection<ApiOperation> operations, Located? was, Located? now, Flow flow, NoticeText? holder = null)
    {
        if (was is null && now is null)
        {
            return;
        }

        foreach (var change in _schemas.Compare(was, now, flow).All())
        {
            // A schema without a name is called by what holds it.
            var named = change.Subject.En is ['[' or '{', ..] or "" ? change with { Subject = Prefix(holder ?? TheValue, change.Subject.En) } : change;
            changes.Tell(named, operations);
        }
    }

    private static NoticeText Prefix(NoticeText holder, string rest) => new(holder.Nb + rest, holder.Nn + rest, holder.En + rest);

    private void Tell(OperationSides sides, ApiRule rule, string? old, string? now, string before = "", string after = "")
        => changes.Tell(rule, [sides.Reported], sides.Name, old, now, before, after);
}
