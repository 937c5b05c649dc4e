using System.Globalization;
using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Gateway.Observations;
using Digdir.Altinn.Gateway.Vendors;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Simulation.World;
using Microsoft.AspNetCore.Http;
using GatewayCaller = Digdir.Altinn.Gateway.Vendors.Caller;

namespace Digdir.Altinn.Simulation.Vendors;

/// <summary>From simulated calls to what conduct hears, by the gateway's own catalogue and mapper. One call at a time: the question before the answer. Not thread-safe.</summary>
internal sealed class SimulatedFacts
{
    private const string PartyParameter = "instanceOwnerPartyId";

    private static readonly OperationCatalogue Catalogue = OperationCatalogue.Join(CatalogueFolder.Read(new CatalogueOptions().FolderBelow("")).Files).Catalogue
        ?? throw new InvalidOperationException("The catalogue has errors.");

    private static readonly ObservationMapper Mapper = new(new IdentityHash("simulation"));

    private readonly Dictionary<string, object?> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly HeaderDictionary _fields = [];
    private readonly Dictionary<Caller, GatewayCaller> _callers = new(ReferenceEqualityComparer.Instance);
    private CallQuestion _question;
    private BrowserSigns _signs;

    public static ulong PartyHash(Party party) => Mapper.Keys.OfParty(party.Urn);

    public static ulong EventHash(string id) => Mapper.Keys.OfText(id);

    /// <summary>The hash of a listed dialog at a revision.</summary>
    public static ulong Thing(Item item, ulong revision)
    {
        if (item.Key == 0)
        {
            item.Key = Mapper.Keys.OfText(item.Name);
        }

        return ThingHash.Of(item.Key, Dice.Mix(item.Id, revision));
    }

    /// <summary>The hash of a thing with the name.</summary>
    public static ulong Thing(string name) => ThingHash.Of(Mapper.Keys.OfText(name), 1);

    /// <summary>Reads the call.</summary>
    public ReadQuestion Ask(in SimulatedCall call, long now)
    {
        var operation = call.Operation.Known ??= Catalogue.Find(call.Operation.Id) ?? throw new InvalidOperationException($"{call.Operation.Id} is not in the catalogue.");
        _values.Clear();
        if (call.Name is { } name)
        {
            var isInstance = operation.Host == OperationHost.App;
            _values[isInstance ? call.Party is null ? PartyParameter : "instanceGuid" : "dialogId"] = name;
            if (isInstance && call.Party is { } party)
            {
                _values[PartyParameter] = party.PartyIdText;
            }
        }

        _fields.Clear();
        if (call.Declared is { } declared)
        {
            _fields[ObservationMapper.EventField] = declared;
        }

        if (call.Validates)
        {
            _fields["If-None-Match"] = "\"v\"";
        }

        _signs = call.Caller.Signs;
        Mapper.Read(
            new CallFacts
            {
                Operation = operation,
                At = now,
                Path = _values,
                Query = call.Query,
                Fields = _fields,
                Caller = CallerOf(call.Caller),
                Form = call.Caller.Portal ? TokenForms.PortalSession : call.Caller.Person is null ? TokenForms.MaskinportenSystemUser : TokenForms.IdPorten,
            },
            ref _question);
        return Mapper.Ask(_question);
    }

    /// <summary>The call that was just asked about was refused.</summary>
    public Observation Refused()
        => Mapper.Observe(_question, 0, new AnswerFacts { Status = StatusCodes.Status429TooManyRequests, Facts = ObservationFacts.RefusedByLevel }, -1);

    /// <summary>The call that was just asked about was answered.</summary>
    public Observation Answered(in SimulatedAnswer answer, ReadOnlySpan<ulong> things)
    {
        var body = answer.Body;
        foreach (var thing in things)
        {
            body = Dice.Mix(body, thing);
        }

        var facts = new AnswerFacts
        {
            Status = answer.Status,
            Bytes = answer.Bytes,
            Body = body | 1,
            CreatedAt = answer.CreatedAt,
            CursorGiven = answer.Cursor is { } cursor ? Mapper.Keys.OfText(cursor) : 0,
            RetryAfter = answer.RetryAfter,
        };
        return Mapper.Observe(_question, 0, facts, answer.IsList ? things.Length : -1) with { Browser = _signs };
    }

    private GatewayCaller CallerOf(Caller caller)
    {
        if (!_callers.TryGetValue(caller, out var known))
        {
            var keys = Mapper.Keys;
            known = new GatewayCaller
            {
                Vendor = null,
                Client = caller.Person is null ? "client" : caller.Holder,
                ClientKey = keys.OfClient(caller.Person is null ? "client" : caller.Holder),
                System = caller.Person is null ? "310000001_system" : null,
                CustomerKey = caller.Customer > 0 ? keys.OfParty(caller.Customer.ToString(CultureInfo.InvariantCulture)) : 0,
                PersonKey = caller.Person is { } person ? keys.OfPerson(person) : 0,
            };
            _callers.Add(caller, known);
        }

        return known;
    }
}
