using System.Text.Json;

namespace Digdir.Altinn.Gateway.Catalogue;

/// <summary>Reads what an operation says about itself beyond its id, method and path, and the words the files use for it. Pure.</summary>
internal static class OperationFields
{
    /// <summary>How long an upstream may be silent where the catalogue says nothing.</summary>
    public static readonly TimeSpan UsualIdleTimeout = TimeSpan.FromSeconds(60);

    /// <summary>The longest that a token may pass after it has expired: Broker lets a resting upload lapse after 24 h.</summary>
    public static readonly TimeSpan LongestExpiredTokenGrace = TimeSpan.FromHours(24);

    /// <summary>The words for the kinds.</summary>
    public static readonly IReadOnlyDictionary<string, OperationKind> Kinds =
        Enum.GetValues<OperationKind>().ToDictionary(kind => kind.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    /// <summary>The words for the token forms.</summary>
    public static readonly IReadOnlyDictionary<string, TokenForms> Forms = new Dictionary<string, TokenForms>(StringComparer.Ordinal)
    {
        ["anonymous"] = TokenForms.Anonymous,
        ["maskinporten"] = TokenForms.Maskinporten,
        ["maskinporten-delegated"] = TokenForms.MaskinportenDelegated,
        ["maskinporten-systemuser"] = TokenForms.MaskinportenSystemUser,
        ["any-maskinporten"] = TokenForms.AnyMaskinporten,
        ["idporten"] = TokenForms.IdPorten,
        ["altinn-from-maskinporten"] = TokenForms.AltinnFromMaskinporten,
        ["altinn-from-idporten"] = TokenForms.AltinnFromIdPorten,
        ["altinn-exchanged"] = TokenForms.AltinnExchanged,
        ["portal-session"] = TokenForms.PortalSession,
        ["dialog-token"] = TokenForms.DialogToken,
    };

    private static readonly Dictionary<string, PersonalData> PersonalDataWords = new(StringComparer.Ordinal)
    {
        ["no"] = PersonalData.No,
        ["possible"] = PersonalData.Possible,
        ["yes"] = PersonalData.Yes,
    };

    private static readonly Dictionary<string, OperationHost> Hosts = new(StringComparer.Ordinal)
    {
        ["platform"] = OperationHost.Platform,
        ["app"] = OperationHost.App,
    };

    /// <summary>Reads the fields; errors go where <paramref name="fields"/> collects them.</summary>
    public static Operation Read(Fields fields, string id, Product product, string method, string path)
    {
        var kind = fields.Word("kind", Kinds, OperationKind.Detail, required: true);
        var closed = fields.Inner("closed");
        var open = closed is null;
        var host = fields.Word("host", Hosts, OperationHost.Platform, required: false);
        fields.Text("note");
        if (host == OperationHost.App && open && !path.StartsWith("/{org}/{app}", StringComparison.Ordinal))
        {
            fields.Refuse("path", "begins with /{org}/{app} on an app's host");
        }

        var basis = new Operation { Id = id, Product = product, Method = method, Path = path, Kind = kind, Host = host, Tokens = TokenForms.None };
        if (!open)
        {
            // A closed operation says why and nothing else: what it would take is nobody's business here.
            var (nb, en) = CatalogueFile.BothLanguages(closed);
            return basis with { Closed = new ClosedReason(nb, en) };
        }

        var operation = basis with
        {
            Scopes = fields.Texts("scopes", required: true, RefuseScope),
            MaskinportenScopes = fields.Texts("maskinportenScopes", required: false, RefuseScope),
            Tokens = ReadForms(fields),
            PersonalData = fields.Word("personalData", PersonalDataWords, PersonalData.Yes, required: true),
            SideEffects = fields.Text("sideEffects"),
            Limit = ReadLimit(fields),
            Cost = fields.Number("cost", 0.1, 100, whole: false) ?? 1,
            EventAlternatives = fields.Texts("eventAlternatives", required: false, text => text.Contains(' ', StringComparison.Ordinal) ? $"has '{text}', which is not an event type" : null),
            Items = ReadItems(fields),
            Question = QuestionFields.Read(fields, path),
            Volatile = fields.Texts("volatile", required: false, name => name.Contains('.', StringComparison.Ordinal) ? $"has '{name}', which is not one member's name" : null),
            Polling = ReadPolling(fields),
            IdleTimeout = ReadIdleTimeout(fields, kind),
            ExpiredTokenGrace = TimeSpan.FromSeconds(fields.Number("expiredTokenGraceSeconds", 0, LongestExpiredTokenGrace.TotalSeconds, whole: true) ?? 0),
            WrongInterface = fields.Flag("wrongInterface", otherwise: false),
            AuthorisedParties = fields.Flag("authorisedParties", otherwise: false),
        };
        RefuseContradictions(fields, operation);
        return operation;
    }

    private static void RefuseContradictions(Fields fields, Operation operation)
    {
        if (operation.Limit is not null && operation.Cost != 1)
        {
            fields.Refuse("cost", "is 1 where \"limit\" is set: a documented limit counts calls");
        }

        if (operation.ExpiredTokenGrace > TimeSpan.Zero && operation.Kind != OperationKind.Stream)
        {
            fields.Refuse("expiredTokenGraceSeconds", "is only for uploads in parts, kind stream");
        }

        if (operation.Tokens == TokenForms.Anonymous && !operation.Scopes.IsEmpty)
        {
            fields.Refuse("scopes", "is empty where no token is needed");
        }

        if (!operation.MaskinportenScopes.IsEmpty && (operation.Tokens & TokenForms.AnyMaskinporten) == 0)
        {
            fields.Refuse("maskinportenScopes", "is only for operations that take raw Maskinporten tokens");
        }

        if (operation.Items?.Created is not null && operation.Kind is not (OperationKind.Detail or OperationKind.Content or OperationKind.Status))
        {
            fields.Refuse("items", "has \"created\", which is only for answers about the one thing that the path names");
        }

        if ((operation.Tokens & TokenForms.PortalSession) != 0 && operation.Host != OperationHost.App)
        {
            fields.Refuse("tokens", "has portal-session, which only apps take");
        }
    }

    private static TokenForms ReadForms(Fields fields)
    {
        var forms = TokenForms.None;
        fields.Texts("tokens", required: true, word =>
        {
            if (!Forms.TryGetValue(word, out var form))
            {
                return $"is to hold words among {string.Join(", ", Forms.Keys)}, not '{word}'";
            }

            forms |= form;
            return null;
        });
        if (forms == TokenForms.None && fields.Has("tokens"))
        {
            fields.Refuse("tokens", "needs at least one form");
        }

        return forms;
    }

    private static DocumentedLimit? ReadLimit(Fields fields)
    {
        if (fields.Inner("limit") is not { } limit)
        {
            return null;
        }

        var calls = limit.Number("calls", 1, 1_000_000, whole: true, required: true) ?? 1;
        var seconds = limit.Number("seconds", 1, 86_400, whole: true, required: true) ?? 1;
        limit.End();
        return new DocumentedLimit((int)calls, (int)seconds);
    }

    private static AnswerItems? ReadItems(Fields fields)
    {
        if (fields.Inner("items") is not { } items)
        {
            return null;
        }

        var path = items.Text("path", required: true, mayBeEmpty: true) ?? "";
        var id = items.Text("id", required: true, mayBeEmpty: true) ?? "";
        var read = new AnswerItems(path, id, items.Text("changeTime"), items.Text("revision")) { Party = items.Text("party"), Created = items.Text("created"), Next = items.Text("next") };
        items.End();
        return read;
    }

    private static PollingAllowance? ReadPolling(Fields fields)
    {
        if (fields.Inner("polling") is not { } polling)
        {
            return null;
        }

        var burst = polling.Number("burst", 1, 1000, whole: true, required: true) ?? 1;
        var seconds = polling.Number("intervalSeconds", 1, 86_400, whole: true, required: true) ?? 1;
        polling.End();
        return new PollingAllowance((int)burst, TimeSpan.FromSeconds(seconds));
    }

    private static TimeSpan? ReadIdleTimeout(Fields fields, OperationKind kind)
    {
        if (fields.Take("idleTimeoutSeconds", required: false) is { Kind: JsonTokenType.Null })
        {
            if (kind != OperationKind.Stream)
            {
                fields.Refuse("idleTimeoutSeconds", "is null, without end, only for kind stream");
            }

            return null;
        }

        return fields.Number("idleTimeoutSeconds", 1, 3600, whole: true) is { } seconds ? TimeSpan.FromSeconds(seconds) : UsualIdleTimeout;
    }

    private static string? RefuseScope(string scope)
        => scope.AsSpan().IndexOfAnyExceptInRange('\u0021', '\u007E') >= 0 || scope.Contains('"', StringComparison.Ordinal) || scope.Contains('\\', StringComparison.Ordinal)
            ? $"has '{scope}', which is not a scope"
            : null;
}
