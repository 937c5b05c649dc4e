using System.ComponentModel.DataAnnotations;

namespace Digdir.Altinn.VendorRegistry;

/// <summary>What the registry takes in.</summary>
public sealed class RegistryOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Registry";

    private static readonly string[] DefaultProducts = ["dialogporten", "melding", "formidling", "systembruker", "events", "apps", "autentisering"];

    /// <summary>Ids of the products that integrations, holds and maintenance can name; a misspelt product would silently stop nothing. The six products and <c>autentisering</c> by default.</summary>
    public IReadOnlyList<string>? Products { get; set; }

    /// <summary>The largest body of an import from the systemregister, in bytes. 8 MiB by default. Other bodies are at most 1 MiB.</summary>
    [Range(1024, 100 * 1024 * 1024)]
    public long ImportMaxBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>Key that references to representatives are hashed with, at least 16 characters. Without it no reference is kept.</summary>
    [MinLength(16)]
    public string? ReferenceKey { get; set; }

    /// <summary>The products in use.</summary>
    public IReadOnlyList<string> KnownProducts => Products is { Count: > 0 } products ? products : DefaultProducts;
}
