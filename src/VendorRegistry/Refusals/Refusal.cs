namespace Digdir.Altinn.VendorRegistry.Refusals;

/// <summary>One occurrence of a <see cref="Refusals.Problem"/>, with what is particular to it. Holds no token, identity number or raw party.</summary>
/// <param name="Problem">The problem.</param>
public sealed record Refusal(Problem Problem)
{
    /// <summary>What happened this time.</summary>
    public Text? Detail { get; init; }

    /// <summary>Seconds for <c>Retry-After</c>, or null for none.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>Value of <c>WWW-Authenticate</c>, or null for none.</summary>
    public string? Challenge { get; init; }

    /// <summary>Extension members of the problem document.</summary>
    public IReadOnlyDictionary<string, object?>? Members { get; init; }

    /// <summary>A refusal without particulars.</summary>
    public static implicit operator Refusal(Problem problem) => new(problem);

    /// <summary>A refusal without particulars.</summary>
    public static Refusal FromProblem(Problem problem) => new(problem);
}
