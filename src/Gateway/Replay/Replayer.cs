using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Gateway.Observations;
using Digdir.Altinn.Gateway.Vendors;
using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Gateway.Replay;

/// <summary>
/// Takes the lines of a trace and keeps the conduct of each vendor in it: the live gateway's mapping and judging, on the trace's own time. Not thread-safe.
/// </summary>
/// <param name="catalogue">What the paths mean.</param>
/// <param name="rules">The numbers to judge by.</param>
/// <param name="enforce">True when a call that is refused brought no news.</param>
internal sealed class Replayer(OperationCatalogue catalogue, ConductRules rules, bool enforce)
{
    private readonly Dictionary<string, ReplayedVendor> _vendors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, object?> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly OperationFinder _finder = new(catalogue);

    // Keys leave the process nowhere: any secret will do, and a fixed one makes two replays of one trace the same.
    private readonly ObservationMapper _mapper = new(new IdentityHash("replay"));
    private readonly ulong[] _things = new ulong[1];
    private CallQuestion _question;
    private long _last;

    /// <summary>The vendors of the trace.</summary>
    public IEnumerable<ReplayedVendor> Vendors => _vendors.Values;

    /// <summary>Calls that are for no operation of the catalogue.</summary>
    public long Unknown { get; private set; }

    /// <summary>The trace is over.</summary>
    public void End()
    {
        foreach (var vendor in _vendors.Values)
        {
            vendor.End(_last);
        }
    }

    /// <summary>Takes one line.</summary>
    public void Hear(TraceLine line)
    {
        _last = Math.Max(_last, line.Time.ToUnixTimeMilliseconds());
        if (!_vendors.TryGetValue(line.Vendor, out var vendor))
        {
            _vendors.Add(line.Vendor, vendor = new ReplayedVendor(line.Vendor, rules, enforce));
        }

        if (line.Type == "event")
        {
            vendor.Hear(new EventDelivery(
                line.Time.ToUnixTimeMilliseconds(),
                _mapper.Keys.OfParty(line.Party),
                EventProducts.Of(line.EventType),
                line.EventId is { Length: > 0 } id ? _mapper.Keys.OfText(id) : 0,
                line.Delivered));
            return;
        }

        if (line.Seen is { } seen)
        {
            // A call that a node recorded: what was observed then is observed again.
            vendor.Hear(seen.ToObservation(line), seen.List is { } list ? [.. list] : [], seen.First);
            return;
        }

        Call(line, vendor);
    }

    private void Call(TraceLine line, ReplayedVendor vendor)
    {
        var (path, query) = Split(line.Path ?? "", line.Query);
        if (_finder.Find(line.Method ?? "", path, _values) is not { } operation)
        {
            Unknown++;
            return;
        }

        Read(line, operation, query);
        _question.SortParties();

        // What the answer was is known only as equal or not equal to another of the same question: one thing, which leaves when the next comes.
        var answer = new AnswerFacts
        {
            Status = line.Status,
            Bytes = line.Bytes,
            Body = Answer(line),
            CreatedAt = line.Created?.ToUnixTimeMilliseconds() ?? 0,
            RetryAfter = line.RetryAfter,
            Facts = ObservationFacts.ThingsCut,
        };
        var told = answer.Body != 0 && line.Status is >= 200 and < 300;
        for (var party = 0; party < _question.PartyCount; party++)
        {
            var observation = _mapper.Observe(_question, party, answer, told ? 1 : -1);
            _things[0] = _mapper.Keys.Join(observation.Fingerprint, answer.Body);
            vendor.Hear(observation, told ? _things : [], first: party == 0);
        }
    }

    private void Read(TraceLine line, Operation operation, string query)
    {
        var keys = _mapper.Keys;
        var caller = new Caller
        {
            Vendor = null,
            Client = line.Client,
            ClientKey = line.Client is { Length: > 0 } client ? keys.OfClient(client) : 0,
            CustomerKey = line.Customer is { Length: > 0 } customer ? keys.OfParty(customer) : 0,
            PersonKey = line.Subject is { Length: > 0 } subject ? keys.OfPerson(subject) : 0,
        };
        _mapper.Read(
            new CallFacts
            {
                Operation = operation,
                At = line.Time.ToUnixTimeMilliseconds(),
                Path = _values,
                Query = query,
                Caller = caller,
                Form = line.Portal ? TokenForms.PortalSession : caller.PersonKey != 0 ? TokenForms.IdPorten : TokenForms.MaskinportenSystemUser,
            },
            ref _question);
        if (caller.PersonKey == 0 && caller.CustomerKey != 0)
        {
            // A system user holds the token: the same client acting for another customer is another holder.
            _question.Holder = keys.Join(_question.Holder, caller.CustomerKey);
        }

        if (line.Party is { Length: > 0 } party && _question.PartyCount == 1)
        {
            _question.Room[0] = keys.OfParty(party);
        }

        if (line.EventId is { Length: > 0 } reactsTo)
        {
            _question.DeclaredEvent = keys.OfText(reactsTo);
        }
    }

    private ulong Answer(TraceLine line) => line.Answer is { } answer ? _mapper.Keys.OfText(answer.GetRawText()) : 0;

    private static (string Path, string Query) Split(string path, string? query)
        => path.IndexOf('?', StringComparison.Ordinal) is var at and >= 0 ? (path[..at], string.IsNullOrEmpty(query) ? path[at..] : query) : (path, query ?? "");
}
