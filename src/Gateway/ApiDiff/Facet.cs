namespace Digdir.Altinn.Gateway.ApiDiff;

/// <summary>
/// One side of a schema that can be told to have narrowed or widened, with what to say about it. Each way is a rule per flow: narrowing breaks requests,
/// widening breaks responses, and what can only be told to have changed breaks both.
/// </summary>
internal sealed class Facet
{
    private readonly Dictionary<(Flow, Move), ApiRule> _rules = [];

    private Facet()
    {
    }

    /// <summary>Its rules.</summary>
    public IEnumerable<ApiRule> Rules => _rules.Values;

    /// <summary>The rule for a move in a flow.</summary>
    public ApiRule this[Flow flow, Move move] => _rules[(flow, move)];

    /// <summary>A facet with a rule for each way.</summary>
    /// <param name="narrowed">End of the rules' ids and what to say, when fewer values are allowed.</param>
    /// <param name="widened">The same when more are.</param>
    /// <param name="changed">The same when others are; null when that cannot be.</param>
    public static Facet Of(Words narrowed, Words widened, Words? changed = null)
    {
        var facet = new Facet();
        foreach (var flow in Enum.GetValues<Flow>())
        {
            facet.Add(flow, Move.Narrowed, narrowed, flow == Flow.Request ? Severity.Breaking : Severity.NonBreaking);
            facet.Add(flow, Move.Widened, widened, flow == Flow.Response ? Severity.Breaking : Severity.NonBreaking);
            if (changed is not null)
            {
                facet.Add(flow, Move.Changed, changed, Severity.Breaking);
            }
        }

        return facet;
    }

    /// <summary>The same facet with another severity for one move.</summary>
    public Facet But(Flow flow, Move move, Severity severity)
    {
        _rules[(flow, move)] = _rules[(flow, move)] with { Severity = severity };
        return this;
    }

    private void Add(Flow flow, Move move, Words words, Severity severity)
    {
        var (id, nb, nn, en) = flow == Flow.Request ? ("request", "i forespørselen", "i førespurnaden", "in the request") : ("response", "i svaret", "i svaret", "in the response");
        _rules.Add((flow, move), new ApiRule($"{id}-{words.Id}", severity, $"{{0}} {nb}: {words.Nb}.", $"{{0}} {nn}: {words.Nn}.", $"{{0}} {en}: {words.En}.") { Flow = flow });
    }

    /// <summary>The end of a rule's id, and what happened in three languages.</summary>
    internal sealed record Words(string Id, string Nb, string Nn, string En);
}
