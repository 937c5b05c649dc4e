using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Observations;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.Grains.Conduct;

/// <summary>Settings as configured, the same for all vendors but for their ceilings. Follows changes of the configuration. Thread-safe.</summary>
internal sealed class ConfiguredConduct : IConductSettings, IDisposable
{
    private readonly IDisposable? _watch;
    private volatile Configured _now;

    public ConfiguredConduct(IOptionsMonitor<ConductOptions> options)
    {
        _now = Configured.Of(options.CurrentValue);
        _watch = options.OnChange(changed => _now = Configured.Of(changed));
    }

    /// <inheritdoc/>
    public ConductSettings Of(VendorId vendor) => _now.Vendors.Count > 0 && _now.Vendors.TryGetValue(vendor, out var settings) ? settings : _now.All;

    /// <inheritdoc/>
    public void Dispose() => _watch?.Dispose();

    private sealed record Configured(ConductSettings All, IReadOnlyDictionary<VendorId, ConductSettings> Vendors)
    {
        public static Configured Of(ConductOptions options)
        {
            var products = new Dictionary<string, ConductMode>(StringComparer.Ordinal);
            var groups = new Dictionary<ReadGroup, ConductMode>();
            foreach (var (name, mode) in options.Products)
            {
                // A name that is no class stops nobody's start: it names a product that does not exist, and nothing follows from it.
                if (name.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash && Enum.TryParse<ReadClass>(name[(slash + 1)..], ignoreCase: true, out var kind))
                {
                    groups[new ReadGroup(name[..slash], kind)] = mode;
                }
                else
                {
                    products[name] = mode;
                }
            }

            var all = new ConductSettings
            {
                Mode = options.Mode,
                Products = products,
                Groups = groups,
                Scraping = options.Scraping,
                ScrapingProducts = new Dictionary<string, ConductMode>(options.ScrapingProducts, StringComparer.Ordinal),
                Ceiling = options.Ceiling,
                MayBrake = options.Brake,
                Protected = options.ProtectedDays.Count == 0 ? [] : SpansOf(options.ProtectedDays),
            };
            var vendors = new Dictionary<VendorId, ConductSettings>();
            foreach (var (number, ceiling) in options.VendorCeilings)
            {
                if (VendorId.TryParse(number, out var vendor))
                {
                    vendors[vendor] = all with { Ceiling = (Level)Math.Min((byte)ceiling, (byte)options.Ceiling) };
                }
            }

            return new Configured(all, vendors);
        }

        private static ProtectedSpan[] SpansOf(List<DateOnly> days)
        {
            var oslo = TimeZoneInfo.FindSystemTimeZoneById("Europe/Oslo");
            return [.. days.Select(day => ProtectedSpan.OfDay(day, oslo))];
        }
    }
}
