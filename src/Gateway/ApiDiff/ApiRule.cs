using Digdir.Altinn.VendorRegistry.Pictures;

namespace Digdir.Altinn.Gateway.ApiDiff;

/// <summary>What a change is to those who use an API.</summary>
internal enum Severity
{
    /// <summary>Worth knowing; whoever uses the API need do nothing.</summary>
    Information,

    /// <summary>The API takes or gives more, or takes more kindly; whoever uses it goes on as before.</summary>
    NonBreaking,

    /// <summary>A system made for the old description may fail on the new.</summary>
    Breaking,
}

/// <summary>Which way data flows. What may change without harm for one is what may not for the other.</summary>
internal enum Flow
{
    /// <summary>From the client: the new API must take all that the old one took.</summary>
    Request,

    /// <summary>To the client: the new API must give nothing that the old one would not have given.</summary>
    Response,
}

/// <summary>What became of a set of values.</summary>
internal enum Move
{
    /// <summary>Fewer are allowed.</summary>
    Narrowed,

    /// <summary>More are allowed.</summary>
    Widened,

    /// <summary>Others are allowed, and which is the larger set cannot be told.</summary>
    Changed,
}

/// <summary>One kind of change.</summary>
/// <param name="Id">Stable: others filter on it. In lower case with hyphens.</param>
/// <param name="Severity">What it is to those who use the API.</param>
/// <param name="Nb">What happened, in bokmål: <c>{0}</c> is what it happened to, <c>{1}</c> and <c>{2}</c> how it was and is.</param>
/// <param name="Nn">The same in nynorsk.</param>
/// <param name="En">The same in English.</param>
internal sealed record ApiRule(string Id, Severity Severity, string Nb, string Nn, string En)
{
    /// <summary>The flow of data it is about; null when it is about the operation itself.</summary>
    public Flow? Flow { get; init; }

    /// <summary>What the change means to whoever uses the API.</summary>
    public NoticeText Means => (Severity, Flow) switch
    {
        (Severity.Breaking, ApiDiff.Flow.Request) => new(
            "Det klienter sender i dag, kan bli avvist eller forstått annerledes.",
            "Det klientar sender i dag, kan bli avvist eller forstått annleis.",
            "What clients send today may be refused or understood otherwise."),
        (Severity.Breaking, ApiDiff.Flow.Response) => new(
            "Klienter kan få svar de ikke er laget for.",
            "Klientar kan få svar dei ikkje er laga for.",
            "Clients may get answers they were not made for."),
        (Severity.Breaking, _) => new(
            "Klienter som bruker dette, må endres.",
            "Klientar som bruker dette, må endrast.",
            "Clients that use this must change."),
        _ => new("Ingen klient må endres.", "Ingen klient må endrast.", "No client needs to change."),
    };
}
