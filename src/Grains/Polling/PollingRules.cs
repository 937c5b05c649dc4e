namespace Digdir.Altinn.Grains.Polling;

/// <summary>Every number polling detection rests on, with the section of the reference it comes from. Immutable; the same for all vendors of a node.</summary>
internal sealed record PollingRules
{
    /// <summary>The numbers as they come.</summary>
    public static PollingRules Default { get; } = new();

    /// <summary>H: how long until a penalty has halved (1.5). Shorter loses slow pollers, longer does not forgive overnight.</summary>
    public TimeSpan HalfLife { get; init; } = TimeSpan.FromHours(24);

    /// <summary>T: the penalty from which a group is flagged (1.5).</summary>
    public double Threshold { get; init; } = 20;

    /// <summary>x_min for groups with few reads: the share of reads that must be avoidable (1.5).</summary>
    public double SmallShare { get; init; } = 0.23;

    /// <summary>x_min for groups with many reads, once their avoidable reads are a machine's: <see cref="PacedFrom"/>. Below 0.10 good vendors were flagged (1.5).</summary>
    public double LargeShare { get; init; } = 0.10;

    /// <summary>
    /// The mean timing weight from which a group's avoidable reads are a machine's. Many people behind one machine's token came to 0.42 at most on their way to a
    /// notice, in teams larger than any of the reference's (docs/adr/0019).
    /// </summary>
    public double PacedFrom { get; init; } = 0.45;

    /// <summary>The share of reads that must be avoidable before anybody is slowed whose avoidable reads could be people's. A notice costs nobody a read; this does.</summary>
    public double SlowedShare { get; init; } = 0.35;

    /// <summary>N from which a group has many reads (1.5).</summary>
    public double ManyReads { get; init; } = 1000;

    /// <summary>w of a read answered 304 to a validator (1.3): cheap for everybody, so cheap for the vendor.</summary>
    public double NotModifiedCost { get; init; } = 0.2;

    /// <summary>What a call refused by the ladder adds to the penalty (5.2): enough to notice deafness, too little for a spiral.</summary>
    public double RefusedCost { get; init; } = 0.1;

    /// <summary>How long after a failure the same question is a retry (1.4); after a Retry-After, counted from its end.</summary>
    public TimeSpan RetryWithin { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>How long a cursor given out may be followed (1.4). Each is good for one page.</summary>
    public TimeSpan CursorLife { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long after an own write reads await its effect (1.4).</summary>
    public TimeSpan WriteWindow { get; init; } = TimeSpan.FromSeconds(600);

    /// <summary>Reads without news per own write (1.4). At most 250.</summary>
    public int ReadsPerWrite { get; init; } = 30;

    /// <summary>
    /// Own writes a day and party that excuse reading lists; ten times as many excuse reading the thing written. Beyond that, writing before every poll makes
    /// no excuse (5.3, self-made novelty). One is given back whenever something foreign turns up.
    /// </summary>
    public double WritesPerDay { get; init; } = 30;

    /// <summary>How long after an event reads are called for (1.4).</summary>
    public TimeSpan EventWindow { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Reads per delivered event: list, thing and content (1.4).</summary>
    public int ReadsPerEvent { get; init; } = 3;

    /// <summary>The most reads that events can add up to per party and product (1.4). At most 250.</summary>
    public int MostEventReads { get; init; } = 60;

    /// <summary>How long after an event that failed to be delivered the vendor may look for itself (1.4); also how long event ids are known.</summary>
    public TimeSpan LateEventWindow { get; init; } = TimeSpan.FromHours(26);

    /// <summary>Reads per event id that the caller declares (1.4).</summary>
    public int ReadsPerDeclaredEvent { get; init; } = 3;

    /// <summary>Reads a person can make at once (2.4).</summary>
    public int PersonBurst { get; init; } = 60;

    /// <summary>One more read a person can make in this time (2.4).</summary>
    public TimeSpan PersonEvery { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Reads without news per day and key that are good engineering: reconciling every six hours (1.4).</summary>
    public double GracePerDay { get; init; } = 4;

    /// <summary>How many of them a new key has. With two, as proposed (1.5), teams of people were flagged on their first morning (docs/adr/0013).</summary>
    public double GraceOfNewKeys { get; init; } = 4;

    /// <summary>
    /// Grace per hour and group that may go to keys read again before their next grace has grown (1.5), once their first gaps are a machine's; or a sixth of the
    /// parties, where that is more.
    /// </summary>
    public double HurriedGracePerHour { get; init; } = 50;

    /// <summary>The share of the parties in that bound (1.5).</summary>
    public double HurriedGraceShare { get; init; } = 1 / 6.0;

    /// <summary>A read is hurried when it comes before this share of the time in which a grace grows back: 4.8 hours with the numbers as they come.</summary>
    public double HurriedBefore { get; init; } = 0.8;

    /// <summary>How long a change of subscriptions takes to come through (Altinn reference 3.2).</summary>
    public TimeSpan Settling { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The most settling a day and party, so that subscribing anew every hour is no excuse.</summary>
    public TimeSpan MostSettlingPerDay { get; init; } = TimeSpan.FromHours(4);

    /// <summary>One read of the event feed without getting further is free in this time and resource (1.8).</summary>
    public TimeSpan FeedEvery { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a credit set aside for a read under way is kept.</summary>
    public TimeSpan SetAsideFor { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Parties times read groups remembered per vendor; beyond that the cheapest is forgotten (1.9). 16 to 1,048,574.</summary>
    public int KeysPerVendor { get; init; } = 131_072;

    /// <summary>Bytes a vendor's memory of things seen may take.</summary>
    public long SeenBytesPerVendor { get; init; } = 16 * 1024 * 1024;

    /// <summary>Entries in each of a vendor's other tables: failures, cursors, writes, events, persons.</summary>
    public int EntriesPerVendor { get; init; } = 16_384;

    /// <summary>A key that was not read for so long is forgotten when room is needed or others are added.</summary>
    public TimeSpan KeyLife { get; init; } = TimeSpan.FromDays(8);
}
