using System.Runtime.InteropServices;
using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Simulation.Vendors;

/// <summary>Who holds the token of a call: a customer's system user, a person, or a portal session in somebody's hands. Immutable.</summary>
internal sealed record Caller
{
    /// <summary>The customer the vendor acts for, by organisation number; 0 for a person's own token.</summary>
    public int Customer { get; init; }

    /// <summary>What holds the token: the system user's or the client's id.</summary>
    public required string Holder { get; init; }

    /// <summary>The person behind a user token; null for machines.</summary>
    public string? Person { get; init; }

    /// <summary>True for a portal session.</summary>
    public bool Portal { get; init; }

    public string UserAgent { get; init; } = "";

    /// <summary>What the fields of a portal request show; the simulation has no fields to look at.</summary>
    public BrowserSigns Signs { get; init; }
}

/// <summary>Why a call was made: the truth that the detector never sees.</summary>
internal enum Purpose : byte
{
    /// <summary>To find out whether something has changed.</summary>
    Poll,

    /// <summary>Because an event said so.</summary>
    Event,

    /// <summary>Because a person looks.</summary>
    Person,

    /// <summary>To see how one's own submission fares.</summary>
    Status,

    /// <summary>To make sure that nothing was missed, a few times a day.</summary>
    Reconcile,

    /// <summary>To take over what there is, once.</summary>
    Sync,

    /// <summary>To take what is none of one's business.</summary>
    Scrape,

    /// <summary>To change something.</summary>
    Write,
}

/// <summary>What came back.</summary>
/// <param name="Status">The answer's status; 429 when the ladder refused.</param>
/// <param name="RetryAfter">Seconds to wait, when the answer says so.</param>
/// <param name="News">How many things the vendor did not know.</param>
/// <param name="Latency">Milliseconds it took.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Reply(int Status, int RetryAfter, int News, long Latency)
{
    public bool Ok => Status is >= 200 and < 300;
}
