using System.Text;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Stores;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Tests.Storage;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.GrainStates;

/// <summary>What every store of grains must do, whatever it keeps them in.</summary>
public sealed class GrainStoreContract
{
    private static readonly VendorId[] Vendors = [.. Numbers.All().Take(1_200).Select(number => VendorId.Parse(number))];

    private static VendorId Vendor => Vendors[0];

    private static VendorId Other => Vendors[1];

    [Theory, OnMemory, OnSqlite, OnPostgres]
    public async Task A_vendors_first_activation_finds_nothing_and_gets_the_epoch_it_asked_for(DatabaseProvider? provider)
    {
        await using var stores = await TestStores.CreateAsync(provider);

        (await ActivateAsync(stores.New(), Vendor, 1_793_606_400_000)).ShouldBe(new Activation(1_793_606_400_000, null));
    }

    [Theory, OnMemory, OnSqlite, OnPostgres]
    public async Task An_activation_finds_what_the_last_one_left_and_ends_its_rest(DatabaseProvider? provider)
    {
        await using var stores = await TestStores.CreateAsync(provider);
        var store = stores.New();
        var first = await ActivateAsync(store, Vendor, 100);
        (await SaveAsync(store, Grain(Vendor, first.Epoch, "levels", atRest: true))).ShouldBeEmpty();

        var second = await ActivateAsync(stores.New(), Vendor, 50);
        var third = await ActivateAsync(store, Vendor, 5_000);

        second.Epoch.ShouldBe(101, "a clock that went back gives no epoch a second time");
        Told(second.Last).ShouldBe((100, true, "levels"));
        third.Epoch.ShouldBe(5_000);
        Told(third.Last).ShouldBe((101, false, "levels"), "the second activation left nothing: its predecessor's state is there, but not as the truth");
    }

    [Theory, OnMemory, OnSqlite, OnPostgres]
    public async Task Grains_are_kept_apart_and_states_come_back_to_the_byte(DatabaseProvider? provider)
    {
        await using var stores = await TestStores.CreateAsync(provider);
        var store = stores.New();
        byte[] odd = [0, 255, .. Encoding.UTF8.GetBytes("Blåbær"), 0];
        await SaveAsync(store, new StoredGrain(Vendor, 1, AtRest: true, odd), Grain(Other, 7, "", atRest: false));

        (await ActivateAsync(store, Vendor)).Last.ShouldNotBeNull().State.ToArray().ShouldBe(odd);
        Told((await ActivateAsync(store, Other)).Last).ShouldBe((7, false, ""));
    }

    [Theory, OnMemory, OnSqlite, OnPostgres]
    public async Task A_state_replaces_the_one_before_it_also_when_only_a_part_of_it_is_new(DatabaseProvider? provider)
    {
        await using var stores = await TestStores.CreateAsync(provider);
        var store = stores.New();
        var epoch = 1L;
        foreach (var (state, atRest) in new[] { ("one", true), ("another", true), ("another", false), ("", false), ("", true), ("last", true) })
        {
            await SaveAsync(store, Grain(Vendor, epoch, "before", atRest: true));
            await SaveAsync(store, Grain(Vendor, epoch, state, atRest));
            await SaveAsync(store, Grain(Vendor, epoch, state, atRest));

            var claim = await ActivateAsync(store, Vendor);
            Told(claim.Last).ShouldBe((epoch, atRest, state));
            epoch = claim.Epoch;
        }
    }

    [Theory, OnMemory, OnSqlite, OnPostgres]
    public async Task A_saver_that_was_overtaken_is_told_and_the_others_in_its_batch_are_saved(DatabaseProvider? provider)
    {
        await using var stores = await TestStores.CreateAsync(provider);
        var store = stores.New();
        var stale = (await ActivateAsync(store, Vendor)).Epoch;
        var held = (await ActivateAsync(store, Other)).Epoch;
        var owner = (await ActivateAsync(stores.New(), Vendor)).Epoch;

        var overtaken = await SaveAsync(store, Grain(Vendor, stale, "stale", atRest: true), Grain(Other, held, "held", atRest: true));

        overtaken.ShouldBe([Vendor]);
        Told((await ActivateAsync(store, Vendor)).Last).ShouldBe((owner, false, ""));
        Told((await ActivateAsync(store, Other)).Last).ShouldBe((held, true, "held"));
    }

