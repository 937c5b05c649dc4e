using System.Collections.Concurrent;
using System.Collections.Frozen;
using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Polling;
using Digdir.Altinn.Grains.Scraping;
using Digdir.Altinn.VendorRegistry.Concessions;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Policies;

namespace Digdir.Altinn.Gateway.Conduct;

/// <summary>
/// What people have decided about vendors' conduct: the node's configuration, and over it what the registry's picture says. Thread-safe; a vendor's settings
/// stay the same instance while nothing about them changed.
/// </summary>
internal sealed class DecidedConduct(ConfiguredConduct configured, IPictures pictures, ICatalogue catalogue, AltinnOptions altinn) : IConductSettings
{
    private static readonly ReadClass[] Classes = [ReadClass.List, ReadClass.Thing, ReadClass.Status, ReadClass.Lookup, ReadClass.Feed];

    private volatile Decided _now = Decided.None;

    /// <inheritdoc/>
    public ConductSettings Of(VendorId vendor)
    {
        var registry = pictures.Current;
        var products = catalogue.Current;
        var now = _now;
        if (!ReferenceEquals(now.Registry, registry) || !ReferenceEquals(now.Catalogue, products))
        {
            // Two threads may come here at once: both make the same, and settings that did not change are carried over by either.
            _now = now = now.Follow(registry, products);
        }

        var conduct = registry.Vendors.TryGetValue(vendor, out var picture) ? picture.Conduct : ConductPicture.None;
        var under = configured.Of(vendor);
        if (now.Settings.TryGetValue(vendor, out var kept) && ReferenceEquals(kept.Configured, under) && (ReferenceEquals(kept.Conduct, conduct) || kept.Conduct == conduct))
        {
            return kept.Settings;
        }

        var settings = Compose(under, registry, conduct);
        now.Settings[vendor] = new Kept(under, conduct, settings);
        return settings;
    }

    /// <summary>The configuration with what the registry says over it. Pure.</summary>
    internal ConductSettings Compose(ConductSettings under, RegistryPicture registry, ConductPicture conduct)
    {
        // What is decided for all goes before configured exceptions: an operator who turns the detectors off means all of them.
        var isDecided = registry.Policies.TryGetValue(new PolicyKey(PolicyNames.Detectors, altinn.Environment), out var all);
        var mode = isDecided ? ModeOf(all) : under.Mode;
        var modes = isDecided ? new Dictionary<string, ConductMode>(StringComparer.Ordinal) : new Dictionary<string, ConductMode>(under.Products, StringComparer.Ordinal);
        var isScrapingDecided = registry.Policies.TryGetValue(new PolicyKey(PolicyNames.Scraping, altinn.Environment), out var scraping);
        var scrapings = isDecided || isScrapingDecided
            ? new Dictionary<string, ConductMode>(StringComparer.Ordinal)
            : new Dictionary<string, ConductMode>(under.ScrapingProducts, StringComparer.Ordinal);
        foreach (var product in catalogue.Current.Products)
        {
            if (registry.Policies.TryGetValue(new PolicyKey(PolicyNames.DetectorsOf(product.Id), altinn.Environment), out var its))
            {
                modes[product.Id] = ModeOf(its);
            }

            if (registry.Policies.TryGetValue(new PolicyKey(PolicyNames.ScrapingOf(product.Id), altinn.Environment), out its))
            {
                scrapings[product.Id] = ModeOf(its);
            }
        }

        return under with
        {
            Mode = mode,
            Products = modes,
            Groups = isDecided ? new Dictionary<ReadGroup, ConductMode>() : under.Groups,
            Scraping = isScrapingDecided ? ModeOf(scraping) : isDecided ? null : under.Scraping,
            ScrapingProducts = scrapings,
            Ceiling = Lowest(under.Ceiling, registry.Ceiling, conduct.Ceiling),
            FrozenUntil = conduct.Freezes.Select(freeze => freeze.Until.ToUnixTimeMilliseconds()).DefaultIfEmpty(under.FrozenUntil).Max(),
            Protected = [.. under.Protected, .. registry.Protected.Select(span => new ProtectedSpan(span.From.ToUnixTimeMilliseconds(), span.Until.ToUnixTimeMilliseconds()))],
            Allowances = [.. under.Allowances, .. Of(conduct, ConcessionKind.Allowance).SelectMany(given => Groups(given.Product).Select(group => new LargerAllowance(group, given.Factor, given.From.ToUnixTimeMilliseconds(), given.Until.ToUnixTimeMilliseconds())))],
            Decisions = [.. under.Decisions, .. conduct.Resets.SelectMany(reset => Groups(reset.Product ?? "*").Select(group => new GroupDecision(reset.At.ToUnixTimeMilliseconds(), group.GetValueOrDefault(), Level.Clear, 0)))],
            Concessions = conduct.Concessions.IsEmpty ? under.Concessions : new Concessions
            {
                Work = [.. under.Concessions.Work, .. Of(conduct, ConcessionKind.DeclaredWork).SelectMany(given => Groups(given.Product).Select(group => new DeclaredWork(group, 0, given.From.ToUnixTimeMilliseconds(), given.Until.ToUnixTimeMilliseconds())))],
                Graces = [.. under.Concessions.Graces, .. Of(conduct, ConcessionKind.Grace).SelectMany(given => Groups(given.Product).Select(group => new LargerGrace(group, given.Factor, given.From.ToUnixTimeMilliseconds(), given.Until.ToUnixTimeMilliseconds())))],
            },
            Knowledge = KnowledgeOf(under, conduct) with { SeesPortalPages = SeesPortalPages },
        };
    }

