using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Gateway.Observations;

/// <summary>
/// What one call asks, worked out before it is forwarded: the observation without its answer. A value of about a kilobyte; pass by reference. Holds keyed
/// hashes only.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct CallQuestion
{
    /// <summary>Parties of one call that are told apart: what Dialogporten takes at most in one search.</summary>
    public const int MostParties = 100;

    private PartyKeys _parties;

    /// <summary>When the call came, in milliseconds since 1970 (UTC).</summary>
    public long At;

    /// <summary>Product and class.</summary>
    public ReadGroup Group;

    /// <summary>Stable hash of the operation's id.</summary>
    public ulong Operation;

    /// <summary>The question without its party.</summary>
    public ulong Asked;

    /// <summary>See <see cref="Observation.RawQuery"/>.</summary>
    public ulong RawQuery;

    /// <summary>See <see cref="Observation.Customer"/>.</summary>
    public ulong Customer;

    /// <summary>See <see cref="Observation.Person"/>.</summary>
    public ulong Person;

    /// <summary>See <see cref="Observation.Holder"/>.</summary>
    public ulong Holder;

    /// <summary>See <see cref="Observation.Object"/>.</summary>
    public ulong Object;

    /// <summary>See <see cref="Observation.Number"/>.</summary>
    public long Number;

    /// <summary>See <see cref="Observation.CursorUsed"/>.</summary>
    public ulong CursorUsed;

    /// <summary>See <see cref="Observation.DeclaredEvent"/>.</summary>
    public ulong DeclaredEvent;

    /// <summary>Portal sessions: see <see cref="Observation.Browser"/>.</summary>
    public BrowserSigns Browser;

    /// <summary>Portal sessions: see <see cref="Observation.Referer"/>.</summary>
    public ulong Referer;

    /// <summary>Keyed hash of the network address the call came from; 0 for addresses that say nothing, such as a proxy's of our own.</summary>
    public ulong Origin;

    /// <summary>Facts known before the answer.</summary>
    public ObservationFacts Facts;

    /// <summary>How many parties the call names; at least 1.</summary>
    public int PartyCount;

    /// <summary>Parameters that the product does not know, at most 65535.</summary>
    public ushort Unknown;

    /// <summary>Room for the parties' keys.</summary>
    [UnscopedRef]
    public Span<ulong> Room => _parties;

    /// <summary>The parties' keys; one of them 0 when nobody is named and there is no customer.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<ulong> Parties => ((ReadOnlySpan<ulong>)_parties)[..PartyCount];

    /// <summary>Puts the parties in an order of their own, the same however a caller orders them.</summary>
    public void SortParties()
    {
        if (PartyCount > 1)
        {
            Room[..PartyCount].Sort();
        }
    }

    [InlineArray(MostParties)]
    private struct PartyKeys
    {
        private ulong _first;
    }
}
