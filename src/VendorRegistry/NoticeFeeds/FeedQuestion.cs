using System.Collections.Immutable;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Refusals;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Digdir.Altinn.VendorRegistry.NoticeFeeds;

/// <summary>The languages notices are written in.</summary>
internal enum FeedLanguage
{
    /// <summary>Bokmål: what those get who state no preference.</summary>
    Nb,

    /// <summary>Nynorsk.</summary>
    Nn,

    /// <summary>English.</summary>
    En,
}

/// <summary>What of the notices is asked for, and where the answer will stand. Equal questions have equal answers. Immutable.</summary>
/// <param name="Address">The public listener's base address, without a slash at the end.</param>
/// <param name="Language">The language.</param>
/// <param name="Product">Only notices that concern the product, by id; null for all.</param>
/// <param name="Environment">Only notices for the environment; null for both.</param>
/// <param name="Page">Page of a paged feed, from 1.</param>
/// <param name="Chosen">True when the language was asked for by name: links then stay in it, whatever the reader's browser prefers.</param>
internal sealed record FeedQuestion(string Address, FeedLanguage Language, string? Product, AltinnEnvironment? Environment, int Page = 1, bool Chosen = false)
{
    private const int MostPages = 1000;

    /// <summary>The language as BCP 47 names it.</summary>
    public string Tag => Language switch { FeedLanguage.En => "en", FeedLanguage.Nn => "nn", _ => "nb" };

    /// <summary>True when the notice is asked for.</summary>
    public bool Covers(NoticePicture notice)
        => (Product is null || notice.Products.IsEmpty || notice.Products.Contains(Product)) && (Environment is not { } environment || notice.Environments.Contains(environment));

    /// <summary>The text in the language.</summary>
    public string In(NoticeText text) => Language switch { FeedLanguage.En => text.En, FeedLanguage.Nn => text.Nn, _ => text.Nb };

    /// <summary>One of three texts of our own.</summary>
    public string In(string nb, string nn, string en) => Language switch { FeedLanguage.En => en, FeedLanguage.Nn => nn, _ => nb };

    /// <summary>The address of a notice's own page.</summary>
    public string PageOf(Guid notice) => $"{Address}{NoticeFeedsApi.Prefix}/{notice:D}{(Chosen ? $"?lang={Tag}" : "")}";

    /// <summary>An address with these filters.</summary>
    /// <param name="path">What stands after the base address.</param>
    /// <param name="page">The page, or null to leave it out.</param>
    public string Link(string path, int? page = null)
    {
        List<string> parts = [];
        Add("product", Product);
        Add("environment", Environment is { } environment ? WordOf(environment) : null);
        Add("lang", Chosen ? Tag : null);
        Add("page", page is > 1 ? page.Value.ToString(System.Globalization.CultureInfo.InvariantCulture) : null);
        return $"{Address}{path}{(parts.Count == 0 ? "" : "?" + string.Join('&', parts))}";

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                parts.Add($"{name}={Uri.EscapeDataString(value)}");
            }
        }
    }

    /// <summary>Reads a question; <paramref name="refusal"/> says what is wrong with it when the answer is null.</summary>
    public static FeedQuestion? Read(HttpRequest request, string address, RegistryOptions options, out Refusal? refusal)
    {
        Dictionary<string, Text> errors = new(StringComparer.Ordinal);
        var query = request.Query;
        string? product = null;
        AltinnEnvironment? environment = null;
        var language = Preferred(request);
        var page = 1;
        if (query.TryGetValue("product", out var products))
        {
            product = Single(products);
            if (product is null || !options.KnownProducts.Contains(product))
            {
                errors["product"] = new($"Må være én av {string.Join(", ", options.KnownProducts)}.", $"Must be one of {string.Join(", ", options.KnownProducts)}.");
            }
        }

        if (query.TryGetValue("environment", out var environments))
        {
            environment = Single(environments) switch { "test" => AltinnEnvironment.Test, "production" => AltinnEnvironment.Production, _ => null };
            if (environment is null)
            {
                errors["environment"] = new("Må være test eller production.", "Must be test or production.");
            }
        }

        if (query.TryGetValue("lang", out var languages))
        {
            FeedLanguage? asked = Single(languages) switch { "nb" => FeedLanguage.Nb, "nn" => FeedLanguage.Nn, "en" => FeedLanguage.En, _ => null };
            language = asked ?? language;
            if (asked is null)
            {
                errors["lang"] = new("Må være nb, nn eller en.", "Must be nb, nn or en.");
            }
        }

        if (query.TryGetValue("page", out var pages) && (!int.TryParse(Single(pages), System.Globalization.NumberStyles.None, null, out page) || page is < 1 or > MostPages))
        {
            errors["page"] = new($"Må være et tall fra 1 til {MostPages}.", $"Must be a number from 1 to {MostPages}.");
        }

        refusal = errors.Count > 0 ? Problems.Invalid(errors) : null;
        return errors.Count > 0 ? null : new FeedQuestion(address, language, product, environment, page, Chosen: query.ContainsKey("lang"));
    }

    /// <summary>The environment as questions and answers write it.</summary>
    public static string WordOf(AltinnEnvironment environment) => environment == AltinnEnvironment.Test ? "test" : "production";

    private static string? Single(StringValues values) => values is [{ } value] ? value : null;

    /// <summary>The language Accept-Language ranks highest among ours; bokmål where it ranks none.</summary>
    private static FeedLanguage Preferred(HttpRequest request)
    {
        var (best, rank) = (FeedLanguage.Nb, 0.0);
        foreach (var value in request.GetTypedHeaders().AcceptLanguage)
        {
            FeedLanguage? language = value.Value.AsSpan() switch
            {
                ['e' or 'E', 'n' or 'N'] or ['e' or 'E', 'n' or 'N', '-', ..] => FeedLanguage.En,
                ['n' or 'N', 'n' or 'N'] or ['n' or 'N', 'n' or 'N', '-', ..] => FeedLanguage.Nn,
                ['n' or 'N', 'b' or 'B' or 'o' or 'O'] or ['n' or 'N', 'b' or 'B' or 'o' or 'O', '-', ..] => FeedLanguage.Nb,
                _ => null,
            };
            if (language is { } ours && (value.Quality ?? 1) > rank)
            {
                (best, rank) = (ours, value.Quality ?? 1);
            }
        }

        return best;
    }
}
