using System.ComponentModel.DataAnnotations;

namespace Digdir.Altinn.VendorRegistry.Storage;

/// <summary>Where the registry keeps its data.</summary>
public sealed class DatabaseOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "Registry:Database";

    /// <summary>The kind of database. <c>sqlite</c> by default.</summary>
    public DatabaseProvider Provider { get; set; } = DatabaseProvider.Sqlite;

    /// <summary>The provider's connection string. For SQLite a relative file is relative to the content root. <c>Data Source=data/registry.db</c> by default.</summary>
    [Required]
    public string ConnectionString { get; set; } = "Data Source=data/registry.db";

    /// <summary>How often a node asks the database whether another process has changed the registry. 200 ms by default; 50 ms to 800 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:00.800")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(200);
}

/// <summary>The databases the registry runs on.</summary>
public enum DatabaseProvider
{
    /// <summary>A SQLite file: one machine.</summary>
    Sqlite = 0,

    /// <summary>PostgreSQL: several registries.</summary>
    Postgres = 1,
}
