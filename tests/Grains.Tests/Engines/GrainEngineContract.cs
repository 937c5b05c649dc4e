using System.Text.Json;
using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Engines;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Limits;
using Digdir.Altinn.Grains.Lots;
using Digdir.Altinn.Grains.Observations;
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

    private long _batches;

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

    [Fact]
    public async Task What_a_gate_observed_is_heard_once()
    {
        var engine = NewEngine(Store);
        var batch = BatchOf(1, 1, calls: 5);

        await engine.ObserveAsync(Vendor, batch, CancellationToken.None);
        await engine.ObserveAsync(Vendor, batch, CancellationToken.None);
        await engine.ObserveAsync(Vendor, BatchOf(2, 1, calls: 2), CancellationToken.None);

        (await engine.LookAsync(Vendor, CancellationToken.None)).Groups.ShouldHaveSingleItem().Calls.ShouldBe(7);
        (await engine.LookAsync(Other, CancellationToken.None)).Groups.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_slowed_read_is_refused_until_its_time_has_come()
    {
        var engine = NewEngine(Store);
        await SlowAsync(engine);

        var (judgement, levels) = await AskAsync(engine);

        judgement.Passes.ShouldBeFalse();
        levels.Judges(ConductedVendor.Lists).ShouldBeTrue();
        Clock.Advance(TimeSpan.FromMilliseconds(judgement.RetryAfterMs));
        (await AskAsync(engine)).Judgement.Passes.ShouldBeTrue();
    }

    [Fact]
    public async Task A_node_whose_clock_is_a_year_ahead_moves_nobodys_time()
    {
        var engine = NewEngine(Store);
        await SlowAsync(engine);

        await engine.ObserveAsync(Vendor, BatchOf(9, 1, calls: 3, ahead: TimeSpan.FromDays(365)), CancellationToken.None);

        (await AskAsync(engine)).Judgement.Passes.ShouldBeFalse();
        (await engine.LookAsync(Vendor, CancellationToken.None)).Groups[0].Level.ShouldBe(Level.Hard);
    }

    [Fact]
    public async Task A_level_survives_a_restart_and_refuses_nobody_for_what_was_forgotten()
    {
        var before = NewEngine(Store);
        await SlowAsync(before);
        await StopAsync(before);

        var after = NewEngine(Store);

        (await after.LookAsync(Vendor, CancellationToken.None)).Groups.ShouldHaveSingleItem().Level.ShouldBe(Level.Hard);
        var (first, levels) = await AskAsync(after);
        first.Passes.ShouldBeTrue("what was read is forgotten");
        levels.Judges(ConductedVendor.Lists).ShouldBeTrue("the level is not");
    }

    [Fact]
    public async Task The_registry_hears_of_a_level_once_it_is_stored_and_again_until_it_has_heard()
    {
        var engine = NewEngine(Store);
        Listener.Throws = true;
        await SlowAsync(engine);
        Listener.Heard.ShouldBeEmpty();

        Listener.Throws = false;
        await WriteBehindAsync(engine);
        await WriteBehindAsync(engine);

        var (vendor, happened) = Listener.Heard.ShouldHaveSingleItem();
        vendor.ShouldBe(Vendor);
        happened.To.ShouldBe(Level.Hard);
    }

    [Fact]
    public async Task A_vendor_whose_news_cannot_be_told_keeps_nobody_elses_back()
    {
        var engine = NewEngine(Store);
        Listener.Throws = true;
        foreach (var vendor in new[] { Vendor, Other })
        {
            Settings.Now = Settings.Now with { Decisions = [] };
            await engine.ObserveAsync(vendor, BatchOf(1, 1, calls: 10), CancellationToken.None);
            Settings.Now = Settings.Now with { Decisions = [new GroupDecision(1, ConductedVendor.Lists, Level.Hard, 1)] };
            await engine.ObserveAsync(vendor, BatchOf(1, 2, calls: 1), CancellationToken.None);
        }

        await WriteBehindAsync(engine);
        Listener.Throws = false;

        // Whichever of them comes first.
        foreach (var (stumbling, other) in new[] { (Vendor, Other), (Other, Vendor) })
        {
            Listener.Stumbles = stumbling;
            await WriteBehindAsync(engine);
            await WriteBehindAsync(engine);
            Listener.Heard.ShouldContain(heard => heard.Vendor == other);
        }
    }

    [Fact]
    public async Task The_brake_is_pulled_and_released()
    {
        var engine = NewEngine(Store);

        (await engine.BrakeAsync(Vendor, pull: true, CancellationToken.None)).ShouldBeTrue();
        (await engine.LookAsync(Vendor, CancellationToken.None)).BrakedUntil.ShouldBeGreaterThan(0);
        (await engine.ObserveAsync(Vendor, BatchOf(1, 1, calls: 1), CancellationToken.None)).Braked.ShouldBeTrue();
        await engine.BrakeAsync(Vendor, pull: false, CancellationToken.None);
        (await engine.LookAsync(Vendor, CancellationToken.None)).BrakedUntil.ShouldBe(0);
    }

    [Fact]
    public async Task Observations_and_answers_about_conduct_survive_any_wire()
    {
        var batch = BatchOf(ulong.MaxValue, long.MaxValue, calls: 3);
        var carried = JsonSerializer.Deserialize<ObservationBatch>(JsonSerializer.Serialize(batch)).ShouldNotBeNull();
        carried.Observations.ToArray().ShouldBe(batch.Observations.ToArray());
        JsonSerializer.Serialize(carried).ShouldBe(JsonSerializer.Serialize(batch));

        var engine = NewEngine(Store);
        await SlowAsync(engine);
        var levels = await engine.ObserveAsync(Vendor, carried, CancellationToken.None);
        JsonSerializer.Serialize(JsonSerializer.Deserialize<ConductLevels>(JsonSerializer.Serialize(levels))).ShouldBe(JsonSerializer.Serialize(levels));
        var reply = await AskAsync(engine);
        JsonSerializer.Deserialize<ConductReply>(JsonSerializer.Serialize(reply)).Judgement.ShouldBe(reply.Judgement);
    }

    /// <summary>Makes the vendor a poller of one party that people have put at the hard level, and lets that be stored.</summary>
    private protected async Task SlowAsync(IGrainEngine engine)
    {
        await engine.ObserveAsync(Vendor, BatchOf(77, ++_batches, calls: 10), CancellationToken.None);
        Settings.Now = Settings.Now with { Decisions = [new GroupDecision(1, ConductedVendor.Lists, Level.Hard, 1)] };
        await engine.ObserveAsync(Vendor, BatchOf(77, ++_batches, calls: 1), CancellationToken.None);
        await WriteBehindAsync(engine);
    }

    private protected ValueTask<ConductReply> AskAsync(IGrainEngine engine)
        => engine.JudgeAsync(Vendor, null, ConductedVendor.Ask(1), CancellationToken.None);

    private protected ObservationBatch BatchOf(ulong gate, long sequence, int calls, TimeSpan ahead = default)
    {
        var vendor = new ConductedVendor { Now = (Clock.GetUtcNow() + ahead).ToUnixTimeMilliseconds() };
        var seen = new Observation[calls];
        Array.Fill(seen, vendor.Answer(ConductedVendor.Ask(1)));
        return new ObservationBatch(gate, sequence, seen, Enumerable.Range(1, calls).ToArray(), new ulong[calls], ReadOnlyMemory<EventDelivery>.Empty);
    }
}
