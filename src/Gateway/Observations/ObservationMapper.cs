using System.Globalization;
using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Gateway.Vendors;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Gateway.Observations;

/// <summary>
/// From a call to its question, and with the answer to its observations (reference 1.2). Pure but for the plans it keeps, one per operation: the same call
/// gives the same hashes wherever the secret is the same, live and in replay. Thread-safe; allocates nothing once an operation has been seen.
/// </summary>
internal sealed class ObservationMapper(IdentityHash keys)
{
    /// <summary>The field in which a caller names the CloudEvent it reacts to, by its id. Never required.</summary>
    public const string EventField = "Altinn-Event-Id";

    /// <summary>The longest CloudEvent id that is believed.</summary>
    private const int LongestEventId = 256;

    private QuestionPlan?[] _plans = [];

    /// <summary>The keys that observations are hashed with.</summary>
    public IdentityHash Keys => keys;

    /// <summary>Reads what the call asks.</summary>
    public void Read(in CallFacts call, ref CallQuestion question)
    {
        var plan = PlanOf(call.Operation);
        question.At = call.At;
        question.Group = plan.Group;
        question.Operation = plan.Key;
        question.Facts = plan.Facts;
        question.CursorUsed = 0;
        question.Browser = BrowserSigns.None;
        question.Referer = 0;
        question.Origin = 0;
        question.Number = -1;
        question.PartyCount = 0;
        question.Unknown = 0;
        ReadCaller(call, ref question);
        var path = ReadPath(call.Path, plan, ref question);
        var asked = new QueryReader(keys, plan, call.At).Read(call.Query, ref question);
        question.Asked = keys.Join([plan.Key, path, asked]);
        question.RawQuery = keys.Join(keys.Join(plan.Key, path), keys.OfText(call.Query));
        ReadFields(call, ref question);
        if (call.Operation.Question.GraphQL)
        {
            ReadGraph(call.Graph, ref question);
        }

        if (question.PartyCount == 0)
        {
            question.Room[0] = question.Customer;
            question.PartyCount = 1;
        }
    }

    /// <summary>The question as it is judged before it is forwarded: about one of the parties, the first if no other is named.</summary>
    public ReadQuestion Ask(in CallQuestion question, int party = 0, PartyPart part = PartyPart.Decides) => new()
    {
        Part = part,
        Group = question.Group,
        Party = question.Parties[party],
        Customer = question.Customer,
        Fingerprint = keys.Join(question.Asked, question.Parties[party]),
        Person = question.Person,
        CursorUsed = question.CursorUsed,
        DeclaredEvent = question.DeclaredEvent,
        Facts = question.Facts,
    };

    /// <summary>The observation of one of the call's parties.</summary>
    /// <param name="question">What was asked.</param>
    /// <param name="party">Which of the parties, 0-based.</param>
    /// <param name="answer">What was answered.</param>
    /// <param name="things">How many things of the answer are the party's; -1 when it was not understood as a list.</param>
    public Observation Observe(in CallQuestion question, int party, in AnswerFacts answer, int things) => new()
    {
        At = question.At,
        Group = question.Group,
        Operation = question.Operation,
        Party = question.Parties[party],
        Customer = question.Customer,
        Person = question.Person,
        Holder = question.Holder,
        Fingerprint = keys.Join(question.Asked, question.Parties[party]),
        RawQuery = question.RawQuery,
        Body = answer.Body,
        Object = question.Object,
        Number = question.Number,
        AgeDays = question.Object == 0 ? (ushort)0 : AgeOf(answer.CreatedAt, question.At),
        CursorUsed = question.CursorUsed,
        CursorGiven = answer.CursorGiven,
        DeclaredEvent = question.DeclaredEvent,
        Status = answer.Status,
        Bytes = answer.Bytes,
        Weight = 1f / question.PartyCount,
        Things = things,
        RetryAfter = answer.RetryAfter,
        Referer = question.Referer,
        Browser = question.Browser,
        Facts = question.Facts | answer.Facts,
    };

    /// <summary>The operation's plan. Two threads may make one at once; both come to the same.</summary>
    public QuestionPlan PlanOf(Operation operation)
    {
        var plans = Volatile.Read(ref _plans);
        if ((uint)operation.Ordinal < (uint)plans.Length && plans[operation.Ordinal] is { } plan && ReferenceEquals(plan.Operation, operation))
        {
            return plan;
        }

        plan = QuestionPlan.Of(operation);
        if (operation.Ordinal >= plans.Length)
        {
            Array.Resize(ref plans, Math.Max(operation.Ordinal + 1, 256));
            Volatile.Write(ref _plans, plans);
        }

        plans[operation.Ordinal] = plan;
        return plan;
    }