    [Theory, OnMemory, OnSqlite, OnPostgres]
    public async Task A_grain_saved_again_as_it_was_is_confirmed_or_told_that_it_was_overtaken(DatabaseProvider? provider)
    {
        await using var stores = await TestStores.CreateAsync(provider);
        var store = stores.New();
        var mine = Grain(Vendor, (await ActivateAsync(store, Vendor)).Epoch, "", atRest: false);
        for (var i = 0; i < 3; i++)
        {
            (await SaveAsync(store, mine)).ShouldBeEmpty();
        }

        await ActivateAsync(stores.New(), Vendor);

        (await SaveAsync(store, mine)).ShouldBe([Vendor]);
    }

    [Theory, OnMemory, OnSqlite, OnPostgres]
    public async Task A_grain_whose_claim_was_never_made_can_be_saved(DatabaseProvider? provider)
    {
        await using var stores = await TestStores.CreateAsync(provider);
        var store = stores.New();

        (await SaveAsync(store, Grain(Vendor, 42, "kept", atRest: true))).ShouldBeEmpty();

        Told((await ActivateAsync(store, Vendor)).Last).ShouldBe((42, true, "kept"));
    }

    [Theory, OnMemory, OnSqlite, OnPostgres]
    public async Task A_claim_that_was_given_up_before_its_turn_is_not_made(DatabaseProvider? provider)
    {
        await using var stores = await TestStores.CreateAsync(provider);
        var store = stores.New();
        await SaveAsync(store, Grain(Vendor, 10, "", atRest: false));

        await Should.ThrowAsync<OperationCanceledException>(async () => await store.ActivateAsync(Vendor, 20, new CancellationToken(canceled: true)));

        (await SaveAsync(store, Grain(Vendor, 10, "", atRest: false))).ShouldBeEmpty();
    }

    [Theory, OnMemory, OnSqlite, OnPostgres]
    public async Task Nothing_to_save_is_no_trouble(DatabaseProvider? provider)
    {
        await using var stores = await TestStores.CreateAsync(provider);

        (await SaveAsync(stores.New())).ShouldBeEmpty();
    }

