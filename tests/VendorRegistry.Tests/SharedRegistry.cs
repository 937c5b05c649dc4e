using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Tests.Storage;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests;

/// <summary>One registry for tests that change nothing in it but the first vendor's being there.</summary>
public sealed class SharedRegistry : IAsyncLifetime
{
    private TestDatabase? _database;
    private RegistryHost? _host;

    internal RegistryHost Host => _host ?? throw new InvalidOperationException("Not started.");

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        _host = await RegistryHost.StartAsync(_database);
        await _host.As("caseworker").RegisterVendorAsync(Numbers.First);
    }

    public async Task DisposeAsync()
    {
        if (_host is not null && _database is not null)
        {
            await _host.DisposeAsync();
            await _database.DisposeAsync();
        }
    }
}
