namespace Digdir.Altinn.Grains.Polling;

/// <summary>Why a read without news is not held against its vendor (reference 1.4). They are tried in this order, but grace last: everything else spares it. Values are stored: add, never renumber.</summary>
internal enum Excuse : byte
{
    /// <summary>None: the read was avoidable.</summary>
    None = 0,

    /// <summary>The same question failed a moment ago, through no fault of the caller.</summary>
    Retry = 1,

    /// <summary>The next page of a walk under way.</summary>
    Pagination = 2,

    /// <summary>The vendor wrote something for the party a moment ago.</summary>
    OwnWrite = 3,

    /// <summary>An event about the party was delivered a moment ago.</summary>
    Event = 4,

    /// <summary>An event about the party could not be delivered.</summary>
    LateEvent = 5,

    /// <summary>The caller named the event it reacts to, and the event is known.</summary>
    DeclaredEvent = 6,

    /// <summary>A person at a person's pace.</summary>
    Person = 7,

    /// <summary>The party's daily grace: reconciling a few times a day is good engineering.</summary>
    Grace = 8,

    /// <summary>Never asked before: there was no way of knowing.</summary>
    FirstContact = 9,

    /// <summary>Announced work (initial sync, migration) within its window.</summary>
    DeclaredWork = 10,

    /// <summary>Within an hour of a change of subscriptions, which Altinn Events needs to take it in.</summary>
    SubscriptionSettling = 11,

    /// <summary>No event exists for what is awaited.</summary>
    NoEventExists = 12,

    /// <summary>Within the feed's own allowance.</summary>
    FeedAllowance = 13,
}