    [Theory, OnMemory, OnSqlite, OnPostgres]
    public async Task Claimers_at_the_same_time_get_an_epoch_each_and_only_one_finds_what_was_left(DatabaseProvider? provider)
    {
        await using var stores = await TestStores.CreateAsync(provider);
        IGrainStore[] processes = [stores.New(), stores.New()];
        foreach (var vendor in Vendors.Take(5))
        {
            var young = await ClaimTogetherAsync(vendor);
            young.Count(claim => claim.Last is null).ShouldBe(1, "one of them is the first");

            await SaveAsync(processes[0], Grain(vendor, young.Max(claim => claim.Epoch), "rest", atRest: true));
            var later = await ClaimTogetherAsync(vendor);
            later.Count(claim => claim.Last is { AtRest: true }).ShouldBe(1, "one of them finds it at rest");
            later.Min(claim => claim.Epoch).ShouldBeGreaterThan(young.Max(claim => claim.Epoch));
        }

        async Task<Activation[]> ClaimTogetherAsync(VendorId vendor)
        {
            var claims = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => ActivateAsync(processes[i % 2], vendor, 1_000))));
            claims.Select(claim => claim.Epoch).Distinct().Count().ShouldBe(claims.Length);
            claims.Select(claim => claim.Last?.Epoch).Distinct().Count().ShouldBe(claims.Length, "each finds its own predecessor");
            return claims;
        }
    }

    [Theory, OnMemory, OnSqlite, OnPostgres]
    public async Task A_stale_saver_either_lands_before_the_claim_and_is_seen_by_it_or_is_told(DatabaseProvider? provider)
    {
        await using var stores = await TestStores.CreateAsync(provider);
        var (mine, theirs) = (stores.New(), stores.New());
        foreach (var vendor in Vendors.Take(40))
        {
            var epoch = (await ActivateAsync(mine, vendor)).Epoch;
            var saving = Task.Run(() => SaveAsync(mine, Grain(vendor, epoch, "saved", atRest: true)));
            var claiming = Task.Run(() => ActivateAsync(theirs, vendor));

            var isOvertaken = (await saving).Count > 0;
            var isSeen = (await claiming).Last is { AtRest: true };

            isSeen.ShouldBe(!isOvertaken, vendor.ToString());
        }
    }

    [Theory, OnMemory, OnSqlite, OnPostgres]
    public async Task Savers_of_the_same_grains_in_different_orders_do_not_stop_each_other(DatabaseProvider? provider)
    {
        await using var stores = await TestStores.CreateAsync(provider);
        IGrainStore[] processes = [stores.New(), stores.New()];
        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Task.Run(() =>
        {
            var order = i % 2 == 0 ? Vendors.Take(300) : Vendors.Take(300).Reverse();
            return SaveAsync(processes[i % 2], [.. order.Select(vendor => Grain(vendor, 1 + i, $"state {i}", atRest: true))]);
        })));

        foreach (var some in Vendors.Take(300).Chunk(60))
        {
            Told((await ActivateAsync(processes[0], some[0])).Last).ShouldBe((10, true, "state 9"));
        }
    }

    [Theory, OnMemory, OnSqlite, OnPostgres]
    public async Task Many_grains_are_saved_and_claimed_together(DatabaseProvider? provider)
    {
        await using var stores = await TestStores.CreateAsync(provider);
        var store = stores.New();
        await SaveAsync(store, Grain(Vendors[700], 99, "newer", atRest: true));

        var overtaken = await SaveAsync(store, [.. Vendors.Select((vendor, i) => Grain(vendor, 5, $"state {i}", atRest: true))]);
        var claims = await Task.WhenAll(Vendors.Select(vendor => ActivateAsync(store, vendor)));

        overtaken.ShouldBe([Vendors[700]]);
        for (var i = 0; i < Vendors.Length; i++)
        {
            Told(claims[i].Last).ShouldBe(i == 700 ? (99, true, "newer") : (5, true, $"state {i}"));
        }
    }

    [Theory, OnMemory, OnSqlite, OnPostgres]
    public async Task States_of_a_hundred_kilobytes_are_kept_whole(DatabaseProvider? provider)
    {
        await using var stores = await TestStores.CreateAsync(provider);
        var store = stores.New();
        var random = new Random(3);
        var states = Vendors.Take(40).ToDictionary(vendor => vendor, _ =>
        {
            var state = new byte[100_000 + random.Next(1_000)];
            random.NextBytes(state);
            return state;
        });

        (await SaveAsync(store, [.. states.Select(state => new StoredGrain(state.Key, 1, AtRest: false, state.Value))])).ShouldBeEmpty();

        foreach (var (vendor, state) in states)
        {
            (await ActivateAsync(store, vendor)).Last.ShouldNotBeNull().State.Span.SequenceEqual(state).ShouldBeTrue();
        }
    }

    [Theory, OnMemory, OnSqlite, OnPostgres]
    public async Task Whatever_happens_in_whatever_order_the_store_agrees_with_a_naive_one(DatabaseProvider? provider)
    {
        await using var stores = await TestStores.CreateAsync(provider);
        IGrainStore[] processes = [stores.New(), stores.New()];
        var model = new Dictionary<VendorId, StoredGrain>();
        var random = new Random(7);
        for (var step = 0; step < 300; step++)
        {
            var store = processes[random.Next(2)];
            if (random.Next(2) == 0)
            {
                var vendor = Vendors[random.Next(4)];
                var atLeast = random.Next(1, 60);
                var last = model.GetValueOrDefault(vendor);
                var claim = await ActivateAsync(store, vendor, atLeast);
                claim.Epoch.ShouldBe(Math.Max((last?.Epoch ?? 0) + 1, atLeast), $"step {step}");
                Told(claim.Last).ShouldBe(Told(last), $"step {step}");
                model[vendor] = new StoredGrain(vendor, claim.Epoch, AtRest: false, last?.State ?? default);
                continue;
            }

            var batch = Vendors.Take(4).Where(_ => random.Next(2) == 0)
                .Select(vendor => Grain(vendor, Math.Max(1, (model.GetValueOrDefault(vendor)?.Epoch ?? 0) + random.Next(-1, 2)), $"{random.Next(3)}", random.Next(2) == 0)).ToList();
            var newer = batch.Where(grain => model.TryGetValue(grain.Vendor, out var there) && there.Epoch > grain.Epoch).Select(grain => grain.Vendor).ToList();
            (await SaveAsync(store, [.. batch])).ShouldBe(newer, ignoreOrder: true, $"step {step}");
            foreach (var grain in batch.Where(grain => !newer.Contains(grain.Vendor)))
            {
                model[grain.Vendor] = grain;
            }
        }
    }

    private static StoredGrain Grain(VendorId vendor, long epoch, string state, bool atRest) => new(vendor, epoch, atRest, Encoding.UTF8.GetBytes(state));

    private static async Task<Activation> ActivateAsync(IGrainStore store, VendorId vendor, long atLeast = 1) => await store.ActivateAsync(vendor, atLeast, CancellationToken.None);

    private static async Task<IReadOnlyList<VendorId>> SaveAsync(IGrainStore store, params StoredGrain[] grains) => await store.SaveAsync(grains, CancellationToken.None);

    private static (long Epoch, bool AtRest, string State)? Told(StoredGrain? grain)
        => grain is null ? null : (grain.Epoch, grain.AtRest, Encoding.UTF8.GetString(grain.State.Span));
}
