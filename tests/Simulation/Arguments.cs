using System.Globalization;

namespace Digdir.Altinn.Simulation;

/// <summary>Options of a verb: <c>--name value</c> pairs, each of a known name.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <exception cref="ArgumentException">An option is unknown, or has no value.</exception>
    public static Arguments Parse(string[] args, params string[] known)
    {
        var parsed = new Arguments();
        for (var i = 0; i < args.Length; i += 2)
        {
            var name = args[i].StartsWith("--", StringComparison.Ordinal) ? args[i][2..] : "";
            if (!known.Contains(name, StringComparer.Ordinal) || i + 1 == args.Length)
            {
                throw new ArgumentException($"\"{args[i]}\" is not an option with a value. Known: {string.Join(", ", known.Select(one => "--" + one))}.", nameof(args));
            }

            parsed._values[name] = args[i + 1];
        }

        return parsed;
    }

    public string? Text(string name) => _values.GetValueOrDefault(name);

    /// <exception cref="ArgumentException">The option was not given.</exception>
    public string Required(string name) => Text(name) ?? throw new ArgumentException($"--{name} is missing.", nameof(name));

    public int Number(string name, int fallback) => Text(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : fallback;
}
