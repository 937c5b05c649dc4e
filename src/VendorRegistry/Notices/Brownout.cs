using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Storage;

namespace Digdir.Altinn.VendorRegistry.Notices;

/// <summary>A brownout (varslet prøveavslag) of a breaking change. It is never changed: it is called off, and another made.</summary>
internal sealed class Brownout : IAudited
{
    public required Guid Notice { get; init; }

    /// <summary>1 for the first of the notice.</summary>
    public required long Number { get; init; }

    public required AltinnEnvironment Environment { get; init; }

    public required DateTimeOffset From { get; init; }

    /// <summary>Exclusive.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>When vendors were told of it: publication of the notice, or when it was added after; null in a draft.</summary>
    public DateTimeOffset? AnnouncedAt { get; set; }

    public DateTimeOffset? CalledOffAt { get; set; }

    public string Subject => $"notices/{Notice}/brownouts/{Number}";

    public string? OfVendor => null;

    /// <summary>Whether it refuses, or will.</summary>
    public bool IsAhead(DateTimeOffset now) => CalledOffAt is null && Until > now;
}

/// <summary>When, where and for how long.</summary>
internal sealed record BrownoutPlan(AltinnEnvironment Environment, DateTimeOffset From, DateTimeOffset Until);
