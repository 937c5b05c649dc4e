namespace Digdir.Altinn.Gateway.Subscriptions;

/// <summary>A subscription at Altinn Events as an answer that passed through showed it. Immutable. Where it delivers is left out: the address may hold a secret.</summary>
/// <param name="Id">Its id at Altinn Events.</param>
/// <param name="Resource">The resource it is for; null for none.</param>
/// <param name="Type">The event type it is for; null for all.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="IsValidated">Whether its address had answered Altinn's handshake when it was seen.</param>
/// <param name="SeenAt">When it was seen.</param>
internal sealed record SeenSubscription(int Id, string? Resource, string? Type, DateTimeOffset CreatedAt, bool IsValidated, DateTimeOffset SeenAt)
{
    /// <summary>
    /// After this long Altinn no longer asks a new subscription's address to answer: its tries are 1, 5, 10 and 30 seconds, 1 minute and three times 2 minutes
    /// apart (Altinn reference 3.3), and a little is added for the answers.
    /// </summary>
    public static readonly TimeSpan HandshakeIsOver = TimeSpan.FromMinutes(10);

    /// <summary>What can honestly be said of it. Pure.</summary>
    public SubscriptionState StateAt(DateTimeOffset now)
        => IsValidated ? SubscriptionState.Validated
            : SeenAt - CreatedAt >= HandshakeIsOver ? SubscriptionState.NeverValidated
            : now - CreatedAt < HandshakeIsOver ? SubscriptionState.Pending
            : SubscriptionState.Unknown;
}

/// <summary>What the gateway knows of a subscription's webhook.</summary>
internal enum SubscriptionState
{
    /// <summary>Nobody has looked since the handshake was over: ask for the subscription to see.</summary>
    Unknown = 0,

    /// <summary>The handshake is under way.</summary>
    Pending = 1,

    /// <summary>The address answered the handshake. Whether it answers still, the gateway cannot see: Altinn delivers past it.</summary>
    Validated = 2,

    /// <summary>The address did not answer the handshake while Altinn asked: nothing is delivered.</summary>
    NeverValidated = 3,
}
