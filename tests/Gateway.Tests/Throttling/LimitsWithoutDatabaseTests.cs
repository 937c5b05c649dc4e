using Digdir.Altinn.Grains.Stores;
using Digdir.Altinn.Support;
using Digdir.Altinn.Support.Tokens;
using Digdir.Altinn.VendorRegistry.GrainStates;
using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Digdir.Altinn.Gateway.Tests.Throttling;

/// <summary>The database behind the grains is never in the way of a request.</summary>
public sealed class LimitsWithoutDatabaseTests(ITestOutputHelper output)
{
    /// <summary>Less than any of the database's own time limits, far more than a busy machine takes.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(4);

    [PostgresFact]
    public Task A_database_that_is_gone_neither_stops_nor_slows_admission() => OutageAsync(server => server.KillAsync());

    [PostgresFact]
    public Task A_database_that_hangs_neither_stops_nor_slows_admission() => OutageAsync(server => server.FreezeAsync());

    [Fact]
    public async Task A_node_with_the_registrys_database_keeps_its_grains_there()
    {
        await using var gateway = await RunningGateway.StartAsync(["--Roles=gateway,registry"]);
        gateway.App.Services.GetRequiredService<IGrainStore>().ShouldBeOfType<GrainStateStore>();
    }

    [Fact]
    public async Task A_node_without_the_role_keeps_its_grains_to_itself()
    {
        await using var gateway = await RunningGateway.StartAsync(["--Roles=gateway", "--Registry:Feed:CopyOnly=true"]);
        gateway.App.Services.GetRequiredService<IGrainStore>().ShouldBeOfType<MemoryGrainStore>();
    }

    private async Task OutageAsync(Func<PostgresServer, Task> fail)
    {
        await using var server = await PostgresServer.StartOwnAsync();
        await using var gateway = await GatewayProcess.StartAsync(
            $"--Registry:Database:Provider={DatabaseProvider.Postgres}", $"--Registry:Database:ConnectionString={await server.CreateDatabaseAsync()}");
        var (known, stranger) = (gateway.Token(), gateway.Token(SampleTokens.Customer));
        (await gateway.PassedOfAsync(1, known)).ShouldBe(1);

        await fail(server);

        // A vendor whose grain is up and one whose grain must come up now, for longer than it takes to save both.
        var clock = TimeProvider.System;
        var start = clock.GetTimestamp();
        var slowest = TimeSpan.Zero;
        while (clock.GetElapsedTime(start) < TimeSpan.FromSeconds(6))
        {
            foreach (var token in new[] { known, stranger })
            {
                var before = clock.GetTimestamp();
                (await gateway.PassedOfAsync(1, token)).ShouldBe(1);
                var took = clock.GetElapsedTime(before);
                slowest = took > slowest ? took : slowest;
            }

            // Well within both allowances, also the cautious one.
            await Task.Delay(TimeSpan.FromMilliseconds(100), clock);
        }

        output.WriteLine($"The slowest call took {slowest.TotalMilliseconds:F0} ms.");
        slowest.ShouldBeLessThan(Soon);
    }
}
