using System.Text.Json;
using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Engines;
using Digdir.Altinn.Grains.Limits;
using Digdir.Altinn.Grains.Lots;
using Digdir.Altinn.Grains.Stores;
using Digdir.Altinn.Grains.Tests.Conduct;
using Digdir.Altinn.Grains.Tests.Vendors;
using Digdir.Altinn.Grains.Vendors;
using Digdir.Altinn.Support;
using static Digdir.Altinn.Grains.Tests.Vendors.Reports;

namespace Digdir.Altinn.Grains.Tests.Engines;

/// <summary>What every engine must do, whatever it is made of. An engine's test class derives from this one and adds what is its own.</summary>
public abstract class GrainEngineContract
{
    private protected static readonly VendorId Vendor = VendorId.Parse("991825827");
    private protected static readonly VendorId Other = VendorId.Parse("974760673");

    private protected GrainRules Rules { get; } = new() { SafeShare = 0.25 };

    private protected ConductRules ConductRules { get; } = new();

    private protected FixedConduct Settings { get; } = new();

    private protected ListeningRegistry Listener { get; } = new();

    private protected ManualClock Clock { get; } = new();

    private protected MemoryGrainStore Store { get; } = new();

    /// <summary>An engine over the durable state in <paramref name="store"/>; a second one stands for another process.</summary>
    private protected abstract IGrainEngine NewEngine(IGrainStore store);

    /// <summary>Lets the engine write what it writes behind, and notice what it notices then.</summary>
    private protected abstract Task WriteBehindAsync(IGrainEngine engine);

    /// <summary>Stops the engine as a host does that goes down in good order.</summary>
    private protected abstract Task StopAsync(IGrainEngine engine);

    [Fact]
    public async Task A_vendors_first_report_finds_the_whole_burst()
    {
        var engine = NewEngine(Store);

        (await engine.ExchangeAsync(Vendor, Asks(1, 1, 1000, epoch: 0), CancellationToken.None)).Granted().ShouldBe(100);
    }

    [Fact]
    public async Task Vendors_do_not_share_buckets()
    {
        var engine = NewEngine(Store);

        await engine.ExchangeAsync(Vendor, Asks(1, 1, 1000, epoch: 0), CancellationToken.None);

        (await engine.ExchangeAsync(Other, Asks(1, 1, 1000, epoch: 0), CancellationToken.None)).Granted().ShouldBe(100);
    }

    [Fact]
    public async Task Gates_share_their_vendors_bucket()
    {
        var engine = NewEngine(Store);

        await engine.ExchangeAsync(Vendor, Asks(1, 1, 60, epoch: 0), CancellationToken.None);

        (await engine.ExchangeAsync(Vendor, Asks(2, 1, 1000, epoch: 0), CancellationToken.None)).Granted().ShouldBe(40);
    }

    [Fact]
    public async Task Buckets_refill_with_the_engines_time()
    {
        var engine = NewEngine(Store);
        var epoch = (await engine.ExchangeAsync(Vendor, Asks(1, 1, 1000, epoch: 0), CancellationToken.None)).Epoch;
        await engine.ExchangeAsync(Vendor, Asks(1, 2, 0, epoch: epoch), CancellationToken.None);

        Clock.Advance(TimeSpan.FromSeconds(1));

        (await engine.ExchangeAsync(Vendor, Asks(1, 3, 1000, epoch: epoch), CancellationToken.None)).Granted().ShouldBe(50);
    }

    [Fact]
    public async Task Reports_at_the_same_time_are_heard_one_by_one()
    {
        var engine = NewEngine(Store);

        var granted = await Task.WhenAll(Enumerable.Range(1, 8).Select(gate => Task.Run(async () =>
        {
            var sum = 0.0;
            var epoch = 0L;
            for (var sequence = 1; sequence <= 500; sequence++)
            {
                var reply = await engine.ExchangeAsync(Vendor, Asks((ulong)gate, sequence, 1, left: sum, epoch: epoch), CancellationToken.None);
                epoch = reply.Epoch;
                sum += reply.Granted();
            }

            return sum;
        })));

        granted.Sum().ShouldBe(100, 1e-6);
    }

