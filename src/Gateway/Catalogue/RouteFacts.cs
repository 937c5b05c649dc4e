using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Digdir.Altinn.Gateway.Catalogue;

/// <summary>
/// A route's metadata, which also carries the object the route was generated from: the endpoint gets the operation of the very catalogue it comes from,
/// whatever has been reloaded since. The revision is different in every catalogue, so that YARP never keeps an endpoint of an older one. Immutable.
/// </summary>
internal sealed class RouteFacts(CatalogueRoute route, long revision, (string Key, string Value)? extra) : IReadOnlyDictionary<string, string>
{
    private readonly Dictionary<string, string> _texts = Texts(revision, extra);

    /// <summary>What the route stands for.</summary>
    public CatalogueRoute Route { get; } = route;

    /// <inheritdoc/>
    public int Count => _texts.Count;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => _texts.Keys;

    /// <inheritdoc/>
    public IEnumerable<string> Values => _texts.Values;

    /// <inheritdoc/>
    public string this[string key] => _texts[key];

    /// <inheritdoc/>
    public bool ContainsKey(string key) => _texts.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value) => _texts.TryGetValue(key, out value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _texts.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static Dictionary<string, string> Texts(long revision, (string Key, string Value)? extra)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal) { ["Catalogue.Revision"] = revision.ToString(CultureInfo.InvariantCulture) };
        if (extra is { } more)
        {
            texts.Add(more.Key, more.Value);
        }

        return texts;
    }
}
