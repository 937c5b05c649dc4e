using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Polling;
using Digdir.Altinn.Grains.Scraping;

namespace Digdir.Altinn.Gateway.Replay;

/// <summary>The numbers of a replay: the gateway's own, and what the command line says instead.</summary>
internal static class ReplayRules
{
    /// <summary>The rules, or what is wrong with the settings.</summary>
    public static (ConductRules? Rules, string? Problem) Read(ReplayOptions options)
    {
        try
        {
            var builder = new ConfigurationBuilder();
            if (options.Settings is { } file)
            {
                builder.AddJsonFile(Path.GetFullPath(file), optional: false);
            }

            return Bind(builder.AddInMemoryCollection(options.Set).Build());
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or InvalidOperationException or FormatException or UnauthorizedAccessException)
        {
            return (null, $"The settings cannot be used: {(exception.InnerException ?? exception).Message}");
        }
    }

    private static (ConductRules?, string?) Bind(IConfigurationRoot settings)
    {
        var rules = ConductRules.Default;
        foreach (var section in settings.GetChildren())
        {
            switch (section.Key.ToUpperInvariant())
            {
                case "POLLING":
                    rules = rules with { Polling = Of<PollingRules>(section) };
                    break;
                case "LADDER":
                    rules = rules with { Ladder = Of<LadderRules>(section) };
                    break;
                case "SCRAPING":
                    rules = rules with { Scraping = Of<ScrapingRules>(section) };
                    break;
                case "CONDUCT":
                    rules = Of<ConductRules>(section) with { Polling = rules.Polling, Ladder = rules.Ladder, Scraping = rules.Scraping };
                    break;
                default:
                    return (null, $"There are no settings {section.Key}: there are Polling, Ladder, Scraping and Conduct.");
            }
        }

        return (rules, null);
    }

    private static T Of<T>(IConfigurationSection section)
        where T : class, new()
    {
        if (section.Value is not null)
        {
            throw new InvalidOperationException($"{section.Key} is a section: {section.Key}:NAME=VALUE.");
        }

        var rules = new T();
        section.Bind(rules, bound => bound.ErrorOnUnknownConfiguration = true);
        return rules;
    }
}
