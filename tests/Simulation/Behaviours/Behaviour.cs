using Digdir.Altinn.Grains.Polling;

namespace Digdir.Altinn.Simulation.Behaviours;

/// <summary>What a behaviour is, by the truth (reference 4.2).</summary>
internal enum Kind
{
    /// <summary>In order: to be left in peace.</summary>
    Good,

    /// <summary>Polls: to be flagged.</summary>
    Polling,

    /// <summary>Has a detector of its own; neither right nor wrong to flag.</summary>
    Companion,

    /// <summary>Scrapes: to become a case.</summary>
    Scraping,
}

/// <summary>One of the behaviours of reference 4.2. Immutable.</summary>
/// <param name="Number">Its number there; variants share it.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Begin">Starts its routines.</param>
internal sealed record Behaviour(int Number, string Name, Kind Kind, Action<Scene> Begin)
{
    /// <summary>The companion patterns of which one is to be found; empty when there is none of its own.</summary>
    public IReadOnlyList<Pattern> Patterns { get; init; } = [];

    /// <summary>Mass publications a week.</summary>
    public int Publications { get; init; } = 1;

    /// <summary>The least share of the parties that a mass publication reaches.</summary>
    public double LeastShare { get; init; } = 0.1;

    /// <summary>True when it tries not to be found.</summary>
    public bool Evades { get; init; }
}
