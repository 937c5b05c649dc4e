using System.Runtime.InteropServices;

namespace Digdir.Altinn.Grains.Polling;

/// <summary>What one observed read came to.</summary>
/// <param name="Counted">False when the call is no read that polling is about, or failed: nothing was learnt.</param>
/// <param name="Novel">The answer told the vendor something new about the party.</param>
/// <param name="Excuse">Why it is not held against the vendor although it told nothing new.</param>
/// <param name="Cost">What it adds to the penalty: 0 unless it was in excess; at most the observation's weight.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ReadOutcome(bool Counted, bool Novel, Excuse Excuse, double Cost)
{
    /// <summary>An event about the party called for the read (delivered, late or declared), whether or not its answer told anything new.</summary>
    public bool CalledForByEvent { get; init; }

    /// <summary>True when the read told nothing new and nothing excuses it, grace apart.</summary>
    public bool IsRedundant => Counted && !Novel && Excuse is Excuse.None or Excuse.Grace;
}
