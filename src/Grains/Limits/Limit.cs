namespace Digdir.Altinn.Grains.Limits;

/// <summary>Which bucket of a vendor's grain a limit draws from.</summary>
/// <param name="Policy">The policy's name: also a valid structured-field Token (lower-case letters, digits, '-'), for example <c>vendor</c> or <c>formidling-search</c>.</param>
/// <param name="Partition">Keyed hash of what the limit is counted per (a client, say); 0 when it is counted per vendor.</param>
public readonly record struct LimitKey(string Policy, ulong Partition);

/// <summary>One limit that a request is checked against. Immutable.</summary>
/// <param name="Key">The bucket.</param>
/// <param name="Allowance">What the bucket allows.</param>
/// <param name="SharedByCustomers">True when the vendor's customers share this bucket max-min fairly.</param>
public sealed record Limit(LimitKey Key, Allowance Allowance, bool SharedByCustomers = false)
{
    /// <summary>Extra tokens per second for each customer active in the last ten minutes; 0 for a fixed allowance.</summary>
    public double RatePerCustomer { get; init; }

    /// <summary>The highest rate that active customers can raise the bucket to, in tokens per second.</summary>
    public double MaxRate { get; init; } = Allowance.Rate;
}

/// <summary>
/// All limits that one kind of request is checked against, all or nothing: a refused request costs no tokens anywhere.
/// Built once per (operation, client) and kept; immutable and compared by reference.
/// </summary>
public sealed class LimitSet(IReadOnlyList<Limit> limits)
{
    private readonly Limit[] _limits = [.. limits];

    /// <summary>The limits, most specific first.</summary>
    public ReadOnlySpan<Limit> Limits => _limits;
}