    [Fact]
    public async Task A_report_that_was_heard_before_changes_nothing()
    {
        var engine = NewEngine(Store);
        await engine.ExchangeAsync(Vendor, Asks(1, 2, 10, epoch: 0), CancellationToken.None);

        (await engine.ExchangeAsync(Vendor, Asks(1, 2, 10, epoch: 0), CancellationToken.None)).Buckets.ShouldBeEmpty();
        (await engine.ExchangeAsync(Vendor, Asks(1, 1, 10, epoch: 0), CancellationToken.None)).Buckets.ShouldBeEmpty();
        (await engine.ExchangeAsync(Vendor, Asks(2, 1, 1000, epoch: 0), CancellationToken.None)).Granted().ShouldBe(90);
    }

    [Fact]
    public async Task Who_has_given_up_already_is_not_served()
    {
        await Should.ThrowAsync<OperationCanceledException>(async () =>
            await NewEngine(Store).ExchangeAsync(Vendor, Asks(1, 1, 1, epoch: 0), new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task What_was_spent_stays_spent_across_a_restart()
    {
        var before = NewEngine(Store);
        var epoch = (await before.ExchangeAsync(Vendor, Asks(1, 1, 90, epoch: 0), CancellationToken.None)).Epoch;
        await before.ExchangeAsync(Vendor, Asks(1, 2, 0, epoch: epoch), CancellationToken.None);
        await StopAsync(before);

        (await NewEngine(Store).ExchangeAsync(Vendor, Asks(2, 1, 1000, epoch: 0), CancellationToken.None)).Granted().ShouldBe(10);
    }

    [Fact]
    public async Task Two_that_both_believe_to_own_a_grain_stay_within_one_limit_and_a_safe_share()
    {
        var engines = new[] { NewEngine(Store), NewEngine(Store) };
        var spent = new double[20];
        var left = new (long Epoch, long Sequence)[2];
        for (var second = 0; second < spent.Length; second++)
        {
            for (var i = 0; i < 2; i++)
            {
                // The second owner comes up after five seconds; its traffic floods like the first one's, and all that is granted is spent at once.
                if (i == 0 || second >= 5)
                {
                    spent[second] += await FloodAsync(engines[i], i);
                }
            }

            Clock.Advance(TimeSpan.FromSeconds(1));
            await WriteBehindAsync(engines[0]);
            await WriteBehindAsync(engines[1]);
        }

        for (var from = 0; from < spent.Length; from++)
        {
            for (var to = from + 1; to <= spent.Length; to++)
            {
                spent[from..to].Sum().ShouldBeLessThanOrEqualTo((100 + (50 * (to - from - 1))) * (1 + Rules.SafeShare) + 1e-6, $"seconds {from} to {to} of {string.Join(' ', spent)}");
            }
        }

        async Task<double> FloodAsync(IGrainEngine engine, int gate)
        {
            var reply = await engine.ExchangeAsync(Vendor, Asks((ulong)gate + 1, ++left[gate].Sequence, 1000, epoch: left[gate].Epoch), CancellationToken.None);
            await engine.ExchangeAsync(Vendor, Asks((ulong)gate + 1, ++left[gate].Sequence, 0, epoch: reply.Epoch), CancellationToken.None);
            left[gate].Epoch = reply.Epoch;
            return reply.Granted();
        }
    }

    [Fact]
    public async Task Reports_and_replies_survive_any_wire()
    {
        var limit = new Limit(new LimitKey("formidling-search", ulong.MaxValue), new Allowance(1.0 / 3, 10), SharedByCustomers: true) { RatePerCustomer = 0.1, MaxRate = 7 };
        var report = new Report(
            ulong.MaxValue,
            long.MaxValue,
            [new BucketReport(limit, [new LotReport(null, 3, 0.1, 0.2, 0.3, 0.4, 0.5), new LotReport(0, 3, 1, 2, 3, 4, 5)], [new CustomerUse(ulong.MaxValue, 1e-9, 1e9)])]);

        var carried = JsonSerializer.Deserialize<Report>(JsonSerializer.Serialize(report)).ShouldNotBeNull();
        carried.Buckets[0].Limit.ShouldBe(limit);
        JsonSerializer.Serialize(carried).ShouldBe(JsonSerializer.Serialize(report));

        var reply = await NewEngine(Store).ExchangeAsync(Vendor, carried, CancellationToken.None);
        JsonSerializer.Serialize(JsonSerializer.Deserialize<Reply>(JsonSerializer.Serialize(reply))).ShouldBe(JsonSerializer.Serialize(reply));
    }
}