    /// <summary>True for whole numbers that could be counted through. Neither identity numbers, which have eleven digits, nor organisation numbers are.</summary>
    public static bool IsCountable(ReadOnlySpan<char> text, out long number)
    {
        number = -1;
        return text.Length is > 0 and <= 10
            && !text.ContainsAnyExceptInRange('0', '9')
            && !OrganisationNumber.TryParse(text, out _)
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    private static ushort AgeOf(long createdAt, long now)
        => createdAt <= 0 ? (ushort)0 : (ushort)Math.Clamp((now - createdAt) / 86_400_000, 1, ushort.MaxValue);

    private void ReadCaller(in CallFacts call, ref CallQuestion question)
    {
        var caller = call.Caller;
        question.Customer = caller?.CustomerKey ?? 0;
        question.Person = caller?.PersonKey ?? 0;
        question.Holder = caller?.System is { } system ? keys.Join(keys.OfText(system), caller.CustomerKey) : caller?.ClientKey ?? 0;
        if (caller is { IsServiceOwner: true })
        {
            question.Facts |= ObservationFacts.ServiceOwner;
        }
        else if (call.Operation.WrongInterface)
        {
            question.Facts |= ObservationFacts.WrongInterface;
        }

        if ((call.Form & (TokenForms.IdPorten | TokenForms.AltinnFromIdPorten | TokenForms.PortalSession)) != 0)
        {
            question.Facts |= ObservationFacts.Person;
        }

        if (call.Form == TokenForms.PortalSession)
        {
            question.Facts |= ObservationFacts.PortalSession;
        }
    }

    private ulong ReadPath(IReadOnlyDictionary<string, object?> values, QuestionPlan plan, ref CallQuestion question)
    {
        ulong path = plan.Key, thing = 0;
        foreach (var place in plan.PathPlaces)
        {
            if (!values.TryGetValue(place.Name, out var value) || value as string is not { Length: > 0 } text)
            {
                continue;
            }

            if (place.Role == PathRole.Party)
            {
                question.Room[0] = keys.OfParty(text);
                question.PartyCount = 1;
                question.Facts |= IdentityShape.FactsOf(text);
            }
            else
            {
                var key = keys.OfText(text);
                path = keys.Join(path, key);
                if (place.Role == PathRole.Thing)
                {
                    thing = thing == 0 ? key : keys.Join(thing, key);
                }
            }

            if (place.Role != PathRole.Around && IsCountable(text, out var number))
            {
                question.Number = number;
            }
        }

        question.Object = thing;
        return path;
    }

    private void ReadFields(in CallFacts call, ref CallQuestion question)
    {
        question.DeclaredEvent = 0;
        if (call.Fields is not { } fields)
        {
            return;
        }

        if (fields.TryGetValue(EventField, out var declared) && declared is [{ Length: > 0 and <= LongestEventId } id])
        {
            question.DeclaredEvent = keys.OfText(id);
        }

        if (fields.IfNoneMatch.Count > 0 || fields.IfModifiedSince.Count > 0)
        {
            question.Facts |= ObservationFacts.Conditional;
        }

        if (question.PartyCount > 0)
        {
            return;
        }

        foreach (var place in call.Operation.Question.Party)
        {
            if (place.Kind == PartyPlaceKind.Header && fields.TryGetValue(place.Name, out var named) && named is [{ Length: > 0 } party])
            {
                question.Room[0] = keys.OfParty(party);
                question.PartyCount = 1;
                question.Facts |= IdentityShape.FactsOf(party);
                return;
            }
        }
    }

    private void ReadGraph(in GraphQuestion graph, ref CallQuestion question)
    {
        question.Group = question.Group with
        {
            Class = graph.Kind switch
            {
                GraphKind.Query => ReadClass.List,
                GraphKind.Mutation => ReadClass.Write,
                _ => ReadClass.Other,
            },
        };
        question.Asked = keys.Join(question.Asked, graph.Asked);
        question.CursorUsed = graph.CursorUsed;
        if (graph.IsTimeFiltered)
        {
            question.Facts |= ObservationFacts.TimeFiltered;
        }

        if (graph.Party != 0)
        {
            question.Room[0] = graph.Party;
            graph.Others.AsSpan().CopyTo(question.Room[1..]);
            question.PartyCount = 1 + (graph.Others?.Length ?? 0);
        }
    }
}
