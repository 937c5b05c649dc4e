using System.Collections.Immutable;
using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Storage;

namespace Digdir.Altinn.VendorRegistry.Notices;

/// <summary>Reads what authors send: what is there must be well formed, what is missing may be so in a draft.</summary>
internal static class NoticeInput
{
    private const int MostWords = 100;
    private const int LongestWord = 100;

    public static NoticeContent Read(NoticeDraft body, Input input, RegistryOptions options)
    {
        if (body is { Kind: NoticeKind.Maintenance, Impact: null })
        {
            input.Wrong(
                "impact",
                "Må fylles ut for vedlikehold: none (alt virker), minor (noe er redusert), major (delvis ute av drift) eller critical (ute av drift). Ved major og critical avviser gatewayen kall med 503 mens det pågår.",
                "Must be filled in for maintenance: none (everything works), minor (something is reduced), major (partly out of reach) or critical (out of reach). With major and critical the gateway refuses calls with 503 while it goes on.");
        }

        var ground = body.EmergencyGround;
        return new NoticeContent
        {
            Title = Text(input, "title", body.Title, Lengths.Name),
            Text = Text(input, "text", body.Text, Lengths.Long),
            Impact = body.Impact ?? NoticeImpact.None,
            Products = Products(input, body.Products, options),
            Operations = List(input, "operations", body.Operations),
            Fields = Fields(input, body.Fields),
            Environments = Environments(input, body.Environments),
            ServiceOwners = List(input, "serviceOwners", body.ServiceOwners),
            StartsAt = Instants.Whole(body.StartsAt),
            EndsAt = Instants.Whole(body.EndsAt),
            Removes = body.Removes ?? false,
            Successor = Successor(input, body.Successor),
            Ground = ground,
            GroundReason = body.GroundReason is null ? null : input.Text("groundReason", body.GroundReason, Lengths.Long),
            CriticalPeriodReason = body.CriticalPeriodReason is null ? null : input.Text("criticalPeriodReason", body.CriticalPeriodReason, Lengths.Long),
            Supersedes = body.Supersedes,
        };
    }

    /// <summary>A text that must be there in all three languages.</summary>
    public static NoticeText Required(Input input, string field, NoticeWords? words, int max = Lengths.Long) => new(
        input.Text($"{field}.nb", words?.Nb, max), input.Text($"{field}.nn", words?.Nn, max), input.Text($"{field}.en", words?.En, max));

    public static BrownoutPlan Brownout(Input input, string prefix, BrownoutOrder body) => new(
        input.Choice(prefix + "environment", body.Environment), input.Instant(prefix + "from", body.From), input.Instant(prefix + "until", body.Until));

    public static IReadOnlyList<BrownoutPlan>? Brownouts(Input input, IReadOnlyList<BrownoutOrder?>? bodies)
    {
        if (bodies is { Count: > BrownoutRules.Most })
        {
            input.Wrong("brownouts", $"Høyst {BrownoutRules.Most}.", $"At most {BrownoutRules.Most}.");
            return null;
        }

        return bodies is null ? null : [.. bodies.Select((body, place) => Brownout(input, $"brownouts[{place}].", body ?? new BrownoutOrder(null, null, null)))];
    }

    private static NoticeText Text(Input input, string field, NoticeWords? words, int max)
    {
        return new(Read("nb", words?.Nb), Read("nn", words?.Nn), Read("en", words?.En));

        string Read(string language, string? value) => string.IsNullOrWhiteSpace(value) ? "" : input.Text($"{field}.{language}", value, max);
    }

    private static ImmutableArray<string> Products(Input input, IReadOnlyList<string?>? given, RegistryOptions options)
    {
        foreach (var product in given ?? [])
        {
            input.Product("products", product ?? "", options);
        }

        return [.. (given ?? []).OfType<string>()];
    }

    private static ImmutableArray<AltinnEnvironment> Environments(Input input, IReadOnlyList<AltinnEnvironment?>? given)
    {
        foreach (var environment in given ?? [])
        {
            input.Choice("environments", environment);
        }

        return [.. (given ?? []).OfType<AltinnEnvironment>().Distinct().Order()];
    }

    private static ImmutableArray<string> List(Input input, string field, IReadOnlyList<string?>? given)
    {
        if (given is { Count: > MostWords })
        {
            input.Wrong(field, $"Høyst {MostWords}.", $"At most {MostWords}.");
        }
        else if (given?.Any(word => !IsWord(word)) == true)
        {
            input.Wrong(field, $"Hver må være 1–{LongestWord} synlige ASCII-tegn uten mellomrom.", $"Each must be 1-{LongestWord} visible ASCII characters without spaces.");
        }

        return [.. (given ?? []).OfType<string>()];
    }

    /// <summary>Fields are for reading only, and are named as their API names them.</summary>
    private static ImmutableArray<string> Fields(Input input, IReadOnlyList<string?>? given)
    {
        if (given is { Count: > MostWords } || given?.Any(word => word is not { Length: > 0 and <= 2 * LongestWord } || word.Any(char.IsWhiteSpace) || Input.HasControls(word)) == true)
        {
            input.Wrong("fields", $"Høyst {MostWords}, hver på 1–{2 * LongestWord} tegn uten mellomrom.", $"At most {MostWords}, each of 1-{2 * LongestWord} characters without spaces.");
        }

        return [.. (given ?? []).OfType<string>()];
    }

