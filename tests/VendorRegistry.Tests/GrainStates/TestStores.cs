using System.Reflection;
using Digdir.Altinn.Grains.Stores;
using Digdir.Altinn.VendorRegistry.GrainStates;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Tests.Storage;
using Xunit.Sdk;

namespace Digdir.Altinn.VendorRegistry.Tests.GrainStates;

/// <summary>Runs a theory on the store in memory.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnMemoryAttribute : DataAttribute
{
    public override IEnumerable<object?[]> GetData(MethodInfo testMethod) => [[null]];
}

/// <summary>Stores of the same grains, as several processes would have them.</summary>
internal sealed class TestStores : IAsyncDisposable
{
    private readonly MemoryGrainStore _memory = new();
    private readonly TestDatabase? _database;

    private TestStores(TestDatabase? database) => _database = database;

    /// <summary>In the database, or in memory when there is no provider.</summary>
    public static async Task<TestStores> CreateAsync(DatabaseProvider? provider)
    {
        if (provider is not { } some)
        {
            return new TestStores(null);
        }

        var database = await TestDatabase.CreateAsync(some);
        await using var db = database.Open();
        await db.MigrateAsync(CancellationToken.None);
        return new TestStores(database);
    }

    /// <summary>One more process's store.</summary>
    public IGrainStore New() => _database is null ? _memory : new GrainStateStore(_database.Open);

    public ValueTask DisposeAsync() => _database?.DisposeAsync() ?? ValueTask.CompletedTask;
}
