using System.Diagnostics.Metrics;
using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Engines;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Stores;
using Digdir.Altinn.Grains.Tests.Conduct;
using Digdir.Altinn.Grains.Tests.Vendors;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using static Digdir.Altinn.Grains.Tests.Vendors.Reports;

namespace Digdir.Altinn.Grains.Tests.Engines;

public sealed class InProcessEngineTests : GrainEngineContract, IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FickleStore _store;

    public InProcessEngineTests() => _store = new FickleStore(Store);

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task A_store_that_cannot_be_reached_makes_a_new_grain_cautious_and_stops_nothing()
    {
        _store.Throws = true;
        var engine = New(_store);

        (await engine.ExchangeAsync(Vendor, Asks(1, 1, 1000, epoch: 0), CancellationToken.None)).Granted().ShouldBe(25);
        Clock.Advance(TimeSpan.FromSeconds(60));
        (await engine.ExchangeAsync(Vendor, Asks(1, 2, 1000, epoch: 0), CancellationToken.None)).Granted().ShouldBe(100);
    }

    [Fact]
    public async Task A_store_that_hangs_holds_a_new_grain_up_for_a_bounded_time()
    {
        _store.Hangs = true;
        var exchange = New(_store).ExchangeAsync(Vendor, Asks(1, 1, 1000, epoch: 0), CancellationToken.None).AsTask();
        exchange.IsCompleted.ShouldBeFalse();

        Clock.Advance(TimeSpan.FromMilliseconds(250));

        (await exchange.WaitAsync(TimeSpan.FromSeconds(10))).Granted().ShouldBe(25);
        _store.LastClaim.IsCancellationRequested.ShouldBeTrue("made late, the claim would take the grain from the engine that went on without it");
    }

    [Fact]
    public async Task A_grain_that_is_up_does_not_notice_that_the_store_is_gone_and_is_saved_when_it_is_back()
    {
        var engine = New(_store);
        var epoch = (await engine.ExchangeAsync(Vendor, Asks(1, 1, 40, epoch: 0), CancellationToken.None)).Epoch;
        _store.Throws = true;
        Clock.Advance(TimeSpan.FromSeconds(10));
        (await engine.ExchangeAsync(Vendor, Asks(1, 2, 100, epoch: epoch), CancellationToken.None)).Granted().ShouldBe(100);
        await engine.ExchangeAsync(Vendor, Asks(1, 3, 0, epoch: epoch), CancellationToken.None);
        await engine.WriteAsync();

        _store.Throws = false;
        await engine.DisposeAsync();

        (await New(_store).ExchangeAsync(Vendor, Asks(2, 1, 1000, epoch: 0), CancellationToken.None)).Granted().ShouldBe(0);
    }

    [Fact]
    public async Task After_a_crash_only_the_safe_share_is_minted_until_older_lots_have_lapsed()
    {
        var crashed = New(_store);
        await crashed.ExchangeAsync(Vendor, Asks(1, 1, 10, epoch: 0), CancellationToken.None);
        await crashed.WriteAsync();
        Kill(crashed);
        Clock.Advance(TimeSpan.FromSeconds(1.9));

        var second = New(_store);
        (await second.ExchangeAsync(Vendor, Asks(2, 1, 1000, epoch: 0), CancellationToken.None)).Granted().ShouldBe(23, "what the safe share earned since the last activation");
        Kill(second);
        Clock.Advance(TimeSpan.FromSeconds(10));
        (await New(_store).ExchangeAsync(Vendor, Asks(2, 1, 1000, epoch: 0), CancellationToken.None)).Granted().ShouldBe(25, "and no more than its burst");
    }

    [Fact]
    public async Task A_crash_soon_after_a_rest_is_not_taken_for_a_rest()
    {
        var crashed = New(_store);
        var epoch = (await crashed.ExchangeAsync(Vendor, Asks(1, 1, 10, epoch: 0), CancellationToken.None)).Epoch;
        await crashed.ExchangeAsync(Vendor, Asks(1, 2, 0, epoch: epoch), CancellationToken.None);
        await crashed.WriteAsync();
        await crashed.ExchangeAsync(Vendor, Asks(1, 3, 50, epoch: epoch), CancellationToken.None);

        Clock.Advance(TimeSpan.FromMilliseconds(20));

        (await New(_store).ExchangeAsync(Vendor, Asks(2, 1, 1000, epoch: 0), CancellationToken.None)).Granted().ShouldBe(0, "nor does an activation in quick succession bring a safe share of its own");
    }

    [Fact]
    public async Task A_stale_owner_loses_its_right_to_mint()
    {
        var stale = New(_store);
        var old = (await stale.ExchangeAsync(Vendor, Asks(1, 1, 10, epoch: 0), CancellationToken.None)).Epoch;
        var owner = (await New(_store).ExchangeAsync(Vendor, Asks(2, 1, 10, epoch: 0), CancellationToken.None)).Epoch;
        owner.ShouldBeGreaterThan(old);

        await stale.WriteAsync();

        // Asked again, it must claim the grain anew: the activation that believed to own it is gone.
        (await stale.ExchangeAsync(Vendor, Asks(1, 2, 1000, epoch: old), CancellationToken.None)).Epoch.ShouldBeGreaterThan(owner);
    }

    [Fact]
    public async Task Idle_grains_are_saved_and_dropped()
    {
        var engine = New(_store);
        for (var gate = 1; gate < 3; gate++)
        {
            await engine.ExchangeAsync(gate == 1 ? Vendor : Other, Asks(1, 1, 100, epoch: 0), CancellationToken.None);
        }

        engine.Count.ShouldBe(2);
        for (var minute = 0; minute < 7; minute++)
        {
            Clock.Advance(TimeSpan.FromMinutes(1));
        }

        engine.Count.ShouldBe(0);
        (await engine.ExchangeAsync(Vendor, Asks(1, 2, 1000, epoch: 0), CancellationToken.None)).Granted().ShouldBe(100);
    }

    [Fact]
    public async Task A_grain_at_rest_is_written_once()
    {
        var engine = New(_store);
        await engine.ExchangeAsync(Vendor, Asks(1, 1, 0, epoch: 0), CancellationToken.None);
        Clock.Advance(TimeSpan.FromSeconds(4));
        var saved = _store.Saved;

        Clock.Advance(TimeSpan.FromSeconds(60));

        _store.Saved.ShouldBe(saved);
    }

    [Fact]
    public async Task A_grain_that_leaves_its_rest_hurries_to_the_store_alone()
    {
        var engine = New(_store);
        await engine.ExchangeAsync(Vendor, Asks(1, 1, 0, epoch: 0), CancellationToken.None);
        await engine.ExchangeAsync(Other, Asks(1, 1, 10, epoch: 0), CancellationToken.None);
        Clock.Advance(TimeSpan.FromSeconds(2));
        var saved = _store.Saved;

        for (var sequence = 2; sequence < 5; sequence++)
        {
            await engine.ExchangeAsync(Vendor, Asks(1, sequence, 10, epoch: 0), CancellationToken.None);
        }

        Clock.Advance(TimeSpan.FromMilliseconds(20));
        _store.Saved.ShouldBe(saved + 1);
        Clock.Advance(TimeSpan.FromMilliseconds(20));
        _store.Saved.ShouldBe(saved + 1);
    }

    [Fact]
    public async Task A_save_under_way_when_the_host_stops_does_not_take_the_last_word()
    {
        var engine = New(_store);
        var epoch = (await engine.ExchangeAsync(Vendor, Asks(1, 1, 90, epoch: 0), CancellationToken.None)).Epoch;
        _store.Slow = new TaskCompletionSource();
        var underWay = engine.WriteAsync();
        await engine.ExchangeAsync(Vendor, Asks(1, 2, 0, epoch: epoch), CancellationToken.None);

        var stop = engine.DisposeAsync();
        stop.IsCompleted.ShouldBeFalse();
        _store.Slow.SetResult();
        await underWay;
        await stop;

        (await New(_store).ExchangeAsync(Vendor, Asks(2, 1, 1000, epoch: 0), CancellationToken.None)).Granted().ShouldBe(10);
    }

    [Fact]
    public async Task Nobody_is_refused_by_a_level_that_a_crash_could_undo()
    {
        var engine = New(_store);
        await engine.ObserveAsync(Vendor, BatchOf(1, 1, calls: 10), CancellationToken.None);
        _store.Throws = true;
        Settings.Now = Settings.Now with { Decisions = [new GroupDecision(1, ConductedVendor.Lists, Level.Hard, 1)] };
        await engine.ObserveAsync(Vendor, BatchOf(1, 2, calls: 1), CancellationToken.None);

        for (var second = 0; second < 60; second++)
        {
            (await AskAsync(engine)).Judgement.Passes.ShouldBeTrue("the store does not know of the level");
            Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Listener.Heard.ShouldBeEmpty();
        _store.Throws = false;
        Clock.Advance(TimeSpan.FromSeconds(2));
        (await AskAsync(engine)).Judgement.Passes.ShouldBeFalse("now it does");
        Listener.Heard.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Limits_do_not_wait_for_whoever_looks_through_a_vendors_conduct()
    {
        using var looking = new ManualResetEventSlim();
        using var done = new ManualResetEventSlim();
        var engine = New(_store);
        await engine.ObserveAsync(Vendor, BatchOf(1, 1, calls: 10), CancellationToken.None);
        Settings.Asked = () =>
        {
            looking.Set();
            done.Wait(TimeSpan.FromSeconds(60)).ShouldBeTrue();
        };
        var look = Task.Run(() => engine.LookAsync(Vendor, CancellationToken.None).AsTask());
        looking.Wait(TimeSpan.FromSeconds(60)).ShouldBeTrue();
        Settings.Asked = null;

        var writing = Task.Run(() => engine.WriteAsync());
        for (var i = 1; i < 100; i++)
        {
            var exchange = Task.Run(() => engine.ExchangeAsync(Vendor, Asks(1, i, 1, epoch: 0), CancellationToken.None).AsTask());
            await exchange.WaitAsync(TimeSpan.FromSeconds(30));
        }

        writing.IsCompleted.ShouldBeFalse("what is written of conduct waits for the one who looks");
        done.Set();
        await Task.WhenAll(look, writing).WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task A_change_of_level_is_stored_within_moments()
    {
        var engine = New(_store);
        await engine.ObserveAsync(Vendor, BatchOf(1, 1, calls: 10), CancellationToken.None);
        await engine.WriteAsync();
        Settings.Now = Settings.Now with { Decisions = [new GroupDecision(1, ConductedVendor.Lists, Level.Hard, 1)] };
        (await AskAsync(engine)).Judgement.Passes.ShouldBeTrue();

        Clock.Advance(TimeSpan.FromMilliseconds(20));
        (await AskAsync(engine)).Judgement.Passes.ShouldBeFalse();
        Kill(engine);

        Settings.Now = Settings.Now with { Decisions = [] };
        (await New(_store).LookAsync(Vendor, CancellationToken.None)).Groups[0].Level.ShouldBe(Level.Hard);
    }

    [Fact]
    public async Task A_crash_loses_less_than_five_seconds_of_observations_and_no_level()
    {
        var engine = New(_store);
        var heard = new List<(DateTimeOffset At, double Penalty)>();
        var random = new Random(5);
        for (var sequence = 1; sequence < 130; sequence++)
        {
            Clock.Advance(TimeSpan.FromMilliseconds(random.Next(100, 900)));
            await engine.ObserveAsync(Vendor, BatchOf(1, sequence, calls: 3), CancellationToken.None);
            heard.Add((Clock.GetUtcNow(), (await engine.LookAsync(Vendor, CancellationToken.None)).Groups[0].Penalty));
            if (sequence % 25 == 0)
            {
                Kill(engine);
                engine = New(_store);
                var kept = (await engine.LookAsync(Vendor, CancellationToken.None)).Groups.Select(group => group.Penalty).FirstOrDefault();
                var before = heard.LastOrDefault(then => then.At <= Clock.GetUtcNow() - TimeSpan.FromSeconds(5)).Penalty;
                kept.ShouldBeGreaterThanOrEqualTo(before * 0.999);
                before.ShouldBeGreaterThan(0);
                heard.Clear();
            }
        }
    }

    [Fact]
    public async Task A_grain_that_came_up_without_its_store_refuses_nobody_and_overwrites_nothing()
    {
        var first = New(_store);
        await SlowAsync(first);
        await first.DisposeAsync();
        Settings.Now = Settings.Now with { Decisions = [] };
        _store.Throws = true;
        var second = New(_store);
        await second.ObserveAsync(Vendor, BatchOf(1, 1, calls: 10), CancellationToken.None);
        (await second.LookAsync(Vendor, CancellationToken.None)).Groups[0].Level.ShouldBe(Level.Clear);

        Clock.Advance(TimeSpan.FromSeconds(10));
        _store.Throws = false;
        Clock.Advance(TimeSpan.FromSeconds(4));

        (await second.LookAsync(Vendor, CancellationToken.None)).Groups[0].Level.ShouldBe(Level.Hard);
    }

    [Fact]
    public async Task A_slow_poller_is_remembered_while_its_limits_are_long_forgotten()
    {
        var engine = New(_store);
        await engine.ObserveAsync(Vendor, BatchOf(1, 1, calls: 1), CancellationToken.None);

        Clock.Advance(TimeSpan.FromHours(60));
        engine.Count.ShouldBe(1);
        Clock.Advance(TimeSpan.FromHours(13));
        engine.Count.ShouldBe(0);
        (await engine.LookAsync(Vendor, CancellationToken.None)).Groups.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Conduct_that_does_not_change_is_written_as_it_was()
    {
        var engine = New(_store);
        await engine.ObserveAsync(Vendor, BatchOf(1, 1, calls: 5), CancellationToken.None);
        Clock.Advance(TimeSpan.FromSeconds(10));
        var saved = _store.Saved;

        Clock.Advance(TimeSpan.FromSeconds(60));

        _store.Saved.ShouldBe(saved);
    }

    /// <summary>Stops the engine's writing at once, with nothing said to the store.</summary>
    private static void Kill(InProcessEngine engine) => engine.Dispose();

    private protected override IGrainEngine NewEngine(IGrainStore store) => New(store);

    private protected override Task WriteBehindAsync(IGrainEngine engine) => ((InProcessEngine)engine).WriteAsync();

    private protected override Task StopAsync(IGrainEngine engine) => ((InProcessEngine)engine).DisposeAsync().AsTask();

    private InProcessEngine New(IGrainStore store) => new(
        store,
        new InProcessRules { Grains = Rules, Conduct = ConductRules },
        Settings,
        Listener,
        Clock,
        new GrainMetrics(_services.GetRequiredService<IMeterFactory>()),
        NullLogger<InProcessEngine>.Instance);

    /// <summary>A store that can be made to fail or hang.</summary>
    private sealed class FickleStore(IGrainStore inner) : IGrainStore
    {
        public bool Throws { get; set; }

        public bool Hangs { get; set; }

        public int Saved { get; private set; }

        /// <summary>What the last claim can be given up by.</summary>
        public CancellationToken LastClaim { get; private set; }

        /// <summary>What saves wait for, when not null.</summary>
        public TaskCompletionSource? Slow { get; set; }

        public ValueTask<Activation> ActivateAsync(VendorId vendor, long atLeast, CancellationToken cancellation)
        {
            Fail();
            LastClaim = cancellation;
            return Hangs ? new(new TaskCompletionSource<Activation>().Task) : inner.ActivateAsync(vendor, atLeast, cancellation);
        }

        public async ValueTask<IReadOnlyList<VendorId>> SaveAsync(IReadOnlyList<StoredGrain> grains, CancellationToken cancellation)
        {
            Fail();
            Saved += grains.Count;
            await (Slow?.Task ?? Task.CompletedTask);
            return await inner.SaveAsync(grains, cancellation);
        }

        private void Fail()
        {
            if (Throws)
            {
                throw new IOException("The store is gone.");
            }
        }
    }
}
