using System.Globalization;
using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.VendorRegistry.Pictures;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Notices;

/// <summary>Notices as a vendor's system meets them, through the whole gateway.</summary>
public sealed class NoticesOnTheWireTests
{
    private const string Scope = "digdir:dialogporten";
    private const string Dialog = "/dialogporten/api/v1/enduser/dialogs/0194fe82-9280-77a5-a7cd-5ff0e6a6fa07";

    private int _forwarded;

    [Fact]
    public async Task Answers_of_exactly_the_operations_concerned_tell_of_the_change()
    {
        await using var gateway = await StartAsync();
        var removal = NoticeSamples.Removal(gateway.Clock.GetUtcNow(), PartiesOf(gateway));
        gateway.Registry = gateway.Registry.Telling(removal);
        var token = gateway.Token(Scope);

        var told = await gateway.SendAsync(token, NoticeSamples.Parties);
        told.Status.ShouldBe(200);
        told.Fields["Deprecation"].ShouldBe($"@{removal.PublishedAt.ToUnixTimeSeconds()}");
        told.Fields["Sunset"].ShouldBe(removal.StartsAt.GetValueOrDefault().ToString("r", CultureInfo.InvariantCulture));
        told.Fields["Link"].ShouldContain($"</notices/{removal.Id}>; rel=\"deprecation\"");

        var other = await gateway.SendAsync(token, Dialog);
        other.Status.ShouldBe(200);
        other.Fields.Keys.ShouldNotContain("Deprecation");
        other.Fields.Keys.ShouldNotContain("Sunset");
        other.Fields.Keys.ShouldNotContain("Link");

        gateway.Registry = gateway.Registry.Telling(removal with { State = NoticeState.Withdrawn });
        (await gateway.SendAsync(token, NoticeSamples.Parties)).Fields.Keys.ShouldNotContain("Deprecation");
    }

    [Fact]
    public async Task Refusals_of_our_own_and_failures_of_the_product_tell_of_it_too()
    {
        await using var gateway = await StartAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        gateway.Registry = gateway.Registry.Telling(NoticeSamples.Removal(gateway.Clock.GetUtcNow(), PartiesOf(gateway)));

        foreach (var (token, status) in new[] { ("no.token.atall", 401), (gateway.Token("other:scope"), 403), (gateway.Token(Scope), 502) })
        {
            var answer = await gateway.SendAsync(token, NoticeSamples.Parties);
            answer.Status.ShouldBe(status);
            answer.Fields.Keys.ShouldContain("Deprecation");
            answer.Fields["Link"].ShouldContain("rel=\"successor-version\"");
        }
    }

    [Fact]
    public async Task What_the_product_says_itself_stays_beside_it()
    {
        await using var gateway = await StartAsync(context =>
        {
            context.Response.Headers["Deprecation"] = "@1700000000";
            context.Response.Headers.Link = "<https://product.example/help>; rel=\"help\"";
            return context.Response.WriteAsync("answered");
        });
        gateway.Registry = gateway.Registry.Telling(NoticeSamples.Removal(gateway.Clock.GetUtcNow(), PartiesOf(gateway)));

        var answer = await gateway.SendAsync(gateway.Token(Scope), NoticeSamples.Parties);

        answer.Fields["Deprecation"].ShouldBe("@1700000000");
        answer.Fields["Link"].ShouldStartWith("<https://product.example/help>; rel=\"help\", </notices/");
        answer.Fields.Keys.ShouldContain("Sunset");
    }

