using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Polling;

namespace Digdir.Altinn.Grains.Tests.Polling;

/// <summary>A vendor whose calls a watch hears of. Speaks in parties, things and seconds; every default is an ordinary, successful, unchanged list read.</summary>
internal sealed class WatchedVendor(PollingRules? rules = null, PollingSnapshot? snapshot = null)
{
    public const long Start = 1_760_000_400_000; // 09:00 UTC.
    public const string Dialogporten = "dialogporten";
    public const string Melding = "melding";

    public static readonly ReadGroup Lists = new(Dialogporten, ReadClass.List);

    private readonly Dictionary<ulong, List<ulong>> _inboxes = [];
    private ulong _next = 1;

    public PollingWatch Watch { get; } = new(rules, snapshot);

    /// <summary>What the last call cost, and what all did.</summary>
    public ReadOutcome Last { get; private set; }

    public double Cost { get; private set; }

    public static long At(double seconds) => Start + (long)Math.Round(1000 * seconds);

    public static ulong Hash(ulong value) => Hash64.Spread(value + 0x5851F42D4C957F2D);

    /// <summary>Something new for the party, made by somebody else.</summary>
    public void Publish(ulong party, int things = 1)
    {
        for (var i = 0; i < things; i++)
        {
            InboxOf(party).Add(ThingHash.Of(Hash(_next), Hash(_next + 1_000_000)));
            _next++;
        }
    }

    /// <summary>Something of the party's gets a new revision.</summary>
    public ulong Revise(ulong party, int index = 0)
    {
        var thing = InboxOf(party)[index];
        InboxOf(party)[index] = ThingHash.Of(thing, Hash(_next++ + 2_000_000));
        return thing;
    }

    public void Remove(ulong party) => InboxOf(party).RemoveAt(0);

    /// <summary>Lists the party's inbox.</summary>
    public ReadOutcome List(ulong party, double seconds, Func<Observation, Observation>? change = null)
    {
        var things = InboxOf(party).ToArray();
        var observation = Read(party, seconds) with { Things = things.Length };
        return Hear(change is null ? observation : change(observation), things);
    }

    /// <summary>Reads something that is no list; the body is what tells.</summary>
    public ReadOutcome Look(ulong party, double seconds, ulong body, ReadClass kind = ReadClass.Status, Func<Observation, Observation>? change = null)
    {
        var observation = Read(party, seconds) with { Group = new ReadGroup(Dialogporten, kind), Body = Hash(body), Fingerprint = Hash(party + 77) };
        return Hear(change is null ? observation : change(observation), []);
    }

    public ReadOutcome Write(ulong party, double seconds, ulong thing = 0)
        => Hear(Read(party, seconds) with { Group = new ReadGroup(Dialogporten, ReadClass.Write), Object = thing, Status = 200 }, []);

    public void Event(ulong party, double seconds, bool delivered = true, ulong id = 0, string product = Dialogporten)
        => Watch.Hear(new EventDelivery(At(seconds), Party(party), product, id, delivered));

    public ReadOutcome Hear(Observation observation, ulong[] things)
    {
        Last = Watch.Hear(in observation, things);
        Cost += Last.Cost;
        return Last;
    }

    public static ulong Party(ulong party) => Hash(party);

    public static Observation Read(ulong party, double seconds, string product = Dialogporten) => new()
    {
        At = At(seconds),
        Group = new ReadGroup(product, ReadClass.List),
        Operation = 1,
        Party = Party(party),
        Fingerprint = Hash(party + 500_000),
        RawQuery = Hash(party + 700_000),
        Status = 200,
        Weight = 1,
        Things = -1,
    };

    public static ReadQuestion Ask(ulong party, string product = Dialogporten)
        => new() { Group = new ReadGroup(product, ReadClass.List), Party = Party(party), Fingerprint = Hash(party + 500_000) };

    public PenaltyReading Penalty(double seconds) => Watch.Penalty(Lists, At(seconds));

    public bool IsFlagged(double seconds) => Penalty(seconds).Reaches(Watch.Rules.Threshold);

    private List<ulong> InboxOf(ulong party)
    {
        if (!_inboxes.TryGetValue(party, out var inbox))
        {
            _inboxes.Add(party, inbox = []);
            for (var i = 0; i < 3; i++)
            {
                inbox.Add(ThingHash.Of(Hash(_next), Hash(_next + 3_000_000)));
                _next++;
            }
        }

        return inbox;
    }
}
