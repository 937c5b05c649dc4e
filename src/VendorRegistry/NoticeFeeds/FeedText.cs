using System.Globalization;
using System.Text;
using Digdir.Altinn.VendorRegistry.Pictures;

namespace Digdir.Altinn.VendorRegistry.NoticeFeeds;

/// <summary>A notice in words, for readers that show plain text. Pure.</summary>
internal static class FeedText
{
    private static readonly TimeZoneInfo Oslo = TimeZoneInfo.FindSystemTimeZoneById("Europe/Oslo");

    /// <summary>The text, when and whom it concerns, and what was told since.</summary>
    public static string Of(NoticePicture notice, FeedQuestion question)
    {
        var text = new StringBuilder(question.In(notice.Text)).Append('\n');
        foreach (var (name, value) in Facts(notice, question))
        {
            text.Append('\n').Append(name).Append(": ").Append(value);
        }

        foreach (var update in notice.Timeline.Reverse())
        {
            text.Append("\n\n").Append(Instant(update.At)).Append(": ").Append(question.In(update.Text));
        }

        return text.ToString();
    }

    /// <summary>What is known of a notice beside its text, by name, in order.</summary>
    public static IEnumerable<(string Name, string Value)> Facts(NoticePicture notice, FeedQuestion question)
    {
        yield return (question.In("Type", "Type", "Kind"), KindOf(notice.Kind, question));
        yield return (question.In("Tilstand", "Tilstand", "State"), StateOf(notice.State, question));
        if (notice.Kind is NoticeKind.Maintenance or NoticeKind.Incident)
        {
            yield return (question.In("Virkning", "Verknad", "Impact"), ImpactOf(notice.Impact, question));
        }

        if (notice.EmergencyGround is { } ground)
        {
            yield return (question.In("Varslet på kort tid på grunn av", "Varsla på kort tid på grunn av", "On short notice because of"), GroundOf(ground, question));
        }

        if (notice.StartsAt is { } start)
        {
            yield return (notice.Kind == NoticeKind.BreakingChange ? question.In("Gjelder fra", "Gjeld frå", "In effect from") : question.In("Fra", "Frå", "From"), Instant(start));
        }

        if (notice.EndsAt is { } end)
        {
            yield return (question.In("Til", "Til", "Until"), Instant(end));
        }

        yield return (question.In("Miljø", "Miljø", "Environments"), string.Join(", ", notice.Environments.Select(environment => environment == AltinnEnvironment.Test ? "test" : question.In("produksjon", "produksjon", "production"))));
        if (!notice.Products.IsEmpty)
        {
            yield return (question.In("Produkter", "Produkt", "Products"), string.Join(", ", notice.Products.Select(ProductNames.Of)));
        }

        if (!notice.Operations.IsEmpty)
        {
            yield return (question.In("Operasjoner", "Operasjonar", "Operations"), string.Join(", ", notice.Operations));
        }

        if (!notice.Fields.IsEmpty)
        {
            yield return (question.In("Felt", "Felt", "Fields"), string.Join(", ", notice.Fields));
        }

        if (!notice.ServiceOwners.IsEmpty)
        {
            yield return (question.In("Tjenesteeiere", "Tenesteeigarar", "Service owners"), string.Join(", ", notice.ServiceOwners));
        }

        if (notice.Successor is { } successor)
        {
            yield return (question.In("Bruk i stedet", "Bruk i staden", "Use instead"), successor);
        }

        foreach (var brownout in notice.Brownouts)
        {
            yield return (question.In("Prøveavslag", "Prøveavslag", "Brownout"), $"{FeedQuestion.WordOf(brownout.Environment)}, {Instant(brownout.From)} – {Instant(brownout.Until)}");
        }
    }

    /// <summary>An instant as people in Norway read it.</summary>
    public static string Instant(DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, Oslo);
        return local.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + (local.Offset == TimeSpan.FromHours(2) ? " CEST" : " CET");
    }

    /// <summary>The kind in words.</summary>
    public static string KindOf(NoticeKind kind, FeedQuestion question) => kind switch
    {
        NoticeKind.BreakingChange => question.In("Endring som krever tilpasning", "Endring som krev tilpassing", "Breaking change"),
        NoticeKind.Maintenance => question.In("Vedlikehold", "Vedlikehald", "Maintenance"),
        NoticeKind.Incident => question.In("Hendelse", "Hending", "Incident"),
        _ => question.In("Informasjon", "Informasjon", "Information"),
    };

    private static string ImpactOf(NoticeImpact impact, FeedQuestion question) => impact switch
    {
        NoticeImpact.Critical => question.In("ute av drift", "ute av drift", "out of reach"),
        NoticeImpact.Major => question.In("delvis ute av drift", "delvis ute av drift", "partly out of reach"),
        NoticeImpact.Minor => question.In("redusert", "redusert", "reduced"),
        _ => question.In("alt virker", "alt verkar", "everything works"),
    };

    private static string GroundOf(string ground, FeedQuestion question) => ground switch
    {
        "criticalFault" => question.In("retting av en kritisk feil", "retting av ein kritisk feil", "a critical fault that is mended"),
        "seriousIncident" => question.In("en alvorlig hendelse", "ei alvorleg hending", "a serious incident"),
        _ => ground,
    };

    private static string StateOf(NoticeState state, FeedQuestion question) => state switch
    {
        NoticeState.Amended => question.In("endret", "endra", "amended"),
        NoticeState.Completed => question.In("gjennomført", "gjennomført", "completed"),
        NoticeState.Withdrawn => question.In("trukket tilbake", "trekt tilbake", "withdrawn"),
        _ => question.In("publisert", "publisert", "published"),
    };
}

/// <summary>Names of products for people; the catalogue with all that is known of them is the gateway's.</summary>
internal static class ProductNames
{
    /// <summary>The name, or the id of a product that has no name here.</summary>
    public static string Of(string product) => product switch
    {
        "dialogporten" => "Dialogporten",
        "melding" => "Altinn Melding",
        "formidling" => "Altinn Formidling",
        "systembruker" => "Systembruker",
        "events" => "Altinn Events",
        "apps" => "Altinn Apps",
        "autentisering" => "Altinn Autentisering",
        _ => product,
    };
}
