using Digdir.Altinn.VendorRegistry.Admin;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Refusals;

namespace Digdir.Altinn.VendorRegistry.Notices;

/// <summary>What a notice must say before anybody outside sees it. Pure. The time of breaking changes has a place of its own, <see cref="EightWeeks"/>.</summary>
internal static class NoticeRules
{
    /// <summary>What is missing or makes no sense, by field; null when nothing is.</summary>
    public static Refusal? Complete(NoticeKind kind, NoticeContent content, DateTimeOffset published)
    {
        var input = new Input();
        Text(input, "title", content.Title);
        Text(input, "text", content.Text);
        if (content.Environments.IsEmpty)
        {
            Missing(input, "environments");
        }

        if (content.Products.IsEmpty && (kind == NoticeKind.BreakingChange || !content.Operations.IsEmpty))
        {
            Missing(input, "products");
        }

        if (content.Removes && content.Operations.IsEmpty)
        {
            input.Wrong("operations", "Oppgi hvilke operasjoner som fjernes.", "Name the operations that are removed.");
        }

        Times(input, kind, content, published);
        if (kind != NoticeKind.BreakingChange && (content.Removes || content.Ground is not null))
        {
            input.Wrong(content.Removes ? "removes" : "emergencyGround", "Gjelder bare endringer uten bakoverkompatibilitet.", "Is only for breaking changes.");
        }

        if (content.Ground is not null && string.IsNullOrEmpty(content.GroundReason))
        {
            Missing(input, "groundReason");
        }

        return input.Refusal;
    }

    private static void Times(Input input, NoticeKind kind, NoticeContent content, DateTimeOffset published)
    {
        if (content.StartsAt is null && kind is NoticeKind.BreakingChange or NoticeKind.Maintenance)
        {
            Missing(input, "startsAt");
        }

        if (content.EndsAt <= content.StartsAt)
        {
            input.Wrong("endsAt", "Må være etter starten.", "Must be after the start.");
        }
        else if (kind == NoticeKind.BreakingChange && content.EndsAt is not null)
        {
            input.Wrong("endsAt", "En endring har ingen slutt.", "A change has no end.");
        }
        else if (kind == NoticeKind.Maintenance && !(content.EndsAt > published))
        {
            input.Wrong("endsAt", "Oppgi en slutt som ligger fram i tid.", "State an end that lies ahead.");
        }
    }

    private static void Text(Input input, string field, NoticeText text)
    {
        foreach (var (name, value) in new[] { ("nb", text.Nb), ("nn", text.Nn), ("en", text.En) })
        {
            if (value.Length == 0)
            {
                Missing(input, $"{field}.{name}");
            }
        }
    }

    private static void Missing(Input input, string field) => input.Wrong(field, "Må fylles ut før varselet kan publiseres.", "Must be filled in before the notice can be published.");
}
