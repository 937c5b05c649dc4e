using System.Collections.Immutable;
using System.Globalization;
using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Scraping;
using Digdir.Altinn.Sandbox.Cast;

namespace Digdir.Altinn.Sandbox.DemoVendors;

/// <summary>How a demo vendor stands with the gateway. Immutable.</summary>
/// <param name="Vendor">Who.</param>
/// <param name="Answered">Calls answered below 400.</param>
/// <param name="Refusals">Other answers, by the gateway's code or by status.</param>
/// <param name="Levels">Levels of what it reads, by product and class.</param>
/// <param name="Penalties">The penalties behind them.</param>
/// <param name="Scraping">The most that has been put before people on suspicion of scraping.</param>
internal sealed record Standing(
    Vendor Vendor,
    long Answered,
    ImmutableSortedDictionary<string, long> Refusals,
    ImmutableSortedDictionary<string, Level> Levels,
    ImmutableSortedDictionary<string, double> Penalties,
    ScrapingVerdict Scraping)
{
    /// <summary>How a vendor stands of whom nothing is known yet.</summary>
    public static Standing Unknown(Vendor vendor) => new(
        vendor,
        0,
        ImmutableSortedDictionary<string, long>.Empty,
        ImmutableSortedDictionary<string, Level>.Empty,
        ImmutableSortedDictionary<string, double>.Empty,
        ScrapingVerdict.Nothing);

    /// <summary>How it stands by the gateway's own account.</summary>
    public static Standing Of(DemoVendor vendor, ConductView view)
    {
        var groups = view.Groups.ToDictionary(
            group => string.Create(CultureInfo.InvariantCulture, $"{group.Group.Product}/{group.Group.Class}").ToLowerInvariant(), StringComparer.Ordinal);
        return new(
            vendor.Vendor,
            vendor.Calls.Answered,
            vendor.Calls.Refusals.ToImmutableSortedDictionary(StringComparer.Ordinal),
            groups.ToImmutableSortedDictionary(group => group.Key, group => group.Value.Level, StringComparer.Ordinal),
            groups.ToImmutableSortedDictionary(group => group.Key, group => Math.Round(group.Value.Penalty), StringComparer.Ordinal),
            view.Scraping.Counts.Cases > 0 ? ScrapingVerdict.Case : view.Scraping.Counts.Reviews > 0 ? ScrapingVerdict.Review : ScrapingVerdict.Nothing);
    }

    /// <summary>What is worth telling since <paramref name="before"/>: changed levels, refusals of a new kind, a changed verdict. Pure.</summary>
    public IEnumerable<string> ChangesSince(Standing before)
    {
        foreach (var (group, level) in Levels)
        {
            var was = before.Levels.GetValueOrDefault(group);
            if (level != was)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{group}: {was} -> {level} (penalty {Penalties[group]})");
            }
        }

        foreach (var code in Refusals.Keys.Where(code => !before.Refusals.ContainsKey(code)))
        {
            yield return "first answered " + code;
        }

        if (Scraping != before.Scraping)
        {
            yield return $"scraping: {before.Scraping} -> {Scraping}";
        }
    }
}
