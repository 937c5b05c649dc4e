using System.ComponentModel.DataAnnotations;

namespace Digdir.Altinn.VendorRegistry.Pictures;

/// <summary>How vendor pictures travel from the registry to the gateway's nodes.</summary>
public sealed class FeedOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Registry:Feed";

    /// <summary>Base addresses of the registries' management listeners, separated by commas; a node turns to the next when one fails. Only for nodes without the registry role, which do not start without it unless <see cref="CopyOnly"/> says so.</summary>
    public string? Address { get; set; }

    /// <summary>True for a node without the registry role that is to follow no registry and serve from the copy at <see cref="CopyPath"/> alone: what is decided later, holds too, never reaches it. False by default.</summary>
    public bool CopyOnly { get; set; }

    /// <summary>The key that nodes and registries share, at least 32 characters. A registry without a key serves no feed.</summary>
    [MinLength(32)]
    public string? Key { get; set; }

    /// <summary>
    /// File that the last picture is kept in, so that a node can start while the registry or its database is gone; relative to the content root.
    /// <c>data/picture.json</c> by default; empty for none.
    /// </summary>
    public string CopyPath { get; set; } = "data/picture.json";

    /// <summary>How long a registry holds on to a question it has no news for. 5 s by default; 1 s to 60 s. Also bounds how long a dead connection goes unnoticed.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan Wait { get; set; } = TimeSpan.FromSeconds(5);

    internal string[] Addresses => (Address ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
