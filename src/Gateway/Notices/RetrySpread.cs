using Digdir.Altinn.VendorRegistry.Refusals;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.Gateway.Notices;

/// <summary>Spreads callers that were told to come back at one instant: all of them in the same second would be the next outage. Thread-safe.</summary>
internal sealed class RetrySpread(IOptions<NoticesOptions> options)
{
    private readonly int _seconds = options.Value.RetrySpreadSeconds;

    /// <summary>Whole seconds to an instant, rounded up, at least 1.</summary>
    public static int SecondsUntil(DateTimeOffset until, DateTimeOffset now) => (int)Math.Clamp(Math.Ceiling((until - now).TotalSeconds), 1, int.MaxValue - 1000);

    /// <summary>The refusal with up to the configured seconds more to wait; never fewer.</summary>
    public Refusal Over(Refusal refusal)
        => refusal.RetryAfterSeconds is { } seconds && _seconds > 0 ? refusal with { RetryAfterSeconds = seconds + Random.Shared.Next(_seconds + 1) } : refusal;
}