    [Fact]
    public async Task A_brownout_refuses_for_its_minutes_and_no_longer_and_one_change_calls_it_off()
    {
        await using var gateway = await StartAsync();
        var now = gateway.Clock.GetUtcNow();
        var removal = NoticeSamples.Removal(now, PartiesOf(gateway)) with
        {
            Brownouts = [new(AltinnEnvironment.Production, now, now.AddDays(1)), new(AltinnEnvironment.Test, now.AddMinutes(10), now.AddMinutes(15))],
        };
        gateway.Registry = gateway.Registry.Telling(removal);

        (await gateway.SendAsync(gateway.Token(Scope), NoticeSamples.Parties)).Status.ShouldBe(200);
        gateway.Clock.Advance(TimeSpan.FromMinutes(10));
        var forwarded = _forwarded;
        var refused = await gateway.SendAsync(gateway.Token(Scope), NoticeSamples.Parties, language: "en");
        (refused.Status, refused.Code).ShouldBe((503, "GWY-00033"));
        int.Parse(refused.Fields["Retry-After"], CultureInfo.InvariantCulture).ShouldBeInRange(300, 330);
        refused.Problem?["notice"]?.GetValue<Guid>().ShouldBe(removal.Id);
        refused.Problem?["link"]?.GetValue<string>().ShouldBe($"/notices/{removal.Id}");
        refused.Problem?["successor"]?.GetValue<string>().ShouldBe(removal.Successor);
        refused.Problem?["detail"]?.GetValue<string>().ShouldBe("The overview is removed");
        refused.Fields.Keys.ShouldContain("Sunset");
        _forwarded.ShouldBe(forwarded, "nothing is half done");
        (await gateway.SendAsync(gateway.Token(Scope), Dialog)).Status.ShouldBe(200);

        gateway.Registry = gateway.Registry.Setting("notices", PolicyMode.Shadow);
        (await gateway.SendAsync(gateway.Token(Scope), NoticeSamples.Parties)).Status.ShouldBe(200);
        gateway.Registry = gateway.Registry with { Policies = System.Collections.Frozen.FrozenDictionary<PolicyKey, PolicyMode>.Empty };
        (await gateway.SendAsync(gateway.Token(Scope), NoticeSamples.Parties)).Status.ShouldBe(503);
        gateway.Registry = gateway.Registry.Telling(removal with { Brownouts = [] });
        (await gateway.SendAsync(gateway.Token(Scope), NoticeSamples.Parties)).Status.ShouldBe(200);

        gateway.Registry = gateway.Registry.Telling(removal);
        gateway.Clock.Advance(TimeSpan.FromMinutes(5));
        (await gateway.SendAsync(gateway.Token(Scope), NoticeSamples.Parties)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task What_was_removed_is_gone_at_its_time_and_comes_back_only_when_the_notice_is_withdrawn()
    {
        await using var gateway = await StartAsync();
        var removal = NoticeSamples.Removal(gateway.Clock.GetUtcNow(), PartiesOf(gateway)) with { StartsAt = gateway.Clock.GetUtcNow().AddMinutes(5) };
        gateway.Registry = gateway.Registry.Telling(removal);
        (await gateway.SendAsync(gateway.Token(Scope), NoticeSamples.Parties)).Status.ShouldBe(200);
        gateway.Clock.Advance(TimeSpan.FromMinutes(5));
        var forwarded = _forwarded;

        foreach (var state in new[] { NoticeState.Published, NoticeState.Amended, NoticeState.Completed })
        {
            gateway.Registry = gateway.Registry.Telling(removal with { State = state });
            var gone = await gateway.SendAsync(gateway.Token(Scope), NoticeSamples.Parties);
            (gone.Status, gone.Code).ShouldBe((410, "GWY-00032"));
            gone.Problem?["successor"]?.GetValue<string>().ShouldBe(removal.Successor);
            gone.Problem?["notice"]?.GetValue<Guid>().ShouldBe(removal.Id);
            gone.Problem?["clause"]?.GetValue<string>().ShouldBe("3.1.2");
            gone.Fields.Keys.ShouldContain("Sunset");
            gone.Fields.Keys.ShouldNotContain("Retry-After");
        }

        _forwarded.ShouldBe(forwarded, "it is never passed on");
        gateway.Registry = gateway.Registry.Telling(removal with { State = NoticeState.Withdrawn });
        (await gateway.SendAsync(gateway.Token(Scope), NoticeSamples.Parties)).Status.ShouldBe(200);
        gateway.Registry = gateway.Registry.Telling(removal).Setting("notices", PolicyMode.Off);
        (await gateway.SendAsync(gateway.Token(Scope), NoticeSamples.Parties)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Maintenance_of_a_notice_is_announced_then_refuses_to_its_planned_end()
    {
        await using var gateway = await StartAsync();
        var starts = gateway.Clock.GetUtcNow().AddMinutes(30);
        var work = NoticeSamples.Work(starts, "dialogporten");
        gateway.Registry = gateway.Registry.Telling(work);
        var announced = await gateway.SendAsync(gateway.Token(Scope), NoticeSamples.Parties);
        announced.Status.ShouldBe(200);
        announced.Fields["Altinn-Maintenance"].ShouldBe($"starts=@{starts.ToUnixTimeSeconds()}, ends=@{starts.AddHours(2).ToUnixTimeSeconds()}, notice=\"{work.Id}\"");
        announced.Fields["Link"].ShouldStartWith($"</notices/{work.Id}>; rel=\"status\"; type=\"text/html\"");

        gateway.Clock.Advance(TimeSpan.FromMinutes(90));
        var refused = await gateway.SendAsync(gateway.Token(Scope), NoticeSamples.Parties);
        (refused.Status, refused.Code).ShouldBe((503, "GWY-00010"));
        int.Parse(refused.Fields["Retry-After"], CultureInfo.InvariantCulture).ShouldBeInRange(3600, 3630);
        refused.Problem?["notice"]?.GetValue<Guid>().ShouldBe(work.Id);
        refused.Problem?["link"]?.GetValue<string>().ShouldBe($"/notices/{work.Id}");
        refused.Fields.Keys.ShouldContain("Altinn-Maintenance");
        (await gateway.SendAsync(gateway.Token("altinn:events.subscribe"), "/events/api/v1/subscriptions")).Status.ShouldNotBe(503);

        gateway.Registry = gateway.Registry.Telling(work with { Impact = NoticeImpact.Minor });
        (await gateway.SendAsync(gateway.Token(Scope), NoticeSamples.Parties)).Status.ShouldBe(200, "with less than all of it the products answer for themselves");
        gateway.Registry = gateway.Registry.Telling(work).Setting("maintenance", PolicyMode.Shadow);
        (await gateway.SendAsync(gateway.Token(Scope), NoticeSamples.Parties)).Status.ShouldBe(200);
        gateway.Registry = gateway.Registry.Telling(work with { State = NoticeState.Completed }).Setting("maintenance", PolicyMode.Enforce);
        (await gateway.SendAsync(gateway.Token(Scope), NoticeSamples.Parties)).Status.ShouldBe(200, "it ended sooner than planned");
    }

    [Fact]
    public async Task A_products_own_word_that_it_is_out_of_service_is_passed_on_as_it_is()
    {
        await using var gateway = await StartAsync(context =>
        {
            context.Response.StatusCode = 503;
            context.Response.Headers.RetryAfter = "1234";
            return context.Response.WriteAsync("Vi oppgraderer");
        });
        gateway.Registry = gateway.Registry.Telling(NoticeSamples.Work(gateway.Clock.GetUtcNow(), "dialogporten")).Setting("maintenance", PolicyMode.Off);

        var answer = await gateway.SendAsync(gateway.Token(Scope), NoticeSamples.Parties);

        (answer.Status, answer.Body, answer.Problem).ShouldBe((503, "Vi oppgraderer", null));
        answer.Fields["Retry-After"].ShouldBe("1234");
        answer.Fields.Keys.ShouldContain("Altinn-Maintenance");
    }

    [Fact]
    public async Task A_service_owners_maintenance_is_told_to_those_who_call_its_apps()
    {
        await using var gateway = await StartAsync();
        gateway.Registry = gateway.Registry.Telling(NoticeSamples.Work(gateway.Clock.GetUtcNow(), "apps") with { ServiceOwners = ["skd"] });

        (await gateway.SendAsync("no.token.atall", "/apps/skd/an-app/instances", "POST")).Fields.Keys.ShouldContain("Altinn-Maintenance");
        (await gateway.SendAsync("no.token.atall", "/apps/nav/an-app/instances", "POST")).Fields.Keys.ShouldNotContain("Altinn-Maintenance");
    }

    private Task<ServingGateway> StartAsync(RequestDelegate? product = null) => ServingGateway.StartAsync(product: product ?? (context =>
    {
        Interlocked.Increment(ref _forwarded);
        return context.Response.WriteAsync("answered");
    }));

    private static string PartiesOf(ServingGateway gateway)
        => gateway.Services.GetRequiredService<ICatalogue>().Current.Operations.Single(operation => operation.Path == NoticeSamples.Parties && operation.Method == "GET").Id;
}
