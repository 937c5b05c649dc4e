using Digdir.Altinn.VendorRegistry.Announcements;
using Digdir.Altinn.VendorRegistry.Outbox;
using Digdir.Altinn.VendorRegistry.Webhooks;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Deliveries;

/// <summary>What is to be delivered survives the registry's process, wherever in its work it is killed (kill -9). A real process, a real file, in real time.</summary>
public sealed class DeliveriesAcrossCrashesTests
{
    private static readonly string[] Settings =
    [
        "--Roles=registry", "--Outgoing:AllowLoopback=true", "--Signing:Keys:0=whsk_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "--Outbox:PollInterval=00:00:00.200", "--Outbox:Concurrency=16", "--Outbox:Patience=00:00:10", "--Outbox:Lease=00:00:20",
    ];

    [Fact]
    public async Task Killed_while_it_fans_out_sends_or_is_about_to_write_it_loses_nothing_keeps_the_order_and_repeats_only_what_it_had_not_written()
    {
        await using var receivers = await CountingReceivers.StartAsync();
        using var database = await DeliveryDatabase.MakeAsync(receivers.Address, webhooks: 300);
        receivers.Gone.UnionWith(database.Webhooks.Take(3));
        await database.AnnounceAsync("holds/1");
        await database.AnnounceAsync("holds/2");
        await database.AnnounceAsync("holds/1");
        var crashes = new List<Crash>();

        // While it fans out: one part of an announcement's receivers has deliveries, the other has none.
        await using var registry = await GatewayProcess.StartAsync([.. Settings, $"--Registry:Database:ConnectionString={database.ConnectionString}"]);
        await AmidFanOutAsync(database, registry);
        crashes.Add(await CrashedAsync(database, receivers));

        // While it sends: receivers have begun to read, and nobody has answered.
        receivers.Hold();
        await registry.StartAgainAsync();
        await Eventually(() => receivers.Waiting >= 8, "nobody is sent anything");
        await registry.CrashAsync();
        receivers.Release();
        crashes.Add(await CrashedAsync(database, receivers));

        // Between answer and outcome: receivers have answered, and the outcome cannot be written since another has the writer's lock.
        await database.AnnounceAsync("holds/2");
        receivers.Hold();
        await registry.StartAgainAsync();
        await Eventually(() => receivers.Waiting >= 8, "nobody is sent anything");
        await using (await database.LockAsync())
        {
            var (waiting, answered) = (receivers.Waiting, receivers.Answered);
            receivers.Release();
            await Eventually(() => receivers.Answered >= answered + waiting, "nobody answers");
            await registry.CrashAsync();
        }

        crashes.Add(await CrashedAsync(database, receivers));

        // At whatever it is doing.
        await database.AnnounceAsync("holds/1");
        for (var more = 0; more < 2; more++)
        {
            var before = receivers.Count;
            await registry.StartAgainAsync();
            await Eventually(() => receivers.Count >= before + 100, "deliveries do not come");
            await registry.CrashAsync();
            crashes.Add(await CrashedAsync(database, receivers));
        }

        await registry.StartAgainAsync();
        await Eventually(async () => (await database.DeliveriesAsync()) is var all && all.Count >= database.Webhooks.Count * 3 && all.TrueForAll(row => row.State != DeliveryState.Pending)
            && await database.IsTakenInAsync(), "deliveries are left");
        await Judge(database, receivers, crashes);
    }

