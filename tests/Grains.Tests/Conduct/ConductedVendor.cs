using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Grains.Tests.Conduct;

/// <summary>A vendor whose reads are judged and then heard of, as a gateway does it, on a clock the test owns. Parties' inboxes stay as they are unless news come.</summary>
internal sealed class ConductedVendor
{
    public const long Minute = 60_000;
    public const long Hour = 60 * Minute;
    public const long Day = 24 * Hour;
    public static readonly ReadGroup Lists = new("dialogporten", ReadClass.List);
    public static readonly long Start = new DateTimeOffset(2026, 11, 2, 8, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private readonly Dictionary<ulong, ulong> _revisions = [];
    private readonly ConductRules _rules;
    private long _decided;

    public ConductedVendor(ConductRules? rules = null, ConductSettings? settings = null)
    {
        _rules = rules ?? new ConductRules();
        Conduct = new VendorConduct(_rules, settings ?? new ConductSettings { Mode = ConductMode.Enforce });
    }

    public VendorConduct Conduct { get; private set; }

    public long Now { get; set; } = Start;

    public Level Level => Conduct.Look(Now).Groups is [var first, ..] ? first.Level : Level.Clear;

    public static ulong Party(int party) => ((ulong)party + 1) * 0x9E3779B97F4A7C15;

    public static ReadQuestion Ask(int party, ReadGroup? group = null) => new() { Group = group ?? Lists, Party = Party(party), Fingerprint = Party(party) ^ 0x55 };

    public Observation Answer(in ReadQuestion question, int status = 200) => new()
    {
        At = Now,
        Group = question.Group,
        Operation = 7,
        Party = question.Party,
        Person = question.Person,
        Fingerprint = question.Fingerprint,
        RawQuery = question.Fingerprint,
        CursorUsed = question.CursorUsed,
        DeclaredEvent = question.DeclaredEvent,
        Facts = question.Facts,
        Status = status,
        Weight = 1,
        Things = 1,
        Bytes = 300,
    };

    public Judgement Judge(in ReadQuestion question) => Conduct.Judge(question, Now);

    /// <summary>One call: judged, forwarded or refused, and heard of.</summary>
    public Judgement Read(in ReadQuestion question)
    {
        var judgement = Judge(question);
        if (judgement.Passes)
        {
            Conduct.Hear(Answer(question), [ThingOf(question.Party)]);
        }
        else
        {
            var refused = Answer(question, 429) with { Things = -1, Bytes = 0, RetryAfter = (int)((judgement.RetryAfterMs + 999) / 1000) };
            Conduct.Hear(refused with { Facts = refused.Facts | (judgement.Braked ? ObservationFacts.RefusedByLimit : ObservationFacts.RefusedByLevel) }, []);
        }

        return judgement;
    }

    public Judgement Read(int party) => Read(Ask(party));

    /// <summary>The vendor writes something for a party.</summary>
    public void Write(int party)
        => Conduct.Hear(Answer(Ask(party)) with { Group = new ReadGroup(Lists.Product, ReadClass.Write), Status = 201, Things = -1 }, []);

    /// <summary>Something changes and the vendor is told of it.</summary>
    public void Event(int party, ulong id = 0)
    {
        _revisions[Party(party)] = _revisions.GetValueOrDefault(Party(party)) + 1;
        Conduct.Hear(new EventDelivery(Now, Party(party), Lists.Product, id, Delivered: true));
    }

    /// <summary>People put the group at a level.</summary>
    public void Decide(Level level, double penaltyFactor = 1)
    {
        _decided = Math.Max(_decided + 1, Now);
        Conduct.Settings = Conduct.Settings with { Decisions = [new GroupDecision(_decided, Lists, level, penaltyFactor)] };
        Conduct.Pass(Now);
    }

    /// <summary>Uses up what every party is granted, so that its next read stands on its own.</summary>
    public void Exhaust(params int[] parties)
    {
        for (var round = 0; round < 8; round++)
        {
            Now += 10_000;
            foreach (var party in parties)
            {
                Conduct.Hear(Answer(Ask(party)), [ThingOf(Party(party))]);
            }
        }
    }

    public void Restart(Func<ConductSnapshot, ConductSnapshot>? carry = null)
    {
        var snapshot = Conduct.Snapshot(Now);
        Conduct = VendorConduct.Restore(carry is null ? snapshot : carry(snapshot), _rules, Conduct.Settings);
    }

    private ulong ThingOf(ulong party) => party ^ (_revisions.GetValueOrDefault(party) * 0xC2B2AE3D27D4EB4F);
}
