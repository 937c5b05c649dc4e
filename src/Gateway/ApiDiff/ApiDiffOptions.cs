namespace Digdir.Altinn.Gateway.ApiDiff;

/// <summary>What a comparison was asked for on the command line. Immutable.</summary>
internal sealed record ApiDiffOptions
{
    /// <summary>What <c>--help</c> says.</summary>
    public const string Usage = """
        usage: Digdir.Altinn.Gateway api-diff OLD.json NEW.json [OPTION...]

        Compares two OpenAPI descriptions (3.0 or 3.1, JSON) of one API and tells what would break the systems that call it. Opens no listener, calls nobody.

          OLD.json NEW.json   the description that systems were made for, and the one that is to come; - for standard input
          --json FILE         every change as JSON; - for standard output, instead of the summary
          --markdown FILE     the same for people, as Markdown; - as above
          --notice FILE       a draft of a notice of the breaking changes, as POST /admin/v1/notices takes it; - as above. Nothing is written when nothing breaks
          --catalogue FOLDER  another catalogue of operations than the gateway's own
          --base-path PATH    what stands in front of the description's paths at the gateway; found from the catalogue when not given
          --help              this

        Exit codes: 0 nothing breaks, 1 something does, 2 the command line is wrong or a description cannot be read.
        """;

    /// <summary>File of the old description; <c>-</c> for standard input.</summary>
    public string Old { get; init; } = "";

    /// <summary>File of the new description; <c>-</c> for standard input.</summary>
    public string New { get; init; } = "";

    /// <summary>File for the changes as JSON, or null.</summary>
    public string? Json { get; init; }

    /// <summary>File for the changes as Markdown, or null.</summary>
    public string? Markdown { get; init; }

    /// <summary>File for the draft of a notice, or null.</summary>
    public string? Notice { get; init; }

    /// <summary>Folder of the catalogue, or null for the gateway's own.</summary>
    public string? Catalogue { get; init; }

    /// <summary>Prefix of the description's paths at the gateway, or null to find it.</summary>
    public string? BasePath { get; init; }

    /// <summary>Asked for the usage.</summary>
    public bool Help { get; init; }

    /// <summary>Reads the arguments behind the verb; the problem is null when they are right.</summary>
    public static (ApiDiffOptions Options, string? Problem) Parse(ReadOnlySpan<string> args)
    {
        var options = new ApiDiffOptions();
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
                case "--json" or "--markdown" or "--notice" or "--catalogue" or "--base-path":
                    if (value is null && ++i == args.Length)
                    {
                        return (options, $"{name} needs a value.");
                    }

                    value ??= args[i];
                    options = name switch
                    {
                        "--json" => options with { Json = value },
                        "--markdown" => options with { Markdown = value },
                        "--notice" => options with { Notice = value },
                        "--catalogue" => options with { Catalogue = value },
                        _ => options with { BasePath = value },
                    };
                    break;
                case ['-', _, ..]:
                    return (options, $"There is no option {name}.");
                default:
                    if (options.New.Length > 0)
                    {
                        return (options, "Two descriptions at a time.");
                    }

                    options = options.Old.Length == 0 ? options with { Old = args[i] } : options with { New = args[i] };
                    break;
            }
        }

        return (options, options.New.Length == 0 ? "Which two descriptions?"
            : options is { Old: "-", New: "-" } ? "Only one description can come from standard input."
            : options.BasePath is { } path && (path.Length == 0 || path[0] != '/') ? "--base-path begins with '/'."
            : new[] { options.Json, options.Markdown, options.Notice }.Count(file => file == "-") > 1 ? "Only one of --json, --markdown and --notice can go to standard output."
            : null);
    }
}
