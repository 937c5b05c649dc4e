using System.Reflection;
using Digdir.Altinn.Support;
using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit.Sdk;

namespace Digdir.Altinn.VendorRegistry.Tests.Storage;

/// <summary>Runs a theory on SQLite.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnSqliteAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[DatabaseProvider.Sqlite]];
}

/// <summary>Runs a theory on PostgreSQL, or says why not.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnPostgresAttribute : DataAttribute
{
    public override string Skip { get => PostgresServer.SkipReason ?? base.Skip; set => base.Skip = value; }

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[DatabaseProvider.Postgres]];
}

/// <summary>A database for one test: a SQLite file, or a database on the run's PostgreSQL.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly string? _folder;

    private TestDatabase(DatabaseProvider provider, string connectionString, string? folder)
    {
        Provider = provider;
        ConnectionString = connectionString;
        _folder = folder;
    }

    public DatabaseProvider Provider { get; }

    public string ConnectionString { get; }

    public static async Task<TestDatabase> CreateAsync(DatabaseProvider provider)
    {
        if (provider == DatabaseProvider.Postgres)
        {
            var server = await PostgresServer.SharedAsync();
            return new TestDatabase(provider, await server.CreateDatabaseAsync(), null);
        }

        var folder = Directory.CreateTempSubdirectory("registry-").FullName;
        return new TestDatabase(provider, $"Data Source={Path.Combine(folder, "registry.db")}", folder);
    }

    /// <summary>A database that the test made on a PostgreSQL of its own.</summary>
    public static TestDatabase On(string postgres) => new(DatabaseProvider.Postgres, postgres, null);

    public RegistryDb Open() => Provider == DatabaseProvider.Postgres
        ? new PostgresRegistryDb(new DbContextOptionsBuilder<PostgresRegistryDb>().UseNpgsql(ConnectionString).Options)
        : new SqliteRegistryDb(new DbContextOptionsBuilder<SqliteRegistryDb>().UseSqlite(ConnectionString).Options);

    public ValueTask DisposeAsync()
    {
        if (_folder is not null)
        {
            using (var connection = new SqliteConnection(ConnectionString))
            {
                SqliteConnection.ClearPool(connection);
            }

            Directory.Delete(_folder, recursive: true);
        }
        else
        {
            // What is kept open to a database that nobody uses any more would add up to more than the server takes.
            using var connection = new NpgsqlConnection(ConnectionString);
            NpgsqlConnection.ClearPool(connection);
        }

        return ValueTask.CompletedTask;
    }
}