    private static async Task Judge(DeliveryDatabase database, CountingReceivers receivers, List<Crash> crashes)
    {
        var told = await database.AnnouncementsAsync(AnnouncementKinds.HoldPut);
        var (places, arrivals) = (told.Select((row, place) => (row.Id.ToString(), place)).ToDictionary(), receivers.Arrivals);
        foreach (var receiver in database.Webhooks.Where(webhook => !receivers.Gone.Contains(webhook)))
        {
            var got = arrivals.Where(arrival => arrival.Receiver == receiver).ToList();
            got.Select(arrival => arrival.Id).Distinct().Order().ShouldBe(told.Select(row => row.Id.ToString()).Order(), "nothing is lost");
            foreach (var ofSubject in got.GroupBy(arrival => arrival.Subject))
            {
                ofSubject.Select(arrival => places[arrival.Id]).ShouldBe(ofSubject.Select(arrival => places[arrival.Id]).Order(), "of one subject, in order");
            }
        }

        arrivals.ShouldAllBe(arrival => arrival.Header == arrival.Id, "the same id at every attempt");
        var repeated = arrivals.Count - arrivals.DistinctBy(arrival => (arrival.Receiver, arrival.Id)).Count();
        repeated.ShouldBeInRange(16, 16 * crashes.Count, "what was under way when it was killed, twice eight at least and sixteen each time at most");
        foreach (var crash in crashes)
        {
            crash.Settled.ShouldAllBe(settled => arrivals.Count(arrival => arrival.Receiver == settled.Receiver && arrival.Id == settled.Id) == settled.Times, "what was written down is not sent again");
            crash.Dead.ShouldAllBe(dead => arrivals.Count(arrival => arrival.Receiver == dead.Receiver) == dead.Times, "who wants nothing gets nothing");
        }

        crashes[^1].Settled.ShouldNotBeEmpty();
        (await database.WebhooksAsync()).Where(row => row.State == WebhookState.Dead).Select(row => row.Id.ToString()).ShouldBe(receivers.Gone, ignoreOrder: true);
        (await database.AnnouncementsAsync(AnnouncementKinds.WebhookDead)).Count.ShouldBe(receivers.Gone.Count, "the owner is told once");
    }

    /// <summary>Kills it when a channel stands in the middle of an announcement; announces more when it was too quick.</summary>
    private static async Task AmidFanOutAsync(DeliveryDatabase database, GatewayProcess registry)
    {
        for (var more = 0; more < 10; more++)
        {
            var before = more == 0 ? 0 : await database.DeliveryCountAsync();
            if (more > 0)
            {
                await database.AnnounceAsync("holds/3");
            }

            await Eventually(async () => await database.DeliveryCountAsync() > before, "nothing is taken in");
            await using var alone = await database.LockAsync();
            if (await database.IsAmidAsync())
            {
                await registry.CrashAsync();
                return;
            }
        }

        throw new InvalidOperationException("It was never met in the middle.");
    }

    private static async Task<Crash> CrashedAsync(DeliveryDatabase database, CountingReceivers receivers)
    {
        var (arrivals, ended) = (receivers.Arrivals, (await database.DeliveriesAsync()).Where(row => row.State != DeliveryState.Pending).ToList());
        var ids = (await database.AnnouncementsAsync()).ToDictionary(row => row.Sequence, row => row.Id.ToString());
        return new Crash(
            [.. ended.Select(row => (row.Receiver, Id: ids[row.Announcement])).Select(row => (row.Receiver, row.Id, arrivals.Count(arrival => arrival.Receiver == row.Receiver && arrival.Id == row.Id)))],
            [.. ended.Where(row => row.LastReason == "gone").Select(row => row.Receiver).Distinct().Select(receiver => (receiver, arrivals.Count(arrival => arrival.Receiver == receiver)))]);
    }

    private static Task Eventually(Func<bool> holds, string otherwise) => Eventually(() => Task.FromResult(holds()), otherwise);

    private static async Task Eventually(Func<Task<bool>> holds, string otherwise)
    {
        var clock = TimeProvider.System;
        var start = clock.GetTimestamp();
        while (!await holds())
        {
            clock.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromMinutes(2), otherwise);
            await Task.Delay(TimeSpan.FromMilliseconds(5), clock);
        }
    }

    /// <summary>What was written down when the process was killed, and how often it had come by then.</summary>
    private sealed record Crash(IReadOnlyList<(string Receiver, string Id, int Times)> Settled, IReadOnlyList<(string Receiver, int Times)> Dead);
}
