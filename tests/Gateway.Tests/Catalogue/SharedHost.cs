using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Catalogue;

/// <summary>One host with the shipped catalogue for all rows of a table. Apps answer at two domains.</summary>
public sealed class SharedHost : IAsyncLifetime
{
    internal CatalogueHost Host { get; private set; } = null!;

    public async Task InitializeAsync() => Host = await CatalogueHost.StartAsync(new()
    {
        ["Catalogue:AppDomains:0"] = "apps.tt02.altinn.no",
        ["Catalogue:AppDomains:1"] = "apps.localhost",
    });

    public async Task DisposeAsync() => await Host.DisposeAsync();
}
