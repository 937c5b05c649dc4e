using Digdir.Altinn.Support;
using Digdir.Altinn.VendorRegistry.Storage;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Throttling;

/// <summary>What a vendor has spent stays spent when the gateway's process ends, in whatever way.</summary>
public sealed class LimitsAcrossRestartsTests
{
    /// <summary>Twenty calls of two tokens each at once, and then next to nothing; a busy machine's database may take its time.</summary>
    private static readonly string[] TwentyCalls =
    [
        "--Limits:Vendor:Rate=0.001", "--Limits:Vendor:Burst=40", "--Limits:Vendor:RatePerCustomer=0", "--Limits:Vendor:MaxRate=0",
        "--Limits:Classes:list:Rate=1000000", "--Limits:Classes:list:Burst=1000000", "--Limits:StoreTimeout=00:00:10", "--Limits:ExchangeTimeout=00:00:10",
    ];

    [Fact]
    public Task A_burst_spent_before_a_crash_does_not_pass_again_on_sqlite() => CrashAsync([]);

    [PostgresFact]
    public async Task A_burst_spent_before_a_crash_does_not_pass_again_on_postgres() => await CrashAsync(await OnPostgresAsync());

    [Fact]
    public Task What_is_left_of_a_burst_is_left_after_a_stop_in_good_order_on_sqlite() => StopAsync([]);

    [PostgresFact]
    public async Task What_is_left_of_a_burst_is_left_after_a_stop_in_good_order_on_postgres() => await StopAsync(await OnPostgresAsync());

    private static async Task CrashAsync(string[] database)
    {
        await using var gateway = await GatewayProcess.StartAsync([.. TwentyCalls, .. database]);
        (await gateway.PassedOfAsync(30, gateway.Token())).ShouldBe(20);

        for (var crash = 0; crash < 2; crash++)
        {
            await gateway.CrashAsync();
            await gateway.StartAgainAsync();
            (await gateway.PassedOfAsync(30, gateway.Token())).ShouldBe(0, "nobody knows what was spent since the last word, so only what was earned since is minted");
        }
    }

    private static async Task StopAsync(string[] database)
    {
        await using var gateway = await GatewayProcess.StartAsync([.. TwentyCalls, .. database]);
        (await gateway.PassedOfAsync(12, gateway.Token())).ShouldBe(12);

        await gateway.StopAsync();
        await gateway.StartAgainAsync();

        (await gateway.PassedOfAsync(30, gateway.Token())).ShouldBe(8);
    }

    private static async Task<string[]> OnPostgresAsync()
    {
        var server = await PostgresServer.SharedAsync();
        return [$"--Registry:Database:Provider={DatabaseProvider.Postgres}", $"--Registry:Database:ConnectionString={await server.CreateDatabaseAsync()}"];
    }
}
