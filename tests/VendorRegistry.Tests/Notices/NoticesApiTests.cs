using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Digdir.Altinn.Support;
using Digdir.Altinn.VendorRegistry.Notices;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Storage;
using Digdir.Altinn.VendorRegistry.Tests.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;
using static Digdir.Altinn.VendorRegistry.Tests.Notices.NoticeCalls;

namespace Digdir.Altinn.VendorRegistry.Tests.Notices;

public sealed class NoticesApiTests
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);

    private static readonly DateTimeOffset EightWeeksOn = Monday.AddDays(56);

    [Theory, OnSqlite, OnPostgres]
    public async Task A_breaking_change_is_refused_at_fifty_five_days_and_accepted_at_fifty_six(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database, new ManualClock(Monday));
        var admin = registry.As("caseworker");
        var path = await admin.DraftAsync(Change(EightWeeksOn.AddDays(-1)));
        (await admin.GetJsonAsync(path)).GetProperty("warnings")[0].GetProperty("code").GetString().ShouldBe("REG-00020");

        using var refused = await admin.MoveAsync(path, "publish");
        await refused.ShouldRefuseAsync(HttpStatusCode.Conflict, "REG-00020");
        var problem = await refused.JsonAsync();
        problem.GetProperty("clause").GetString().ShouldBe("3.1.2");
        problem.GetProperty("earliest").GetDateTimeOffset().ShouldBe(EightWeeksOn);
        (problem.GetProperty("detail").GetString() ?? "").ShouldContain("55");
        registry.Picture.Notices.ShouldBeEmpty();

        (await admin.UpdateAsync(HttpMethod.Put, path, Change(EightWeeksOn))).StatusCode.ShouldBe(HttpStatusCode.OK);
        var published = await admin.DoneAsync(path, "publish");
        published.GetProperty("state").GetString().ShouldBe("published");
        published.GetProperty("warnings").GetArrayLength().ShouldBe(0);

        var notice = registry.Picture.Notices.ShouldHaveSingleItem();
        notice.ShouldSatisfyAllConditions(
            () => notice.Kind.ShouldBe(NoticeKind.BreakingChange),
            () => notice.State.ShouldBe(NoticeState.Published),
            () => notice.Title.ShouldBe(new NoticeText("Søket fjernes", "Søket fjernes (nn)", "Søket fjernes (en)")),
            () => notice.Operations.ShouldBe(["dialogporten.dialogs.search"]),
            () => notice.Environments.ShouldBe([AltinnEnvironment.Test, AltinnEnvironment.Production]),
            () => notice.StartsAt.ShouldBe(EightWeeksOn),
            () => notice.PublishedAt.ShouldBe(Monday),
            () => notice.Removes.ShouldBeTrue(),
            () => notice.EmergencyGround.ShouldBeNull(),
            () => notice.Timeline.ShouldHaveSingleItem().Phase.ShouldBe("published"));
        (await admin.UpdateAsync(HttpMethod.Put, path, Change(EightWeeksOn))).StatusCode.ShouldBe(HttpStatusCode.Conflict, "what is public is amended");
    }

    [Theory, OnSqlite]
    public async Task Maintenance_says_what_it_does_to_calls(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database, new ManualClock(Monday));
        var admin = registry.As("caseworker");
        var works = Works(Monday.AddDays(1), Monday.AddDays(1).AddHours(1));

        using (var refused = await admin.PostAsJsonAsync(NoticeCalls.Path, works.Where(member => member.Key != "impact").ToDictionary()))
        {
            await refused.ShouldRefuseAsync(HttpStatusCode.BadRequest, "REG-00002");
            (await refused.JsonAsync()).GetProperty("errors").TryGetProperty("impact", out _).ShouldBeTrue();
        }

        var path = await admin.PublishedAsync(works);
        var amended = works.Where(member => member.Key != "impact").ToDictionary();
        await (await admin.MoveAsync(path, "amend", new { notice = amended, what = Words("Endret") })).ShouldRefuseAsync(HttpStatusCode.BadRequest, "REG-00002");
        works["impact"] = "none";
        (await admin.DoneAsync(path, "amend", new { notice = works, what = Words("Alt virker") })).GetProperty("impact").GetString().ShouldBe("none");
    }

    [Theory, OnSqlite]
    public async Task An_emergency_needs_a_ground_and_somebody_else_with_the_role(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database, new ManualClock(Monday));
        var author = registry.AsEveryone();
        var soon = Change(Monday.AddDays(2), ("emergencyGround", "seriousIncident"), ("groundReason", "Nøkler på avveie"));
        var path = await author.DraftAsync(soon);
        var ground = new { emergencyGround = "seriousIncident" };

        await (await author.MoveAsync(path, "publish")).ShouldRefuseAsync(HttpStatusCode.Conflict, "REG-00022");
        await (await author.MoveAsync(path, "approve", ground)).ShouldRefuseAsync(HttpStatusCode.Forbidden, "REG-00023");
        (await registry.AsAnother("caseworker").MoveAsync(path, "approve", ground)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        await (await registry.AsAnother().MoveAsync(path, "approve", new { emergencyGround = "criticalFault" })).ShouldRefuseAsync(HttpStatusCode.BadRequest, "REG-00002");
        (await registry.AsAnother().DoneAsync(path, "approve", ground)).GetProperty("approvedBy").GetString().ShouldBe("operator-2");

        // What is written after the approval has not been approved.
        (await author.UpdateAsync(HttpMethod.Put, path, soon)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await (await author.MoveAsync(path, "publish")).ShouldRefuseAsync(HttpStatusCode.Conflict, "REG-00022");
        await registry.AsAnother().DoneAsync(path, "approve", ground);
        await author.DoneAsync(path, "publish");
        registry.Picture.Notices.ShouldHaveSingleItem().EmergencyGround.ShouldBe("seriousIncident");
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_effective_time_of_a_public_change_moves_later_only_and_what_is_added_has_eight_weeks_of_its_own(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var clock = new ManualClock(Monday);
        await using var registry = await RegistryHost.StartAsync(database, clock);
        var admin = registry.As("caseworker");
        var path = await admin.PublishedAsync(Change(EightWeeksOn.AddDays(10)));
        clock.Step(Monday.AddDays(20));
        admin = registry.As("caseworker");

        using var earlier = await AmendAsync(Change(EightWeeksOn.AddDays(10).AddMilliseconds(-1)));
        await earlier.ShouldRefuseAsync(HttpStatusCode.Conflict, "REG-00021");
        await (await AmendAsync(Change(EightWeeksOn.AddDays(10), ("operations", new[] { "dialogporten.dialogs.search", "dialogporten.dialogs.get" }))))
            .ShouldRefuseAsync(HttpStatusCode.Conflict, "REG-00020");
        await (await AmendAsync(Change(EightWeeksOn.AddDays(10), ("emergencyGround", "criticalFault"), ("groundReason", "x")))).ShouldRefuseAsync(HttpStatusCode.BadRequest, "REG-00002");
        (await AmendAsync(Change(EightWeeksOn.AddDays(11)))).StatusCode.ShouldBe(HttpStatusCode.OK);
        await (await AmendAsync(Change(EightWeeksOn.AddDays(10)))).ShouldRefuseAsync(HttpStatusCode.Conflict, "REG-00021");
        (await AmendAsync(Change(EightWeeks.Earliest(clock.GetUtcNow()), ("products", new[] { "dialogporten", "melding" })))).StatusCode.ShouldBe(HttpStatusCode.OK);
        registry.Picture.Notices.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            notice => notice.State.ShouldBe(NoticeState.Amended), notice => notice.Timeline.Select(entry => entry.Phase).ShouldBe(["published", "amended", "amended"]));

        // Taking it back frees nobody to bring it in sooner: a new notice has eight weeks of its own.
        await admin.DoneAsync(path, "withdraw", new { text = Words("Trukket") });
        var again = await admin.DraftAsync(Change(EightWeeksOn.AddDays(11), ("supersedes", path.Split('/')[^1])));
        await (await admin.MoveAsync(again, "publish")).ShouldRefuseAsync(HttpStatusCode.Conflict, "REG-00020");
        foreach (var move in new[] { "amend", "publish", "schedule" })
        {
            var body = move switch { "amend" => new { notice = Change(EightWeeksOn.AddDays(90)), what = Words("Igjen") }, "schedule" => new { publishAt = Monday.AddDays(30) }, _ => (object?)null };
            await (await admin.MoveAsync(path, move, body)).ShouldRefuseAsync(HttpStatusCode.Conflict, "REG-00006");
        }

        async Task<HttpResponseMessage> AmendAsync(object notice) => await admin.MoveAsync(path, "amend", new { notice, what = Words("Endret") });
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_scheduled_notice_publishes_itself_once_and_not_when_it_has_become_too_late(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var clock = new ManualClock(Monday);
        await using var registry = await RegistryHost.StartAsync(database, clock);
        await using var other = await RegistryHost.StartAsync(database, clock);
        var admin = registry.As("caseworker");
        var effective = EightWeeks.Earliest(Monday.AddDays(1));
        var good = await admin.DraftAsync(Change(effective));
        await (await admin.MoveAsync(good, "schedule", new { publishAt = Monday.AddDays(2) })).ShouldRefuseAsync(HttpStatusCode.Conflict, "REG-00020");
        await admin.DoneAsync(good, "schedule", new { publishAt = Monday.AddDays(1) });
        var late = await admin.DraftAsync(Change(effective.AddDays(1)));
        await admin.DoneAsync(late, "schedule", new { publishAt = Monday.AddDays(2) });
        registry.Picture.Notices.ShouldBeEmpty();

        clock.Step(Monday.AddDays(1));
        await Task.WhenAll(TimesOf(registry).RunAsync(CancellationToken.None), TimesOf(other).RunAsync(CancellationToken.None));
        clock.Step(Monday.AddDays(3)); // the registries were away on the day between
        await Task.WhenAll(TimesOf(registry).RunAsync(CancellationToken.None), TimesOf(other).RunAsync(CancellationToken.None));

        await registry.Services.GetRequiredService<RegistryPictures>().RefreshAsync(CancellationToken.None); // it may have been the other one
        registry.Picture.Notices.ShouldHaveSingleItem().PublishedAt.ShouldBe(Monday.AddDays(1));
        admin = registry.As("caseworker");
        var held = await admin.GetJsonAsync(late);
        held.GetProperty("state").GetString().ShouldBe("scheduled");
        held.GetProperty("obstacle").GetString().ShouldBe("REG-00020");
        held.GetProperty("warnings")[0].GetProperty("earliest").GetDateTimeOffset().ShouldBe(EightWeeks.Earliest(Monday.AddDays(3)));
        (await KindsAsync(database)).ShouldBe(["notice.published", "notice.heldBack"]);
        var audit = await registry.As("auditor").GetJsonAsync("/admin/v1/audit?limit=500");
        audit.GetProperty("items").EnumerateArray().Count(entry => entry.GetProperty("actor").GetString() == "registry" && entry.GetProperty("subject").GetString() == $"notices/{good.Split('/')[^1]}").ShouldBe(1);

        // The author puts it right, and it goes out.
        (await admin.UpdateAsync(HttpMethod.Put, late, Change(effective.AddDays(30)))).StatusCode.ShouldBe(HttpStatusCode.OK);
        await admin.DoneAsync(late, "schedule", new { publishAt = Monday.AddDays(4) });
        clock.Step(Monday.AddDays(4));
        await TimesOf(other).RunAsync(CancellationToken.None);
        (await KindsAsync(database)).ShouldBe(["notice.published", "notice.heldBack", "notice.published"]);
    }

    [Theory, OnSqlite]
    public async Task Maintenance_in_a_critical_period_warns_and_needs_a_reason_and_ends_by_itself(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var clock = new ManualClock(Monday);
        await using var registry = await RegistryHost.StartAsync(database, clock);
        var admin = registry.AsEveryone();
        (await admin.PostAsJsonAsync("/admin/v1/protected-days", new { name = "Mva-frist", first = "2026-12-10" })).StatusCode.ShouldBe(HttpStatusCode.Created);
        var (from, until) = (new DateTimeOffset(2026, 12, 10, 20, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 12, 10, 22, 0, 0, TimeSpan.Zero));
        var path = await admin.DraftAsync(Works(from, until));
        (await admin.GetJsonAsync(path)).GetProperty("warnings")[0].GetProperty("nb").GetString().ShouldBe("Vedlikeholdet er lagt til en kritisk periode: Mva-frist.");
        await (await admin.MoveAsync(path, "publish")).ShouldRefuseAsync(HttpStatusCode.Conflict, "REG-00025");

        (await admin.DraftAsync(Works(from, until, ("environments", new[] { "test" })))).ShouldNotBeNull();
        (await admin.UpdateAsync(HttpMethod.Put, path, Works(from, until, ("criticalPeriodReason", "Sikkerhetsfeil som ikke kan vente")))).StatusCode.ShouldBe(HttpStatusCode.OK);
        await admin.DoneAsync(path, "publish");

        clock.Step(until.AddSeconds(-1));
        await TimesOf(registry).RunAsync(CancellationToken.None);
        registry.Picture.Notices.ShouldHaveSingleItem().State.ShouldBe(NoticeState.Published);
        clock.Step(until);
        await TimesOf(registry).RunAsync(CancellationToken.None);
        registry.Picture.Notices.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            notice => notice.State.ShouldBe(NoticeState.Completed), notice => notice.EndsAt.ShouldBe(until), notice => notice.Timeline[^1].Phase.ShouldBe("completed"));
        (await KindsAsync(database)).ShouldBe(["notice.published", "notice.completed"]);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Brownouts_are_short_told_of_ahead_tried_in_test_first_and_called_off_with_one_call(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var clock = new ManualClock(Monday);
        await using var registry = await RegistryHost.StartAsync(database, clock);
        var admin = registry.As("caseworker");
        var path = await admin.PublishedAsync(Change(EightWeeksOn));
        var day = Monday.AddDays(20);
        foreach (var (environment, from, minutes) in new[]
        {
            ("test", day, 61), ("test", day, 0), ("test", Monday.AddDays(6), 30), ("test", EightWeeksOn.AddMinutes(-29), 30), ("production", day, 30),
        })
        {
            await (await admin.MoveAsync(path, "brownouts", Plan(environment, from, minutes))).ShouldRefuseAsync(HttpStatusCode.Conflict, "REG-00024");
        }

        await admin.DoneAsync(path, "brownouts", Plan("test", day, 60));
        await (await admin.MoveAsync(path, "brownouts", Plan("test", day.AddHours(2), 60))).ShouldRefuseAsync(HttpStatusCode.Conflict, "REG-00024");
        await (await admin.MoveAsync(path, "brownouts", Plan("production", day.AddMinutes(59), 60))).ShouldRefuseAsync(HttpStatusCode.Conflict, "REG-00024");
        await admin.DoneAsync(path, "brownouts", Plan("production", day.AddDays(7), 15));
        await admin.DoneAsync(path, "brownouts", Plan("test", day.AddDays(8), 15));
        registry.Picture.Notices[0].Brownouts.Select(brownout => brownout.Environment).ShouldBe([AltinnEnvironment.Test, AltinnEnvironment.Production, AltinnEnvironment.Test]);

        // Without its trial the one in production is off too.
        await admin.DoneAsync(path, "brownouts/1/call-off");
        registry.Picture.Notices[0].Brownouts.ShouldHaveSingleItem().From.ShouldBe(day.AddDays(8));
        await admin.DoneAsync(path, "brownouts", Plan("production", day.AddDays(9), 15));

        clock.Step(day.AddDays(8).AddMinutes(5));
        admin = registry.As("caseworker");
        for (var twice = 0; twice < 2; twice++)
        {
            (await admin.PostAsync($"{path}/brownouts/call-off", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
            registry.Picture.Notices[0].Brownouts.ShouldBeEmpty();
        }

        (await admin.PostAsync($"{path}/brownouts/99/call-off", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        static object Plan(string environment, DateTimeOffset from, int minutes) => new { environment, from, until = from.AddMinutes(minutes) };
    }

    [Theory, OnSqlite]
    public async Task A_change_is_completed_after_its_effect_by_a_person_or_by_itself_and_what_is_removed_stays_told(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var clock = new ManualClock(Monday);
        await using var registry = await RegistryHost.StartAsync(database, clock);
        var admin = registry.As("caseworker");
        var path = await admin.PublishedAsync(Change(EightWeeksOn));
        await admin.PublishedAsync(Change(EightWeeksOn, ("removes", false)));
        await (await admin.MoveAsync(path, "complete", new { text = Words("Ferdig") })).ShouldRefuseAsync(HttpStatusCode.Conflict, "REG-00006");

        clock.Step(EightWeeksOn.AddHours(1));
        await registry.As("caseworker").DoneAsync(path, "complete", new { text = Words("Ferdig") });
        await TimesOf(registry).RunAsync(CancellationToken.None);
        registry.Picture.Notices.Count(notice => notice.State == NoticeState.Completed).ShouldBe(1);
        clock.Step(EightWeeksOn + Notice.CompletesAfter);
        await TimesOf(registry).RunAsync(CancellationToken.None);
        registry.Picture.Notices.Count(notice => notice.State == NoticeState.Completed).ShouldBe(2);

        clock.Step(EightWeeksOn.AddDays(200));
        await registry.As("caseworker").PublishedAsync(Works(clock.GetUtcNow().AddDays(1), clock.GetUtcNow().AddDays(2)));
        registry.Picture.Notices.Where(notice => notice.Kind == NoticeKind.BreakingChange).ShouldHaveSingleItem().Removes.ShouldBeTrue();
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Each_move_is_told_with_its_change_thinly_and_audited_readably(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var registry = await RegistryHost.StartAsync(database, new ManualClock(Monday));
        var admin = registry.As("caseworker");
        var path = await admin.DraftAsync(Change(EightWeeksOn));
        await (await admin.SendAsync(HttpMethod.Post, $"{path}/publish", null, "\"99\"")).ShouldRefuseAsync(HttpStatusCode.PreconditionFailed, "REG-00007");
        await (await admin.SendAsync(HttpMethod.Post, $"{path}/publish", null, null)).ShouldRefuseAsync((HttpStatusCode)428, "REG-00008");
        await admin.DoneAsync(path, "publish");
        await admin.DoneAsync(path, "updates", new { phase = "monitoring", text = Words("Vi følger med") });
        await admin.DoneAsync(path, "amend", new { notice = Change(EightWeeksOn.AddDays(1)), what = Words("Utsatt") });
        await admin.DoneAsync(path, "withdraw", new { text = Words("Trukket") });

        (await KindsAsync(database)).ShouldBe(["notice.published", "notice.amended", "notice.amended", "notice.withdrawn"]);
        await using var db = database.Open();
        var told = await db.Announcements.AsNoTracking().OrderBy(row => row.Sequence).LastAsync();
        told.Subject.ShouldBe($"notices/{path.Split('/')[^1]}");
        told.Vendor.ShouldBeNull();
        using var data = JsonDocument.Parse(told.Data);
        data.RootElement.EnumerateObject().Select(member => member.Name).ShouldBe(["id", "kind", "state", "phase", "title", "effective", "environments", "products", "operations", "removes", "successor", "page", "link"]);
        data.RootElement.GetProperty("link").GetString().ShouldBe($"/vendor/v1/notices/{path.Split('/')[^1]}");
        data.RootElement.GetProperty("page").GetString().ShouldBe($"/notices/{path.Split('/')[^1]}");

        var log = await registry.As("auditor").GetJsonAsync("/admin/v1/audit?limit=500");
        var drafted = log.GetProperty("items").EnumerateArray().First(entry => entry.GetProperty("action").GetString() == "notices.draft").GetProperty("change");
        drafted.GetProperty("environments").GetProperty("to").GetString().ShouldBe("production test");
        drafted.GetProperty("operations").GetProperty("to").GetString().ShouldBe("dialogporten.dialogs.search");
    }

    [Fact]
    public async Task A_node_that_follows_gets_notices_when_they_change_and_keeps_them_when_others_do()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await using var registry = await RegistryHost.StartAsync(database, new ManualClock(Monday));
        var admin = registry.AsEveryone();
        var before = registry.Picture;
        await admin.PublishedAsync(Change(EightWeeksOn));
        var published = registry.Picture;
        var follower = PictureMessage.Since(0, before).ApplyTo(RegistryPicture.Empty).ShouldNotBeNull();
        follower = PictureMessage.Since(follower.Version, published).ApplyTo(follower).ShouldNotBeNull();
        follower.Notices.Length.ShouldBe(1);

        await admin.RegisterVendorAsync(Numbers.First);
        var message = PictureMessage.Since(follower.Version, registry.Picture);
        message.Notices.ShouldBeNull("nothing is sent again that has not changed");
        follower = message.ApplyTo(follower).ShouldNotBeNull();
        follower.Notices.Length.ShouldBe(1);
        registry.Picture.Notices.ShouldBe(published.Notices, "nor read again");
        PictureMessage.Since(0, registry.Picture).ApplyTo(RegistryPicture.Empty).ShouldNotBeNull().Notices.Length.ShouldBe(1);
    }

    private static NoticeTimes TimesOf(RegistryHost registry) => registry.Services.GetRequiredService<NoticeTimes>();

    private static async Task<List<string>> KindsAsync(TestDatabase database)
    {
        await using var db = database.Open();
        return await db.Announcements.AsNoTracking().OrderBy(row => row.Sequence).Select(row => row.Kind).ToListAsync();
    }
}
