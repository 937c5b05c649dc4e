using System.Collections.Frozen;
using System.Text;
using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Grains.Hashing;
using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Gateway.Observations;

/// <summary>What the catalogue says about an operation's question, worked out once per operation. Immutable.</summary>
internal sealed class QuestionPlan
{
    /// <summary>Parameters that never belong to a question where the catalogue does not list those that do: page sizes, and what defeats caches.</summary>
    private static readonly string[] Noise = ["limit", "size", "pagesize", "top", "_", "ts", "nonce", "cb", "t", "timestamp", "cachebuster", "rnd", "random"];

    private QuestionPlan(Operation operation)
    {
        Operation = operation;
        Key = XxHash64.Of(Encoding.UTF8.GetBytes(operation.Id)) is var key and not 0 ? key : 1;
        Group = new ReadGroup(string.Intern(operation.Product.Id), ClassOf(operation.Kind));
        Facts = FactsOf(operation);
        var question = operation.Question;
        PathPlaces = [.. NamesIn(operation.Path).Select(name => new PathPlace(name, RoleInPath(operation, name)))];
        Roles = RolesOf(question).GetAlternateLookup<ReadOnlySpan<char>>();
        Answer = AnswerPlan.Of(operation);
        OtherRole = question.Parameters is null ? ParameterRole.Asked : ParameterRole.Unknown;
    }

    public Operation Operation { get; }

    /// <summary>Hash of the operation's id, the same everywhere.</summary>
    public ulong Key { get; }

    public ReadGroup Group { get; }

    /// <summary>What holds for every call of the operation.</summary>
    public ObservationFacts Facts { get; }

    /// <summary>Where its answers say what is new.</summary>
    public AnswerPlan Answer { get; }

    /// <summary>The path's parameters, in order.</summary>
    public PathPlace[] PathPlaces { get; }

    /// <summary>The roles of the query's parameters that are named.</summary>
    public FrozenDictionary<string, ParameterRole>.AlternateLookup<ReadOnlySpan<char>> Roles { get; }

    /// <summary>The role of parameters that are not named.</summary>
    public ParameterRole OtherRole { get; }

    public static QuestionPlan Of(Operation operation) => new(operation);

    /// <summary>The class of reads that a kind of operation belongs to.</summary>
    public static ReadClass ClassOf(OperationKind kind) => kind switch
    {
        OperationKind.List => ReadClass.List,
        OperationKind.Detail or OperationKind.Content => ReadClass.Thing,
        OperationKind.Status => ReadClass.Status,
        OperationKind.Lookup => ReadClass.Lookup,
        OperationKind.Feed => ReadClass.Feed,
        OperationKind.Write => ReadClass.Write,
        OperationKind.Stream or OperationKind.Subscription or OperationKind.Token or OperationKind.Page => ReadClass.Other,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static ObservationFacts FactsOf(Operation operation)
    {
        var facts = ObservationFacts.None;
        if (operation.Kind == OperationKind.Subscription && operation.Method is not ("GET" or "HEAD"))
        {
            facts |= ObservationFacts.SubscriptionChange;
        }

        // A status that may be asked for and that no event tells: waiting for it is the only way.
        if (operation is { Kind: OperationKind.Status, Polling: not null, EventAlternatives.IsEmpty: true })
        {
            facts |= ObservationFacts.NoEventExists;
        }

        return operation.AuthorisedParties ? facts | ObservationFacts.AuthorisedParties : facts;
    }

    private static PathRole RoleInPath(Operation operation, string name)
        => operation.Question.Party.Any(place => place.Kind == PartyPlaceKind.Path && place.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ? PathRole.Party
            : operation.Question.Around.Contains(name, StringComparer.OrdinalIgnoreCase) || (operation.Host == OperationHost.App && name is "org" or "app") ? PathRole.Around
            : PathRole.Thing;

    private static FrozenDictionary<string, ParameterRole> RolesOf(OperationQuestion question)
    {
        var roles = new Dictionary<string, ParameterRole>(StringComparer.OrdinalIgnoreCase);
        if (question.Parameters is null)
        {
            Add(Noise, ParameterRole.Noise);
        }

        Add(question.Parameters ?? [], ParameterRole.Asked);
        Add(question.Times, ParameterRole.Time);
        Add(question.Pages, ParameterRole.Page);
        Add(question.Cursor is { } cursor ? [cursor] : [], ParameterRole.Cursor);
        Add(question.Party.Where(place => place.Kind == PartyPlaceKind.Query).Select(place => place.Name), ParameterRole.Party);
        return roles.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

        void Add(IEnumerable<string> names, ParameterRole role)
        {
            foreach (var name in names)
            {
                roles[name] = role;
            }
        }
    }

    private static IEnumerable<string> NamesIn(string path)
        => path.Split('/').Where(part => part is ['{', .., '}']).Select(part => part.Trim('{', '}', '*'));
}

/// <summary>A parameter of the path.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Role">What it says.</param>
internal readonly record struct PathPlace(string Name, PathRole Role);

/// <summary>What a parameter of the path says.</summary>
internal enum PathRole
{
    /// <summary>Which thing.</summary>
    Thing,

    /// <summary>Whose.</summary>
    Party,

    /// <summary>Where it is.</summary>
    Around,
}

/// <summary>What a parameter of the query says.</summary>
internal enum ParameterRole
{
    /// <summary>Part of the question.</summary>
    Asked,

    /// <summary>The party.</summary>
    Party,

    /// <summary>An instant.</summary>
    Time,

    /// <summary>The cursor.</summary>
    Cursor,

    /// <summary>A count of pages or things passed over.</summary>
    Page,

    /// <summary>Nothing: a page size, or there to defeat caches.</summary>
    Noise,

    /// <summary>Something the product does not know.</summary>
    Unknown,
}
