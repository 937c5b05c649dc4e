using System.Collections.Concurrent;

namespace Digdir.Altinn.Sandbox.Troubles;

/// <summary>How a stand-in can misbehave when asked to.</summary>
internal enum TroubleKind
{
    /// <summary>Answers as it should.</summary>
    Off,

    /// <summary>Answers late.</summary>
    Slow,

    /// <summary>Answers 503, as the product does in maintenance.</summary>
    Unavailable,

    /// <summary>Breaks the connection.</summary>
    Reset,

    /// <summary>Takes the request and never answers.</summary>
    Silent,
}

/// <summary>A trouble.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Delay">How late, for <see cref="TroubleKind.Slow"/>.</param>
internal sealed record Trouble(TroubleKind Kind, TimeSpan Delay)
{
    public static readonly Trouble None = new(TroubleKind.Off, TimeSpan.Zero);
}

/// <summary>The troubles in force, by product. Thread-safe.</summary>
internal sealed class TroublesInForce
{
    /// <summary>What can be in trouble.</summary>
    public static readonly IReadOnlyList<string> Names =
        ["dialogporten", "melding", "formidling", "systembruker", "events", "apps", "autentisering", "maskinporten", "idporten", "ansattporten"];

    private readonly ConcurrentDictionary<string, Trouble> _troubles = new(StringComparer.Ordinal);

    public Trouble Of(string name) => _troubles.GetValueOrDefault(name, Trouble.None);

    public void Set(string name, Trouble trouble) => _troubles[name] = trouble;

    /// <summary>Which of the <see cref="Names"/> the path belongs to, or null.</summary>
    public static string? NameOf(PathString path)
    {
        foreach (var (prefix, name) in Prefixes)
        {
            if (path.StartsWithSegments(prefix, StringComparison.Ordinal))
            {
                return name;
            }
        }

        return null;
    }

    private static readonly (string Prefix, string Name)[] Prefixes =
    [
        ("/dialogporten", "dialogporten"),
        ("/correspondence", "melding"),
        ("/broker", "formidling"),
        ("/events", "events"),
        ("/maskinporten", "maskinporten"),
        ("/idporten", "idporten"),
        ("/ansattporten", "ansattporten"),
        ("/authentication/api/v1/systemregister", "systembruker"),
        ("/authentication/api/v1/systemuser", "systembruker"),
        ("/authentication/api/v1/enduser", "systembruker"),
        ("/authentication", "autentisering"),
        ("/storage", "apps"),
        ("/apps", "apps"),
        ("/" + Cast.Players.Acronym, "apps"),
    ];
}
