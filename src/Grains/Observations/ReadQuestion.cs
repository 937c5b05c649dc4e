using System.Runtime.InteropServices;

namespace Digdir.Altinn.Grains.Observations;

/// <summary>What is known of a read before it is forwarded: enough to say whether it is credited. See <see cref="Observation"/> for the members.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ReadQuestion
{
    /// <summary>Product and class.</summary>
    public required ReadGroup Group { get; init; }

    /// <summary>Keyed hash of the party; 0 when there is none.</summary>
    public ulong Party { get; init; }

    /// <summary>Keyed hash of the customer; 0 when there is none.</summary>
    public ulong Customer { get; init; }

    /// <summary>The normalised question. Never 0.</summary>
    public required ulong Fingerprint { get; init; }

    /// <summary>Keyed hash of the person behind a user token; 0 for machines.</summary>
    public ulong Person { get; init; }

    /// <summary>Hash of the cursor the call uses; 0 when none.</summary>
    public ulong CursorUsed { get; init; }

    /// <summary>Hash of the CloudEvent id the caller says it reacts to; 0 when none.</summary>
    public ulong DeclaredEvent { get; init; }

    /// <summary>What the party decides of its call.</summary>
    public PartyPart Part { get; init; }

    /// <summary>Further facts, as far as known.</summary>
    public ObservationFacts Facts { get; init; }

    /// <summary>What was asked, of a read that has been answered.</summary>
    /// <param name="observation">What it showed.</param>
    /// <param name="part">What the party decides of its call.</param>
    public static ReadQuestion Of(in Observation observation, PartyPart part = PartyPart.Decides) => new()
    {
        Group = observation.Group,
        Party = observation.Party,
        Customer = observation.Customer,
        Fingerprint = observation.Fingerprint,
        Person = observation.Person,
        CursorUsed = observation.CursorUsed,
        DeclaredEvent = observation.DeclaredEvent,
        Part = part,
        Facts = observation.Facts,
    };
}

/// <summary>What one party decides of a call that may name several. Anybody can be named, and a call that is refused takes nothing from whom else it names.</summary>
internal enum PartyPart : byte
{
    /// <summary>The call passes or is refused with it.</summary>
    Decides = 0,

    /// <summary>The same, but where it was never read before it passes for now and the next party decides.</summary>
    DecidesWhenKnown,

    /// <summary>Another has been refused: passes on a credit of its own that was earned, and otherwise changes nothing.</summary>
    Supports,

    /// <summary>Tells only how long it would have to wait for its interval without a credit; decides and changes nothing.</summary>
    Waits,

    /// <summary>The call passes, this party's reading with it: its interval runs from now, if it was ever read.</summary>
    Follows,
}
