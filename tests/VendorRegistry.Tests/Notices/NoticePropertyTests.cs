using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using Digdir.Altinn.Support;
using Digdir.Altinn.VendorRegistry.Notices;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Tests.Storage;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.Notices;

/// <summary>Terms 3.1.2 against whatever anybody tries, in any order.</summary>
public sealed class NoticePropertyTests
{
    /// <summary>Around new year, both changes of the clock, and an ordinary day.</summary>
    private static readonly DateTimeOffset[] Starts =
    [
        new(2026, 12, 30, 22, 59, 0, TimeSpan.Zero), new(2027, 3, 27, 23, 30, 0, TimeSpan.Zero), new(2026, 10, 24, 23, 30, 0, TimeSpan.Zero),
        new(2027, 2, 1, 8, 0, 0, TimeSpan.Zero), new(2028, 1, 3, 23, 0, 0, TimeSpan.Zero),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void No_sequence_of_edits_brings_a_breaking_change_in_under_eight_weeks_without_a_ground_or_earlier_than_it_was_told(int seed)
    {
        var random = new Random(seed);
        var (published, grounds, amended, scheduled, late) = (0, 0, 0, 0, 0);
        for (var round = 0; round < 2_000; round++)
        {
            var now = Starts[random.Next(Starts.Length)];
            var notice = Notice.Draft(Guid.NewGuid(), NoticeKind.BreakingChange, Content(random, now, null), "a", now);
            var watch = new Watch();
            for (var step = 0; step < 25; step++)
            {
                now += TimeSpan.FromMinutes(random.Next(5) switch { 0 => random.Next(3), 1 => random.Next(120), 2 => 60 * random.Next(72), 3 => 60 * 24 * random.Next(20), _ => 1 });
                var before = notice.State;
                Step(random, notice, now);
                watch.Look(notice, now, $"seed {seed}, round {round}, step {step}");
                published += before != NoticeState.Published && notice.State == NoticeState.Published ? 1 : 0;
                amended += notice.State == NoticeState.Amended ? 1 : 0;
                scheduled += notice.State == NoticeState.Scheduled ? 1 : 0;
                late += notice.Obstacle is null ? 0 : 1;
            }

            grounds += watch.UsedGround ? 1 : 0;
        }

        // The run has been where it matters.
        published.ShouldBeGreaterThan(200);
        grounds.ShouldBeGreaterThan(20);
        amended.ShouldBeGreaterThan(200);
        scheduled.ShouldBeGreaterThan(200);
        late.ShouldBeGreaterThan(5);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Nor_does_any_sequence_of_calls(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var clock = new ManualClock(Starts[0]);
        await using var registry = await RegistryHost.StartAsync(database, clock);
        var random = new Random(20261122);
        var paths = new List<string>();
        var watches = new Dictionary<Guid, Watch>();
        var moves = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var step = 0; step < 180; step++)
        {
            clock.Step(clock.GetUtcNow().AddHours(random.Next(10) == 0 ? random.Next(24 * 5) : random.Next(2)));
            var now = clock.GetUtcNow();
            var admin = random.Next(2) == 0 ? registry.AsEveryone() : registry.AsAnother();
            if (paths.Count < 3 || random.Next(8) == 0)
            {
                paths.Add(await admin.DraftAsync(Body(random, now)));
                continue;
            }

            var path = paths[Math.Max(0, paths.Count - 1 - random.Next(5))];
            var move = Pick(random, "publish", "publish", "publish", "schedule", "approve", "approve", "amend", "amend", "amend", "amend", "edit", "complete", "withdraw");
            using var answer = move switch
            {
                "edit" => await admin.SendAsync(HttpMethod.Put, path, Body(random, now), "*"),
                "amend" => await admin.MoveAsync(path, move, new { notice = Amended(random, now, await admin.GetJsonAsync(path)), what = NoticeCalls.Words("Endret") }),
                "schedule" => await admin.MoveAsync(path, move, new { publishAt = now.AddHours(1 + random.Next(100)) }),
                "approve" => await admin.MoveAsync(path, move, new { emergencyGround = "criticalFault" }),
                "publish" => await admin.MoveAsync(path, move),
                _ => random.Next(10) == 0 ? await admin.MoveAsync(path, move, new { text = NoticeCalls.Words("Over") }) : await admin.GetAsync(path),
            };
            ((int)answer.StatusCode).ShouldBeLessThan(500);
            moves[move] = moves.GetValueOrDefault(move) + (answer.StatusCode == HttpStatusCode.OK ? 1 : 0);
            foreach (var seen in registry.Picture.Notices)
            {
                watches.TryAdd(seen.Id, new Watch());
                watches[seen.Id].Look(seen.StartsAt.ShouldNotBeNull(), seen.PublishedAt, seen.EmergencyGround is not null, $"step {step}");
            }
        }

        watches.Count.ShouldBeGreaterThan(3);
        moves["amend"].ShouldBeGreaterThan(4);
        moves["approve"].ShouldBeGreaterThan(2);
    }

    private static void Step(Random random, Notice notice, DateTimeOffset now)
    {
        switch (random.Next(11))
        {
            case 0 or 1:
                notice.Edit(Content(random, now, notice), Pick(random, "a", "b"), now);
                break;
            case 2:
                notice.Approve(Pick(random, "a", "b", "c"), now);
                break;
            case 3:
                notice.Schedule(now.AddHours(random.Next(-5, 100)), isCritical: false, now);
                break;
            case 4 or 5 when notice.ScheduledFor is null:
                notice.Publish(isCritical: false, now);
                break;
            case 5 or 6 when notice.ScheduledFor <= now && notice.Publish(isCritical: false, now) is { } why:
                notice.HoldBack(why, now);
                break;
            case 7 or 8:
                notice.Amend(Content(random, now, notice), new("a", "b", "c"), isCritical: false, now);
                break;
            case 9 when random.Next(20) == 0:
                _ = random.Next(2) == 0 ? notice.Complete(null, now) : notice.Withdraw(new("a", "b", "c"), now);
                break;
            case 10 when random.Next(10) == 0:
                notice.AddBrownout(new(AltinnEnvironment.Test, now.AddDays(10), now.AddDays(10).AddMinutes(30)), now);
                notice.CallOff(null, now);
                break;
        }
    }

    /// <summary>Times around the edge of the rule, and around what was told before.</summary>
    private static DateTimeOffset Effective(Random random, DateTimeOffset now, DateTimeOffset? before) => random.Next(7) switch
    {
        0 => EightWeeks.Earliest(now).AddMilliseconds(random.Next(-2, 3)),
        1 => EightWeeks.Earliest(now).AddDays(random.Next(-3, 10)),
        2 => now.AddDays(random.Next(54, 59)).AddMinutes(random.Next(-2, 3)),
        3 => now.AddDays(random.Next(0, 60)),
        4 => now.AddHours(random.Next(-3, 4)),
        _ => (before ?? now.AddDays(70)).AddMinutes(random.Next(-2, 6)),
    };

    private static NoticeContent Content(Random random, DateTimeOffset now, Notice? notice) => new()
    {
        Title = new("t", "t", "t"),
        Text = new("x", "x", "x"),
        Products = random.Next(4) == 0 ? ["dialogporten", "melding"] : ["dialogporten"],
        Operations = Pick<ImmutableArray<string>>(random, ["a.b"], ["a.b"], ["a.b"], ["a.b", "a.c"], []),
        Environments = random.Next(4) == 0 ? [AltinnEnvironment.Test] : [AltinnEnvironment.Test, AltinnEnvironment.Production],
        StartsAt = Effective(random, now, notice?.StartsAt),
        Removes = random.Next(4) == 0,
        Ground = notice is { PublishedAt: not null } ? notice.Ground : random.Next(2) == 0 ? EmergencyGround.CriticalFault : null,
        GroundReason = notice is { PublishedAt: not null } ? notice.GroundReason : "reason",
    };

    private static Dictionary<string, object?> Body(Random random, DateTimeOffset now)
    {
        var hasGround = random.Next(3) == 0;
        return NoticeCalls.Change(
            Effective(random, now, now.AddDays(65)),
            ("emergencyGround", hasGround ? "criticalFault" : null), ("groundReason", hasGround ? "Feil" : null), ("removes", random.Next(4) == 0));
    }

    /// <summary>What is there, with another time and perhaps more removed.</summary>
    private static Dictionary<string, object?> Amended(Random random, DateTimeOffset now, JsonElement there)
    {
        var ground = there.TryGetProperty("emergencyGround", out var stated) ? stated.GetString() : null;
        return NoticeCalls.Change(
            Effective(random, now, there.GetProperty("startsAt").GetDateTimeOffset()),
            ("emergencyGround", ground), ("groundReason", ground is null ? null : "Feil"), ("removes", there.GetProperty("removes").GetBoolean() || random.Next(6) == 0));
    }

    private static T Pick<T>(Random random, params T[] some) => some[random.Next(some.Length)];

    /// <summary>What anybody outside has been told of one notice.</summary>
    private sealed class Watch
    {
        private DateTimeOffset? _told;
        private string? _scope;

        public bool UsedGround { get; private set; }

        public void Look(Notice notice, DateTimeOffset now, string when)
        {
            if (notice.PublishedAt is not { } published)
            {
                return;
            }

            var effective = notice.StartsAt.ShouldNotBeNull(when);
            var isGrounded = notice.Ground is not null && notice.ApprovedBy is not null && notice.ApprovedBy != notice.DraftedBy && notice.ApprovedBy != notice.EditedBy;
            Look(effective, published, isGrounded, when);

            (notice.State != NoticeState.Completed || effective <= now).ShouldBeTrue($"{when}: completed before its effect");

            // What a public notice comes to concern, it concerns no sooner than eight weeks from then.
            var scope = $"{notice.Products}|{notice.Operations}|{notice.Environments}|{notice.Removes}";
            if (_scope is not null && scope != _scope && IsWider(_scope, scope))
            {
                effective.ShouldBeGreaterThanOrEqualTo(EightWeeks.Earliest(now), when);
            }

            _scope = scope;
        }

        public void Look(DateTimeOffset effective, DateTimeOffset published, bool isGrounded, string when)
        {
            // The naive model looks at two clocks.
            var oslo = TimeZoneInfo.FindSystemTimeZoneById("Europe/Oslo");
            var isInTime = effective - published >= TimeSpan.FromDays(56) && TimeZoneInfo.ConvertTime(effective, oslo).DateTime >= TimeZoneInfo.ConvertTime(published, oslo).DateTime.AddDays(56);
            (isInTime || isGrounded).ShouldBeTrue($"{when}: published {published:O}, effective {effective:O}");
            effective.ShouldBeGreaterThanOrEqualTo(published, when);
            effective.ShouldBeGreaterThanOrEqualTo(_told ?? DateTimeOffset.MinValue, when);
            _told = effective;
            UsedGround |= !isInTime;
        }

        private static bool IsWider(string from, string to)
        {
            var (old, now) = (from.Split('|'), to.Split('|'));
            return Enumerable.Range(0, 3).Any(place => old[place].Length > 0 && (now[place].Length == 0 || now[place].Split(' ').Except(old[place].Split(' ')).Any()))
                || (now[3] == "True" && old[3] == "False");
        }
    }
}
