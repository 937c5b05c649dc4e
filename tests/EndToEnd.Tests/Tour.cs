using System.Text.RegularExpressions;

namespace Digdir.Altinn.EndToEnd.Tests;

/// <summary>One block of the tour: what to run, and what is said to come of it.</summary>
internal sealed record TourStop(string Script, string Status, string? Code);

/// <summary>Reads the tour's blocks. Pure.</summary>
internal static partial class Tour
{
    /// <summary>Every <c>bash</c> block that says what is answered, in order.</summary>
    public static List<TourStop> Read(string markdown)
        => [.. Blocks().Matches(markdown)
            .Select(block => (Script: block.Groups["script"].Value, Said: Said().Match(block.Groups["script"].Value)))
            .Where(block => block.Said.Success)
            .Select(block => new TourStop(
                block.Script, block.Said.Groups["status"].Value, block.Said.Groups["code"] is { Success: true, Value: var code } ? code : null))];

    /// <summary>The tour, wherever below the repository's root the tests run.</summary>
    public static string Find() => File.ReadAllText(Path.Combine(Root(), "docs", "tour.md"));

    /// <summary>The README, which shows some stops of the tour.</summary>
    public static string FindReadme() => File.ReadAllText(Path.Combine(Root(), "README.md"));

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "docs", "tour.md")))
            {
                return folder.FullName;
            }
        }

        throw new FileNotFoundException("docs/tour.md is not above the tests.");
    }

    [GeneratedRegex("^```bash\n(?<script>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Blocks();

    [GeneratedRegex("^# → (?<status>[0-9]{3})( (?<code>GWY-[0-9]{5}))?$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Said();
}