    /// <summary>Where portal sessions are taken for data, the pages that show it pass here too; their scripts and images come from elsewhere.</summary>
    private bool SeesPortalPages => catalogue.Current.Operations.Any(operation => operation is { Kind: OperationKind.Page, Closed: null } && (operation.Tokens & TokenForms.PortalSession) != 0);

    private static ScrapingKnowledge KnowledgeOf(ConductSettings under, ConductPicture conduct)
        => Of(conduct, ConcessionKind.DeclaredWork).Any()
            ? under.Knowledge with
            {
                DeclaredSyncs = [.. under.Knowledge.DeclaredSyncs, .. Of(conduct, ConcessionKind.DeclaredWork).Select(given => new SyncWindow(given.From.ToUnixTimeMilliseconds(), given.Until.ToUnixTimeMilliseconds()))],
            }
            : under.Knowledge;

    private static IEnumerable<ConcessionPicture> Of(ConductPicture conduct, ConcessionKind kind) => conduct.Concessions.Where(given => given.Kind == kind);

    /// <summary>The groups of a product; null, which means all, for no product; every group there is for "*".</summary>
    private IEnumerable<ReadGroup?> Groups(string? product)
        => product is null
            ? [null]
            : catalogue.Current.Products.Where(known => product == "*" || known.Id == product).SelectMany(known => Classes.Select(kind => (ReadGroup?)new ReadGroup(known.Id, kind)));

    private static ConductMode ModeOf(PolicyMode mode) => mode switch
    {
        PolicyMode.Off => ConductMode.Off,
        PolicyMode.Enforce => ConductMode.Enforce,
        _ => ConductMode.Shadow,
    };

    private static Level Lowest(Level first, Level? second, Level? third)
    {
        var lowest = second is { } other && other < first ? other : first;
        return third is { } last && last < lowest ? last : lowest;
    }

    /// <summary>Settings made under one registry picture and one catalogue, whose products they name.</summary>
    private sealed record Decided(RegistryPicture Registry, OperationCatalogue? Catalogue, ConcurrentDictionary<VendorId, Kept> Settings)
    {
        public static Decided None { get; } = new(RegistryPicture.Empty, null, new());

        /// <summary>Under the next ones: what concerns all vendors makes everything new, anything else leaves what did not change.</summary>
        public Decided Follow(RegistryPicture next, OperationCatalogue products)
            => ReferenceEquals(products, Catalogue) && next.Ceiling == Registry.Ceiling && next.Protected.SequenceEqual(Registry.Protected) && SamePolicies(next.Policies, Registry.Policies)
                ? this with { Registry = next }
                : new Decided(next, products, new());

        private static bool SamePolicies(FrozenDictionary<PolicyKey, PolicyMode> one, FrozenDictionary<PolicyKey, PolicyMode> other)
        {
            if (ReferenceEquals(one, other))
            {
                return true;
            }

            if (one.Count != other.Count)
            {
                return false;
            }

            foreach (var (key, mode) in one)
            {
                if (!other.TryGetValue(key, out var its) || its != mode)
                {
                    return false;
                }
            }

            return true;
        }
    }

    private sealed record Kept(ConductSettings Configured, ConductPicture Conduct, ConductSettings Settings);
}
