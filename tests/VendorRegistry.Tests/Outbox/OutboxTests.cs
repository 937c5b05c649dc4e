using Digdir.Altinn.Support;
using Digdir.Altinn.VendorRegistry.Outbox;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Tests.Storage;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.Outbox;

public sealed class OutboxTests
{
    private static readonly Outcome Down = new(OutcomeKind.Failed, Status: 503, Reason: "status");
    private readonly ManualClock _clock = new();

    [Theory, OnSqlite, OnPostgres]
    public async Task Every_receiver_of_every_channel_gets_every_announcement_once_and_in_order(DatabaseProvider provider)
    {
        await using var database = await OutboxRun.DatabaseAsync(provider);
        var (first, second) = (new TestChannel("first", "a", "b"), new TestChannel("second", [.. Enumerable.Range(0, 260).Select(i => $"r{i:000}")]));
        await using var outbox = new OutboxRun(database, _clock, first, second);
        var told = await outbox.AnnounceAsync("holds/1", "holds/2", "holds/1");

        await outbox.WorkAsync();
        await outbox.WorkAsync();

        foreach (var channel in new[] { first, second })
        {
            channel.Attempts.Count.ShouldBe(3 * channel.Receivers.Count);
            channel.Attempts.GroupBy(made => made.Receiver).ShouldAllBe(made => made.Select(one => one.Sequence).Order().SequenceEqual(told));
            channel.Attempts.Where(made => made.Subject == "holds/1").GroupBy(made => made.Receiver).ShouldAllBe(made => made.First().Sequence == told[0]);
            channel.EverTwoAtOnce.ShouldBeFalse();
        }

        (await outbox.DeliveriesAsync()).ShouldAllBe(row => row.State == DeliveryState.Delivered && row.Attempts == 1 && row.EndedAt != null);
        outbox.Surprises.All.ShouldBeEmpty();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_fails_holds_back_what_follows_on_its_subject_at_its_receiver_and_nothing_else(DatabaseProvider provider)
    {
        await using var database = await OutboxRun.DatabaseAsync(provider);
        var channel = new TestChannel("test", "a", "b");
        var isDown = true;
        channel.Answer = (made, _) => Task.FromResult(isDown && made is { Receiver: "a", Subject: "holds/1" } ? Down : new Outcome(OutcomeKind.Delivered));
        await using var outbox = new OutboxRun(database, _clock, channel);
        var told = await outbox.AnnounceAsync("holds/1", "holds/1", "holds/2");

        await outbox.WorkAsync();
        Got(channel, "b").ShouldBe(told, ignoreOrder: true);
        channel.Attempts.Where(made => made.Receiver == "a").Select(made => made.Sequence).ShouldBe([told[0], told[2]], ignoreOrder: true);

        isDown = false;
        await outbox.WorkAsync();
        channel.Attempts.Count(made => made.Receiver == "a").ShouldBe(2, "it is not yet time to try again");
        _clock.Advance(TimeSpan.FromSeconds(6));
        await outbox.WorkAsync();
        channel.Attempts.Where(made => made is { Receiver: "a", Subject: "holds/1" }).Select(made => (made.Sequence, made.Number)).ShouldBe([(told[0], 1), (told[0], 2), (told[1], 1)]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_receiver_that_fails_for_days_is_tried_by_the_schedule_and_then_given_up_and_the_owner_told(DatabaseProvider provider)
    {
        await using var database = await OutboxRun.DatabaseAsync(provider);
        var channel = new TestChannel("test", "a", "b");
        channel.Answer = (made, _) => Task.FromResult(made.Receiver == "a" ? Down : new Outcome(OutcomeKind.Delivered));
        await using var outbox = new OutboxRun(database, _clock, channel);
        await outbox.AnnounceAsync("holds/1");
        var start = _clock.GetUtcNow();

        var ended = start;
        for (var turn = 0; turn < 400 && channel.Lost.Count == 0; turn++)
        {
            await outbox.WorkAsync();
            ended = _clock.GetUtcNow();
            _clock.Advance(channel.Attempts.Count(made => made.Receiver == "a") < 3 ? TimeSpan.FromSeconds(30) : TimeSpan.FromMinutes(15));
        }

        channel.Attempts.Count(made => made.Receiver == "a").ShouldBe(RetrySchedule.Waits.Count);
        (ended - start).ShouldBeInRange(TimeSpan.FromDays(3), TimeSpan.FromDays(3.5));
        channel.Lost.ShouldBe([("a", OutcomeKind.Failed)]);
        var lost = (await outbox.DeliveriesAsync()).Single(row => row.Receiver == "a");
        (lost.State, lost.LastStatus, lost.LastReason).ShouldBe((DeliveryState.GivenUp, 503, "status"));

        await outbox.AnnounceAsync("holds/2");
        await outbox.WorkAsync();
        Got(channel, "b").Count.ShouldBe(2);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_receiver_that_asks_to_be_left_alone_is_and_one_that_is_gone_gets_nothing_more(DatabaseProvider provider)
    {
        await using var database = await OutboxRun.DatabaseAsync(provider);
        var channel = new TestChannel("test", "busy", "gone", "picky");
        channel.Answer = (made, _) => Task.FromResult(made switch
        {
            { Receiver: "busy", Number: 1, Subject: "holds/1" } => new Outcome(OutcomeKind.Failed, TimeSpan.FromMinutes(10), 429, "status"),
            { Receiver: "gone" } => new Outcome(OutcomeKind.Gone, Status: 410),
            { Receiver: "picky", Subject: "holds/1" } => new Outcome(OutcomeKind.Rejected, Status: 415, Reason: "status"),
            _ => new Outcome(OutcomeKind.Delivered),
        });
        await using var outbox = new OutboxRun(database, _clock, channel);
        var told = await outbox.AnnounceAsync("holds/1", "holds/2");

        await outbox.WorkAsync();
        channel.Attempts.Count(made => made.Receiver == "busy").ShouldBe(1, "what it asked for holds for everything");
        _clock.Advance(TimeSpan.FromMinutes(9));
        await outbox.AnnounceAsync("holds/3");
        await outbox.WorkAsync();
        channel.Attempts.Count(made => made.Receiver == "busy").ShouldBe(1);
        _clock.Advance(TimeSpan.FromMinutes(2));
        await outbox.WorkAsync();
        channel.Attempts.Count(made => made.Receiver == "busy").ShouldBe(4);

        channel.Attempts.Count(made => made.Receiver == "gone").ShouldBe(2, "one when it said so, and one of what was announced after that");
        channel.Lost.ShouldContain(("gone", OutcomeKind.Gone));
        Got(channel, "picky").Count.ShouldBe(3);
        var skipped = (await outbox.DeliveriesAsync()).Where(row => row.State == DeliveryState.Skipped).ToList();
        skipped.Count(row => row.Receiver == "gone").ShouldBe(3);
        skipped.Single(row => row.Receiver == "picky").Announcement.ShouldBe(told[0]);
    }

    [Theory, OnSqlite]
    public async Task Receivers_that_hang_keep_nobody_else_waiting(DatabaseProvider provider)
    {
        await using var database = await OutboxRun.DatabaseAsync(provider);
        var hanging = Enumerable.Range(0, 20).Select(i => $"a-hangs-{i:00}").ToArray();
        var channel = new TestChannel("test", [.. hanging, "good"]);
        channel.Answer = async (made, cancellation) =>
        {
            if (made.Receiver.StartsWith("a-hangs", StringComparison.Ordinal))
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, _clock, cancellation);
            }

            return new Outcome(OutcomeKind.Delivered);
        };
        await using var outbox = new OutboxRun(database, _clock, channel);
        await outbox.AnnounceAsync("holds/1");
        await outbox.TakeInAsync();

        // The first time nobody can know who will hang; they are found out, once each, by the time that they may take.
        while ((await outbox.DeliveriesAsync()).Any(row => row.Attempts == 0))
        {
            var before = channel.Attempts.Count;
            var begun = await outbox.Dispatch.StartDueAsync(CancellationToken.None);
            await Eventually(() => channel.Attempts.Count == before + begun);
            _clock.Advance(TimeSpan.FromSeconds(16));
            await outbox.Dispatch.IdleAsync().WaitAsync(TimeSpan.FromSeconds(30));
        }

        // From then on they have a quarter of the places.
        await outbox.AnnounceAsync("holds/2");
        await outbox.TakeInAsync();
        await outbox.Dispatch.StartDueAsync(CancellationToken.None);
        await Eventually(() => Got(channel, "good").Count == 2 && channel.Attempts.Count == 21 + 1 + 4);
        _clock.Advance(TimeSpan.FromSeconds(16));
        await outbox.Dispatch.IdleAsync().WaitAsync(TimeSpan.FromSeconds(30));
        (await outbox.DeliveriesAsync()).Where(row => row.Receiver != "good" && row.Attempts > 0).ShouldAllBe(row => row.LastReason == "timeout");
    }

    [Theory, OnSqlite]
    public async Task A_channel_that_bears_few_attempts_at_once_gets_no_more_and_keeps_no_other_waiting(DatabaseProvider provider)
    {
        await using var database = await OutboxRun.DatabaseAsync(provider);
        string[] receivers = [.. Enumerable.Range(0, 40).Select(i => $"r{i:00}")];
        var (narrow, wide, mayEnd) = (new TestChannel("narrow", receivers) { MostAtOnce = 3 }, new TestChannel("wide", receivers), new TaskCompletionSource<Outcome>());
        narrow.Answer = (_, _) => mayEnd.Task;
        await using var outbox = new OutboxRun(database, _clock, narrow, wide);
        await outbox.AnnounceAsync("holds/1");
        await outbox.TakeInAsync();

        while (await outbox.Dispatch.StartDueAsync(CancellationToken.None) > 0 || wide.Attempts.Count < receivers.Length)
        {
            await Task.Yield();
        }

        narrow.Attempts.Count.ShouldBe(3);
        mayEnd.SetResult(new Outcome(OutcomeKind.Delivered));
        await outbox.Dispatch.IdleAsync();
        await outbox.WorkAsync();
        Got(narrow, "r39").Count.ShouldBe(1);
        narrow.Attempts.Count.ShouldBe(40);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_process_killed_in_the_middle_loses_nothing_and_what_was_delivered_is_not_sent_again(DatabaseProvider provider)
    {
        await using var database = await OutboxRun.DatabaseAsync(provider);
        var before = new TestChannel("test", "a", "b");
        var halted = new TaskCompletionSource<Outcome>();
        before.Answer = (made, _) => made is { Receiver: "a", Subject: "holds/2" } ? halted.Task : Task.FromResult(new Outcome(OutcomeKind.Delivered));
        var killed = new OutboxRun(database, _clock, before);
        var told = await killed.AnnounceAsync("holds/1", "holds/2", "holds/3");
        await killed.TakeInAsync();
        await killed.Dispatch.StartDueAsync(CancellationToken.None);
        while ((await killed.DeliveriesAsync()).Count(row => row.State == DeliveryState.Delivered) < 4)
        {
            await Task.Yield();
        }

        // It never writes another word.
        var after = new TestChannel("test", "a", "b");
        await using var outbox = new OutboxRun(database, _clock, after);
        await outbox.WorkAsync();
        after.Attempts.ShouldBeEmpty("the other may still be at it");
        _clock.Advance(TimeSpan.FromMinutes(2));
        await outbox.WorkAsync();

        after.Attempts.Select(made => (made.Receiver, made.Sequence)).ShouldBe([("a", told[1]), ("a", told[2])], ignoreOrder: true);
        after.Attempts.Single(made => made.Sequence == told[1]).Id.ShouldBe(before.Attempts.Single(made => made.Receiver == "a" && made.Sequence == told[1]).Id);
        (await outbox.DeliveriesAsync()).ShouldAllBe(row => row.State == DeliveryState.Delivered);
        halted.SetResult(new Outcome(OutcomeKind.Failed));
        await killed.Dispatch.IdleAsync();
        (await outbox.DeliveriesAsync()).ShouldAllBe(row => row.State == DeliveryState.Delivered, "whoever lost its lease takes nothing back");
        await killed.DisposeAsync();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Two_processes_share_the_work_and_never_make_the_same_attempt(DatabaseProvider provider)
    {
        await using var database = await OutboxRun.DatabaseAsync(provider);
        var channel = new TestChannel("test", [.. Enumerable.Range(0, 100).Select(i => $"r{i:000}")]);
        await using var one = new OutboxRun(database, _clock, channel);
        await using var other = new OutboxRun(database, _clock, channel);
        await one.AnnounceAsync("holds/1", "holds/2", "holds/1");

        // In the pool, so that they truly run beside each other.
        await Task.WhenAll(Task.Run(one.WorkAsync), Task.Run(other.WorkAsync));
        await one.WorkAsync();

        channel.Attempts.Count.ShouldBe(300);
        channel.Attempts.Distinct().Count().ShouldBe(300);
        channel.EverTwoAtOnce.ShouldBeFalse();
        (one.Surprises.All.Count + other.Surprises.All.Count).ShouldBe(0, string.Join('\n', one.Surprises.All.Concat(other.Surprises.All)));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task What_has_ended_is_kept_for_its_time_and_then_goes(DatabaseProvider provider)
    {
        await using var database = await OutboxRun.DatabaseAsync(provider);
        var channel = new TestChannel("test", "a", "b");
        channel.Answer = (made, _) => Task.FromResult(made.Receiver == "b" && made.Subject == "holds/2" ? Down with { RetryAfter = TimeSpan.FromDays(1) } : new Outcome(OutcomeKind.Delivered));
        await using var outbox = new OutboxRun(database, _clock, channel);
        await outbox.AnnounceAsync("holds/1");
        await outbox.WorkAsync();
        _clock.Advance(TimeSpan.FromDays(29));
        var told = await outbox.AnnounceAsync("holds/2");
        await outbox.WorkAsync();
        (await outbox.Tidy.StepAsync(CancellationToken.None)).ShouldBeFalse();

        _clock.Advance(TimeSpan.FromDays(2));
        while (await outbox.Tidy.StepAsync(CancellationToken.None))
        {
        }

        (await outbox.DeliveriesAsync()).Select(row => row.Announcement).ShouldBe([told[0], told[0]]);
        await using var db = database.Open();
        (await db.Announcements.Select(row => row.Sequence).ToListAsync()).ShouldBe(told);
        (await db.ReceiverQueues.CountAsync()).ShouldBe(2);
    }

    [Theory, OnSqlite]
    public async Task A_channel_that_is_new_begins_with_the_last_days_news(DatabaseProvider provider)
    {
        await using var database = await OutboxRun.DatabaseAsync(provider);
        await OutboxRun.AnnounceAsync(database, _clock, "holds/1");
        _clock.Advance(TimeSpan.FromDays(2));
        var told = await OutboxRun.AnnounceAsync(database, _clock, "holds/2");
        var channel = new TestChannel("test", "a");
        await using var outbox = new OutboxRun(database, _clock, channel);
        await outbox.WorkAsync();
        channel.Attempts.Select(made => made.Sequence).ShouldBe(told);
    }

    private static List<long> Got(TestChannel channel, string receiver) => [.. channel.Attempts.Where(made => made.Receiver == receiver).Select(made => made.Sequence)];

    /// <summary>Waits for what other threads do, at most as long as a busy machine could take.</summary>
    private static async Task Eventually(Func<bool> holds)
    {
        var clock = TimeProvider.System;
        var start = clock.GetTimestamp();
        while (!holds())
        {
            clock.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(30));
            await Task.Delay(TimeSpan.FromMilliseconds(5), clock);
        }
    }
}
