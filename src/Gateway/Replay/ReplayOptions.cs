namespace Digdir.Altinn.Gateway.Replay;

/// <summary>What a replay was asked for on the command line. Immutable.</summary>
internal sealed record ReplayOptions
{
    /// <summary>What <c>--help</c> says.</summary>
    public const string Usage = """
        usage: Digdir.Altinn.Gateway replay TRACE.ndjson [OPTION...]

        Runs a log of calls and events through the gateway's own detection and ladder, on the log's own time, and says for each vendor what would
        have been found and refused. Opens no listener, calls nobody, changes nothing.

          TRACE.ndjson              one JSON object per line, gzip or not; - for standard input;
                                    a folder for all that a node recorded there (Trace:Folder)
          --json                    one JSON object per vendor and line, instead of a table
          --assume shadow|enforce   shadow (default): what the log says was answered was answered, refused or not.
                                    enforce: a call that the ladder refuses brought no news and is no read
          --set SECTION:NAME=VALUE  another number, as often as needed: Polling:Threshold=10, Ladder:NoticeFor=1.00:00:00
          --settings FILE           the same from a JSON file of sections; --set goes before it
          --catalogue FOLDER        another catalogue of operations than the gateway's own
          --help                    this

        Lines that cannot be used are told of on standard error, by number, and passed over.
        Exit codes: 0 done, 1 the trace cannot be read or has no usable line, 2 the command line is wrong.
        """;

    /// <summary>The trace's file; <c>-</c> for standard input.</summary>
    public string Trace { get; init; } = "";

    /// <summary>JSON rather than a table.</summary>
    public bool Json { get; init; }

    /// <summary>A refused call brought no news.</summary>
    public bool Enforce { get; init; }

    /// <summary>Asked for the usage.</summary>
    public bool Help { get; init; }

    /// <summary>A file of settings, or null.</summary>
    public string? Settings { get; init; }

    /// <summary>The folder of the catalogue, or null for the gateway's own.</summary>
    public string? Catalogue { get; init; }

    /// <summary>Single settings, the later before the earlier.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Set { get; init; } = [];

    /// <summary>Reads the arguments behind the verb; the problem is null when they are right.</summary>
    public static (ReplayOptions Options, string? Problem) Parse(ReadOnlySpan<string> args)
    {
        var options = new ReplayOptions();
        List<KeyValuePair<string, string?>> set = [];
        for (var i = 0; i < args.Length; i++)
        {
            // --name=value is --name value.
            var (name, value) = args[i].StartsWith("--", StringComparison.Ordinal) && args[i].IndexOf('=', StringComparison.Ordinal) is var at and > 0
                ? (args[i][..at], args[i][(at + 1)..])
                : (args[i], null);
            switch (name)
            {
                case "--help" or "-h" or "-?":
                    return (options with { Help = true }, null);
                case "--json" when value is null:
                    options = options with { Json = true };
                    break;
                case "--assume" or "--set" or "--settings" or "--catalogue":
                    if (value is null && ++i == args.Length)
                    {
                        return (options, $"{name} needs a value.");
                    }

                    if (Take(ref options, set, name, value ?? args[i]) is { } problem)
                    {
                        return (options, problem);
                    }

                    break;
                default:
                    if (name.StartsWith('-') && name.Length > 1)
                    {
                        return (options, $"There is no option {name}.");
                    }

                    if (options.Trace.Length > 0)
                    {
                        return (options, "One trace at a time.");
                    }

                    options = options with { Trace = args[i] };
                    break;
            }
        }

        return (options with { Set = set }, options.Trace.Length == 0 ? "Which trace?" : null);
    }

    private static string? Take(ref ReplayOptions options, List<KeyValuePair<string, string?>> set, string name, string value)
    {
        switch (name)
        {
            case "--assume":
                options = options with { Enforce = value is "enforce" };
                return value is "enforce" or "shadow" ? null : "--assume is shadow or enforce.";
            case "--settings":
                options = options with { Settings = value };
                return null;
            case "--catalogue":
                options = options with { Catalogue = value };
                return null;
            default:
                var at = value.IndexOf('=', StringComparison.Ordinal);
                if (at <= 0)
                {
                    return "--set takes SECTION:NAME=VALUE.";
                }

                set.Add(new(value[..at].Trim(), value[(at + 1)..].Trim()));
                return null;
        }
    }
}