    private static bool IsWord(string? word) => word is { Length: > 0 and <= LongestWord } && !word.AsSpan().ContainsAnyExceptInRange('!', '~');

    private static string? Successor(Input input, string? given)
    {
        if (given is not null && (given.Length > 400 || given.AsSpan().ContainsAnyExceptInRange('!', '~') || given.AsSpan().IndexOfAny('<', '>', '"') >= 0
            || !(given.StartsWith('/') && !given.StartsWith("//", StringComparison.Ordinal)
                || (Uri.TryCreate(given, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps && address.UserInfo.Length == 0))))
        {
            input.Wrong("successor", "Må være en https-adresse, eller en sti som begynner med «/».", "Must be an https address, or a path that begins with \"/\".");
        }

        return given;
    }
}

/// <summary>A text in the three languages.</summary>
/// <param name="Nb">Bokmål.</param>
/// <param name="Nn">Nynorsk.</param>
/// <param name="En">English.</param>
internal sealed record NoticeWords(string? Nb, string? Nn, string? En);

/// <summary>A brownout to plan.</summary>
/// <param name="Environment">Where.</param>
/// <param name="From">When it starts.</param>
/// <param name="Until">When it ends; at most 60 minutes later.</param>
internal sealed record BrownoutOrder(AltinnEnvironment? Environment, DateTimeOffset? From, DateTimeOffset? Until) : IExample<BrownoutOrder>
{
    public static BrownoutOrder Example { get; } = new(AltinnEnvironment.Test, new(2027, 2, 10, 9, 0, 0, TimeSpan.Zero), new(2027, 2, 10, 9, 30, 0, TimeSpan.Zero));
}

/// <summary>What an author writes. Only the kind is needed for a draft, and of maintenance its impact; the rest before it can be published.</summary>
/// <param name="Kind">What kind of thing it tells of; cannot change.</param>
/// <param name="Title">A few words, at most 200 characters in each language.</param>
/// <param name="Text">What changes, for whom, and what to do; at most 4000 characters in each language. Write no personal data.</param>
/// <param name="Impact">How bad it is for those concerned; <c>none</c> when left out. Maintenance must state it: with <c>major</c> and <c>critical</c> calls are refused while it goes on.</param>
/// <param name="Products">Products concerned; all of them when left out. A breaking change names its products.</param>
/// <param name="Operations">Operations by their id in the gateway's catalogue; every operation of the products when left out.</param>
/// <param name="Fields">Fields, as people write them.</param>
/// <param name="Environments">Where it holds.</param>
/// <param name="ServiceOwners">Service owners by their short name; all of them when left out.</param>
/// <param name="StartsAt">When a breaking change takes effect, maintenance starts or an incident began.</param>
/// <param name="EndsAt">Maintenance's planned end, or when an incident ended.</param>
/// <param name="Removes">True when the operations are gone once the change has taken effect.</param>
/// <param name="Successor">What replaces them: an https address, or a path at the gateway.</param>
/// <param name="EmergencyGround">Why a breaking change must come on shorter notice than eight weeks.</param>
/// <param name="GroundReason">What makes it an emergency, at most 4000 characters.</param>
/// <param name="CriticalPeriodReason">Why maintenance cannot keep clear of a critical period, at most 4000 characters.</param>
/// <param name="Supersedes">The notice that this one comes instead of.</param>
/// <param name="Brownouts">Brownouts of a breaking change; when editing, those there are stay when left out.</param>
internal sealed record NoticeDraft(
    NoticeKind? Kind,
    NoticeWords? Title = null,
    NoticeWords? Text = null,
    NoticeImpact? Impact = null,
    IReadOnlyList<string?>? Products = null,
    IReadOnlyList<string?>? Operations = null,
    IReadOnlyList<string?>? Fields = null,
    IReadOnlyList<AltinnEnvironment?>? Environments = null,
    IReadOnlyList<string?>? ServiceOwners = null,
    DateTimeOffset? StartsAt = null,
    DateTimeOffset? EndsAt = null,
    bool? Removes = null,
    string? Successor = null,
    EmergencyGround? EmergencyGround = null,
    string? GroundReason = null,
    string? CriticalPeriodReason = null,
    Guid? Supersedes = null,
    IReadOnlyList<BrownoutOrder?>? Brownouts = null) : IExample<NoticeDraft>
{
    public static NoticeDraft Example { get; } = new(
        NoticeKind.BreakingChange,
        new("Gammel søk i dialoger fjernes", "Gammalt søk i dialogar blir fjerna", "The old search for dialogs is removed"),
        new("Bruk det nye søket. Svaret har de samme feltene.", "Bruk det nye søket. Svaret har dei same felta.", "Use the new search. Its answer has the same fields."),
        NoticeImpact.Major,
        ["dialogporten"],
        ["dialogporten.dialogs.search"],
        ["items"],
        [AltinnEnvironment.Test, AltinnEnvironment.Production],
        ServiceOwners: null,
        StartsAt: new(2027, 3, 1, 5, 0, 0, TimeSpan.Zero),
        Removes: true,
        Successor: "/dialogporten/api/v2/enduser/dialogs",
        Brownouts: [new(AltinnEnvironment.Test, new(2027, 2, 1, 9, 0, 0, TimeSpan.Zero), new(2027, 2, 1, 9, 15, 0, TimeSpan.Zero))]);
}
