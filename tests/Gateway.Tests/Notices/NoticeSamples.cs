using Digdir.Altinn.VendorRegistry.Pictures;

namespace Digdir.Altinn.Gateway.Tests.Notices;

/// <summary>Notices as a registry would publish them.</summary>
internal static class NoticeSamples
{
    public const string Parties = "/dialogporten/api/v1/enduser/parties";

    /// <summary>A breaking change that was published a day before the time at hand and takes effect after eight weeks.</summary>
    public static NoticePicture Change(DateTimeOffset now, params string[] operations) => new()
    {
        Id = Guid.Parse("0194fe82-9280-77a5-a7cd-5ff0e6a6fa07"),
        Kind = NoticeKind.BreakingChange,
        State = NoticeState.Published,
        Title = new("Oversikten fjernes", "Oversikta blir fjerna", "The overview is removed"),
        Text = new("Bruk den nye.", "Bruk den nye.", "Use the new one."),
        Environments = [AltinnEnvironment.Test],
        Products = ["dialogporten"],
        Operations = [.. operations],
        PublishedAt = now.AddDays(-1),
        UpdatedAt = now.AddDays(-1),
        StartsAt = now.AddDays(56),
    };

    /// <summary>The same, where the operations go, to something new.</summary>
    public static NoticePicture Removal(DateTimeOffset now, params string[] operations)
        => Change(now, operations) with { Removes = true, Successor = "/dialogporten/api/v2/enduser/parties" };

    /// <summary>Maintenance of two hours that has products out of reach.</summary>
    public static NoticePicture Work(DateTimeOffset starts, params string[] products) => new()
    {
        Id = Guid.Parse("0194fe82-9280-77a5-a7cd-5ff0e6a6fa08"),
        Kind = NoticeKind.Maintenance,
        State = NoticeState.Published,
        Impact = NoticeImpact.Critical,
        Title = new("Oppgradering", "Oppgradering", "Upgrade"),
        Text = new("Alt er nede.", "Alt er nede.", "All is down."),
        Environments = [AltinnEnvironment.Test],
        Products = [.. products],
        PublishedAt = starts.AddDays(-14),
        UpdatedAt = starts.AddDays(-14),
        StartsAt = starts,
        EndsAt = starts.AddHours(2),
    };

    /// <summary>The registry with these notices and no others.</summary>
    public static RegistryPicture Telling(this RegistryPicture registry, params NoticePicture[] notices)
        => registry with { Version = registry.Version + 1, Notices = [.. notices] };
}
