using System.Collections.Concurrent;
using Digdir.Altinn.Grains;

namespace Digdir.Altinn.Sandbox.Cast;

/// <summary>Somebody (aktør) who owns dialogs, messages, files and forms: an organisation or a person. Immutable.</summary>
/// <param name="Number">Organisation number or national identity number. Synthetic.</param>
/// <param name="Name">Upper-case name as the registers write it.</param>
/// <param name="PartyId">Altinn's number for the party.</param>
/// <param name="Uuid">Altinn's UUID for the party.</param>
internal sealed record Party(string Number, string Name, int PartyId, Guid Uuid)
{
    private const string OrganisationUrn = "urn:altinn:organization:identifier-no:";
    private const string PersonUrn = "urn:altinn:person:identifier-no:";

    public bool IsPerson => Number.Length == 11;

    /// <summary>The party as Dialogporten, Melding and Formidling write it.</summary>
    public string Urn => (IsPerson ? PersonUrn : OrganisationUrn) + Number;

    /// <summary>The party as app events write it in <c>alternativesubject</c>.</summary>
    public string AlternativeSubject => (IsPerson ? "/person/" : "/org/") + Number;

    /// <summary>The number in any of the forms that the APIs take: bare, <c>0192:</c> prefixed or as a URN. Null when it is none of them.</summary>
    public static string? NumberIn(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var number = text[(text.LastIndexOf(':') + 1)..];
        return OrganisationNumber.TryParse(number, out _) || SyntheticNumbers.IsPerson(number) ? number : null;
    }
}

/// <summary>Every party that anybody has asked about: those of the cast by name, others made up on first sight from their number. Thread-safe.</summary>
internal sealed class Parties
{
    private static readonly string[] Qualities =
        ["TAKTFULL", "ORDENTLIG", "UROKKELIG", "RASK", "SINDIG", "GAVMILD", "LYDHØR", "STØDIG", "KVIKK", "MUNTER", "TÅLMODIG", "VARSOM", "LUN", "FRODIG"];

    private static readonly string[] Animals =
        ["TIGER AS", "APE AS", "ELG AS", "RYPE SA", "GREVLING AS", "EKORN AS", "TORSK AS", "ØRN ASA", "HARE AS", "REINSDYR SA", "MARIHØNE AS", "SEL AS"];

    private readonly ConcurrentDictionary<string, Party> _byNumber = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, Party> _byId = new();

    public Parties()
    {
        foreach (var (number, name) in Players.Named)
        {
            Add(number, name);
        }
    }

    /// <summary>The party with the number.</summary>
    /// <param name="number">A number that <see cref="Party.NumberIn"/> has accepted.</param>
    public Party Of(string number) => _byNumber.TryGetValue(number, out var party) ? party : Add(number, MadeUpName(number));

    /// <summary>The party with Altinn's number, or null when it has not been seen.</summary>
    public Party? WithId(int partyId) => _byId.GetValueOrDefault(partyId);

    private Party Add(string number, string name) => _byNumber.GetOrAdd(number, _ =>
    {
        var id = 50_000_000 + (int)(Seeded.Hash(number) % 9_000_000);
        while (true)
        {
            var party = new Party(number, name, id, Seeded.Uuid(number));
            if (_byId.GetOrAdd(id, party).Number == number)
            {
                return party;
            }

            id++;
        }
    });

    private static string MadeUpName(string number)
    {
        var random = Seeded.Random(number);
        var quality = Seeded.Of(random, Qualities);
        return number.Length == 11 ? $"{quality} LITTERATUR" : $"{quality} {Seeded.Of(random, Qualities)} {Seeded.Of(random, Animals)}";
    }
}
