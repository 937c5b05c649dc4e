
namespace Digdir.Altinn.Sandbox;

/// <summary>How to start a sandbox. Every address is on loopback; port 0 takes a free one.</summary>
public sealed record SandboxOptions
{
    /// <summary>Section of the configuration that the options are read from.</summary>
    public const string SectionName = "Sandbox";

    /// <summary>Port of the gateway's public listener, 0 to 65535.</summary>
    public int PublicPort { get; init; } = 8080;

    /// <summary>Port of the gateway's management listener, 0 to 65535.</summary>
    public int ManagementPort { get; init; } = 8081;

    /// <summary>Port of the stand-ins, 0 to 65535.</summary>
    public int StandInsPort { get; init; } = 8090;

    /// <summary>Port of the mailroom, where the gateway's mail goes, 0 to 65535.</summary>
    public int SmtpPort { get; init; } = 8025;

    /// <summary>Whether the demo vendors call.</summary>
    public bool Traffic { get; init; } = true;

    /// <summary>How many times faster than life the clock of everything in the process goes. Greater than 0, at most 3600: an hour a second.</summary>
    public double TimeLapse { get; init; } = 1;

    /// <summary>Folder that state is kept in from one start to the next, or null for a fresh one that goes away at the end.</summary>
    public string? Data { get; init; }

    /// <summary>MiB of uploaded files that are kept while the sandbox runs; later ones come back as made-up bytes. 0 to 1048576.</summary>
    public int FilesMib { get; init; } = 2048;

    /// <summary>The stand-ins that run, by name: those replaced by a real address are off.</summary>
    public StandIns StandIns { get; init; } = StandIns.All;

    /// <summary>Settings for the gateway, on top of the sandbox's own; for pointing a product or an issuer at a real address.</summary>
    public IReadOnlyDictionary<string, string?> Gateway { get; init; } = new Dictionary<string, string?>();

    /// <summary>Life's clock, which <see cref="TimeLapse"/> makes faster.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Who is told, a line at a time, when a demo vendor's standing changes. On any thread; null for nobody.</summary>
    public Action<string>? Tell { get; init; }

    /// <summary>Lowest level that the hosts write to the console: a name of <see cref="LogLevel"/>.</summary>
    public LogLevel Log { get; init; } = LogLevel.Information;

    /// <summary>
    /// Reads the command line (<c>--no-traffic</c>, <c>--time-lapse 20</c>, <c>--data DIR</c>, <c>--Sandbox:StandInsPort=0</c>) and environment
    /// variables (<c>Sandbox__StandIns__Maskinporten=off</c>). Settings outside the section go to the gateway.
    /// </summary>
    /// <exception cref="FormatException">A value cannot be read; the message says which and what is allowed.</exception>
    public static SandboxOptions Read(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        var traffic = !args.Contains("--no-traffic", StringComparer.Ordinal);
        var rest = args.Where(arg => !string.Equals(arg, "--no-traffic", StringComparison.Ordinal)).ToArray();
        var shortNames = new Dictionary<string, string> { ["--time-lapse"] = $"{SectionName}:TimeLapse", ["--data"] = $"{SectionName}:Data" };
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(rest, shortNames).Build();
        var section = configuration.GetSection(SectionName);
        var defaults = new SandboxOptions();
        var options = defaults with
        {
            PublicPort = Port(section, nameof(PublicPort), defaults.PublicPort),
            ManagementPort = Port(section, nameof(ManagementPort), defaults.ManagementPort),
            StandInsPort = Port(section, nameof(StandInsPort), defaults.StandInsPort),
            SmtpPort = Port(section, nameof(SmtpPort), defaults.SmtpPort),
            Traffic = traffic && Read(section, nameof(Traffic), "true or false", defaults.Traffic, bool.TryParse),
            TimeLapse = Read(section, nameof(TimeLapse), "a number greater than 0 and at most 3600", defaults.TimeLapse, (string? text, out double value)
                => double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out value) && value is > 0 and <= 3600),
            Data = section[nameof(Data)],
            FilesMib = Read(section, nameof(FilesMib), "a number from 0 to 1048576", defaults.FilesMib, (string? text, out int value) => int.TryParse(text, out value) && value is >= 0 and <= 1_048_576),
            Log = Read(section, nameof(Log), "a log level such as Warning", defaults.Log, (string? text, out LogLevel value) => Enum.TryParse(text, ignoreCase: true, out value)),
            StandIns = StandInsOf(section.GetSection(nameof(StandIns))),
            Gateway = new ConfigurationBuilder().AddCommandLine(rest, shortNames).Build().AsEnumerable()
                .Where(setting => setting.Value is not null && !setting.Key.StartsWith(SectionName + ":", StringComparison.OrdinalIgnoreCase))
                .ToDictionary(setting => setting.Key, setting => setting.Value, StringComparer.OrdinalIgnoreCase),
        };
        return options;
    }

    private delegate bool Parser<T>(string? text, out T value);

    private static int Port(IConfigurationSection section, string name, int otherwise)
        => Read(section, name, "a port from 0 to 65535", otherwise, (string? text, out int value) => int.TryParse(text, out value) && value is >= 0 and <= 65535);

    private static T Read<T>(IConfigurationSection section, string name, string allowed, T otherwise, Parser<T> parse)
        => section[name] is not { } text ? otherwise
            : parse(text, out var value) ? value
            : throw new FormatException($"{SectionName}:{name} must be {allowed}.");

    private static StandIns StandInsOf(IConfigurationSection section)
    {
        var running = StandIns.All;
        foreach (var setting in section.GetChildren())
        {
            if (!Enum.TryParse<StandIns>(setting.Key, ignoreCase: true, out var standIn) || setting.Value is not ("on" or "off"))
            {
                throw new FormatException($"{section.Path}: use one of {string.Join(", ", Enum.GetNames<StandIns>())} with 'on' or 'off'.");
            }

            running = setting.Value == "off" ? running & ~standIn : running | standIn;
        }

        return running;
    }
}

/// <summary>The stand-ins, as flags.</summary>
[Flags]
public enum StandIns
{
    /// <summary>None of them.</summary>
    None = 0,

    /// <summary>Maskinporten.</summary>
    Maskinporten = 1,

    /// <summary>ID-porten.</summary>
    IdPorten = 2,

    /// <summary>Ansattporten.</summary>
    Ansattporten = 4,

    /// <summary>Altinn's token exchange and its keys.</summary>
    Autentisering = 8,

    /// <summary>Dialogporten.</summary>
    Dialogporten = 16,

    /// <summary>Altinn Melding.</summary>
    Melding = 32,

    /// <summary>Altinn Formidling.</summary>
    Formidling = 64,

    /// <summary>Systemregister and system users.</summary>
    Systembruker = 128,

    /// <summary>Altinn Events.</summary>
    Events = 256,

    /// <summary>Altinn Apps and Storage.</summary>
    Apps = 512,

    /// <summary>The mail server that the gateway hands its mail to.</summary>
    Mail = 1024,

    /// <summary>All of them.</summary>
    All = 2047,
}
