using System.Diagnostics.Metrics;
using Digdir.Altinn.Grains.Gates;
using Digdir.Altinn.Grains.Limits;
using Digdir.Altinn.Grains.Stores;
using Digdir.Altinn.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.Grains.Tests;

public sealed class GrainsExtensionsTests
{
    private static readonly VendorId Vendor = VendorId.Parse("991825827");
    private static readonly LimitSet Limits = new([new Limit(new LimitKey("vendor", 0), new Allowance(1, 10))]);

    [Fact]
    public async Task A_host_gets_gates_that_limit()
    {
        await using var services = Host().BuildServiceProvider(validateScopes: true);
        var gate = services.GetRequiredService<IVendorGates>().Of(Vendor);

        var admitted = 0;
        for (var i = 0; i < 20; i++)
        {
            admitted += (await gate.AdmitAsync(Limits, 0, 1, CancellationToken.None)).IsAdmitted ? 1 : 0;
        }

        admitted.ShouldBe(10);
    }

    [Fact]
    public async Task What_a_vendor_spent_outlives_a_host_that_goes_down_in_good_order()
    {
        var store = new MemoryGrainStore();
        var clock = new ManualClock();
        await using (var services = Host(clock).AddSingleton<IGrainStore>(store).BuildServiceProvider())
        {
            for (var i = 0; i < 8; i++)
            {
                await services.GetRequiredService<IVendorGates>().Of(Vendor).AdmitAsync(Limits, 0, 1, CancellationToken.None);
            }
        }

        await using (var services = Host(clock).AddSingleton<IGrainStore>(store).BuildServiceProvider())
        {
            var gate = services.GetRequiredService<IVendorGates>().Of(Vendor);
            (await gate.AdmitAsync(Limits, 0, 1, CancellationToken.None)).Remaining.ShouldBe(1);
        }
    }

    [Fact]
    public async Task Counts_are_metered_without_ids()
    {
        var clock = new ManualClock();
        await using var services = Host(clock).BuildServiceProvider();
        var counted = new Dictionary<string, long>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == "Digdir.Altinn.Grains" && instrument.Meter.Scope == services.GetRequiredService<IMeterFactory>())
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var name = $"{instrument.Name} {string.Join(',', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}".TrimEnd();
            counted[name] = counted.GetValueOrDefault(name) + value;
        });
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => counted[instrument.Name] = value);
        listener.Start();

        for (var i = 0; i < 12; i++)
        {
            await services.GetRequiredService<IVendorGates>().Of(Vendor).AdmitAsync(Limits, 0, 1, CancellationToken.None);
        }

        clock.Advance(TimeSpan.FromMilliseconds(250));
        listener.RecordObservableInstruments();

        counted["grains.admissions outcome=admitted"].ShouldBe(10);
        counted["grains.admissions outcome=refused"].ShouldBe(2);
        counted["grains.exchanges outcome=ok"].ShouldBeGreaterThan(0);
        counted["grains.gates.active"].ShouldBe(1);
        counted["grains.active"].ShouldBe(1);
    }

    [Theory]
    [InlineData("Limits:Nodes", "0")]
    [InlineData("Limits:DegradedShare", "0")]
    [InlineData("Limits:DegradedShare", "1.5")]
    [InlineData("Limits:LotLifetime", "00:00:00")]
    [InlineData("Limits:Tick", "1.00:00:00")]
    [InlineData("Limits:Tick", "00:00:02")]
    [InlineData("Limits:SafeShare", "-1")]
    public void Settings_that_make_no_sense_are_refused_at_start(string key, string value)
    {
        using var services = Host(settings: new() { [key] = value }).BuildServiceProvider();

        Should.Throw<OptionsValidationException>(() => services.GetRequiredService<IStartupValidator>().Validate());
    }

    [Theory]
    [InlineData(1, null, 0.5)]
    [InlineData(4, null, 0.125)]
    [InlineData(4, 0.3, 0.3)]
    public void The_degraded_share_is_half_a_limit_over_all_nodes_unless_set(int nodes, double? share, double effective)
    {
        new GrainsOptions { Nodes = nodes, DegradedShare = share }.EffectiveDegradedShare.ShouldBe(effective);
    }

    private static ServiceCollection Host(TimeProvider? clock = null, Dictionary<string, string?>? settings = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings ?? []).Build());
        services.AddSingleton(clock ?? TimeProvider.System);
        services.AddLogging();
        services.AddGrains();
        return services;
    }
}
