using System.Collections.Immutable;
using Digdir.Altinn.VendorRegistry.Pictures;

namespace Digdir.Altinn.VendorRegistry.Notices;

/// <summary>Why a breaking change may come on shorter notice than eight weeks (terms 3.1.2, second paragraph).</summary>
internal enum EmergencyGround
{
    /// <summary>A critical fault is mended (retting av kritiske feil).</summary>
    CriticalFault = 1,

    /// <summary>A serious incident is dealt with (alvorlige hendelser).</summary>
    SeriousIncident = 2,
}

/// <summary>What an author writes in a notice. A draft may lack anything; what is missing is an empty text or list, or null. Immutable.</summary>
internal sealed record NoticeContent
{
    public NoticeText Title { get; init; } = new("", "", "");

    public NoticeText Text { get; init; } = new("", "", "");

    public NoticeImpact Impact { get; init; }

    /// <summary>Empty for all of them, where the kind allows it.</summary>
    public ImmutableArray<string> Products { get; init; } = [];

    /// <summary>Ids of the gateway's catalogue, which the registry does not know; empty for every operation of the products.</summary>
    public ImmutableArray<string> Operations { get; init; } = [];

    public ImmutableArray<string> Fields { get; init; } = [];

    public ImmutableArray<AltinnEnvironment> Environments { get; init; } = [];

    /// <summary>Short names; empty for all.</summary>
    public ImmutableArray<string> ServiceOwners { get; init; } = [];

    /// <summary>When a breaking change takes effect, maintenance starts or an incident began.</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>Maintenance's planned end, or when an incident ended.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>The operations are gone when the change has taken effect.</summary>
    public bool Removes { get; init; }

    public string? Successor { get; init; }

    public EmergencyGround? Ground { get; init; }

    /// <summary>What makes it an emergency, in the author's words: for operators and auditors.</summary>
    public string? GroundReason { get; init; }

    /// <summary>Why maintenance cannot keep clear of a critical period: for operators and auditors.</summary>
    public string? CriticalPeriodReason { get; init; }

    /// <summary>The notice that this one comes instead of.</summary>
    public Guid? Supersedes { get; init; }
}
