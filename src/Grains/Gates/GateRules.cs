namespace Digdir.Altinn.Grains.Gates;

/// <summary>How this node's gates behave. Immutable; the same for all gates of a node.</summary>
internal sealed record GateRules
{
    /// <summary>How often a gate with news speaks, and how long an unasked lot is kept before it is returned.</summary>
    public TimeSpan Tick { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// The same where there is no hurry: nobody else draws from the bucket, or there is plenty in it. Shorter than lots live by a good deal.
    /// Thousands of vendors with a call or two a second would otherwise cost more in reports than in calls.
    /// </summary>
    public TimeSpan SlowTick { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The share of each limit that this node lets through by itself while the grain cannot be reached. Above 0, at most 1.</summary>
    public double DegradedShare { get; init; } = 0.5;

    /// <summary>How much of a gate's demand a lot should cover, in seconds.</summary>
    public double StockSeconds { get; init; } = 0.25;

    /// <summary>The same while the bucket is more than half full.</summary>
    public double PlentySeconds { get; init; } = 1;

    /// <summary>The smallest stock worth an exchange, in seconds of the limit's rate.</summary>
    public double LeastStockSeconds { get; init; } = 0.05;

    /// <summary>How long buckets and limit sets that nobody asks for are remembered.</summary>
    public TimeSpan Memory { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Customers a gate counts between two reports; one more makes it report at once.</summary>
    public int CustomersPerReport { get; init; } = 512;

    /// <summary>Observed calls that wait to be handed over at most; a power of two. More than come in a tick by a good deal; beyond that the oldest are lost and counted.</summary>
    public int Observations { get; init; } = 2048;

    /// <summary>How long a gate goes by what it last heard of its vendor's conduct: other nodes may have seen more since.</summary>
    public TimeSpan LevelsFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long reads pass unasked after a grain could not be asked: no read should wait in vain.</summary>
    public TimeSpan AskAgainAfter { get; init; } = TimeSpan.FromSeconds(2);
}
