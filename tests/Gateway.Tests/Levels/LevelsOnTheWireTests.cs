using System.Globalization;
using Digdir.Altinn.Gateway.Vendors;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.VendorRegistry.Pictures;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Levels;

/// <summary>The ladder as a vendor's system meets it: real grain, gate and answers; what level the vendor is at is decided as a person would.</summary>
public sealed class LevelsOnTheWireTests
{
    private const string Scope = "digdir:dialogporten";
    private const string Search = "/dialogporten/api/v1/enduser/dialogs?party=urn:altinn:organization:identifier-no:310010693&serviceResource=urn:altinn:resource:skatt";
    private const string Nothing = """{"items":[{"id":"a","contentUpdatedAt":"1"}],"hasNextPage":false}""";

    [Fact]
    public async Task A_slowed_vendor_that_goes_on_asking_is_told_exactly_how_long_to_wait()
    {
        await using var gateway = await StartAsync(Level.Soft);
        var refused = await AskUntilRefusedAsync(gateway);

        refused.Status.ShouldBe(429);
        refused.Code.ShouldBe("GWY-00029");
        var seconds = int.Parse(refused.Fields["Retry-After"], CultureInfo.InvariantCulture);
        seconds.ShouldBeInRange(1, 900);

        gateway.Clock.Advance(TimeSpan.FromSeconds(seconds - 1));
        (await AskAsync(gateway)).Status.ShouldBe(429);
        gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        (await AskAsync(gateway)).Status.ShouldBe(200);
        (await AskAsync(gateway)).Status.ShouldBe(429);
    }

    [Theory]
    [InlineData(null, "For mange kall som kunne vært unngått")]
    [InlineData("en", "Too many calls that could have been avoided")]
    public async Task The_refusal_says_what_was_measured_and_what_to_do_instead(string? language, string title)
    {
        await using var gateway = await StartAsync(Level.Soft);
        var problem = (await AskUntilRefusedAsync(gateway, language)).Problem.ShouldNotBeNull();

        problem["type"].ShouldNotBeNull().GetValue<string>().ShouldBe("https://iana.org/assignments/http-problem-types#abnormal-usage-detected");
        problem["title"].ShouldNotBeNull().GetValue<string>().ShouldBe(title);
        problem["clause"].ShouldNotBeNull().GetValue<string>().ShouldBe("1.2.4");
        problem["violated-policies"].ShouldNotBeNull().AsArray().Select(one => one?.GetValue<string>()).ShouldBe(["avoidable-calls"]);
        problem["level"].ShouldNotBeNull().GetValue<int>().ShouldBe(2);
        problem["intervalSeconds"].ShouldNotBeNull().GetValue<long>().ShouldBe(900);
        problem["callsLastDay"].ShouldNotBeNull().GetValue<long>().ShouldBeGreaterThan(0);
        problem["newsShare"].ShouldNotBeNull().GetValue<double>().ShouldBeInRange(0, 1);
        problem["events"].ShouldNotBeNull().AsArray().Select(one => one?.GetValue<string>()).ShouldContain("dialogporten.dialog.created.v1");
        var body = problem["subscribe"].ShouldNotBeNull()["bodies"].ShouldNotBeNull()[0].ShouldNotBeNull();
        body["resourceFilter"].ShouldNotBeNull().GetValue<string>().ShouldBe("urn:altinn:resource:skatt");
        body["typeFilter"].ShouldNotBeNull().GetValue<string>().ShouldBe("dialogporten.dialog.created.v1");
        problem.ToJsonString().ShouldNotContain("310010693");
    }

    [Fact]
    public async Task A_refused_read_costs_no_tokens_reaches_no_product_and_is_observed_as_refused()
    {
        var forwarded = 0;
        await using var gateway = await StartAsync(Level.Soft, product: context =>
        {
            Interlocked.Increment(ref forwarded);
            return Answer(context);
        });
        await AskUntilRefusedAsync(gateway);
        var before = forwarded;

        var refused = await AskAsync(gateway);

        refused.Status.ShouldBe(429);
        forwarded.ShouldBe(before);
        refused.Fields.ContainsKey("RateLimit").ShouldBeFalse();
    }

    [Fact]
    public async Task Other_parties_other_groups_and_writes_go_on()
    {
        await using var gateway = await StartAsync(Level.Soft);
        await AskUntilRefusedAsync(gateway);
        var token = gateway.Token(Scope);

        (await gateway.SendAsync(token, "/dialogporten/api/v1/enduser/dialogs/0194fe82-9280-77a5-a7cd-5ff0e6a6fa07")).Status.ShouldBe(200);
        (await gateway.SendAsync(token, "/dialogporten/api/v1/enduser/dialogs/0194fe82-9280-77a5-a7cd-5ff0e6a6fa07/context/systemlabels", "PUT")).Status.ShouldBe(200);
        (await gateway.SendAsync(token, "/dialogporten/api/v1/enduser/dialogs?party=991825827")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Naming_somebody_never_read_beside_a_party_lets_no_read_of_it_pass()
    {
        await using var gateway = await StartAsync(Level.Soft);
        await AskUntilRefusedAsync(gateway);

        for (var madeUp = 0; madeUp < 12; madeUp++)
        {
            (await AskAsync(gateway, path: $"{Search}&party=urn:altinn:organization:identifier-no:{910_000_000 + (madeUp * 7919)}")).Status.ShouldBe(429);
        }

        (await AskAsync(gateway, path: Of("910000001", "910000002"))).Status.ShouldBe(200, "of those never read none has been read too often");
    }

    [Fact]
    public async Task A_call_that_is_refused_takes_nothing_from_the_other_parties_it_names()
    {
        await using var gateway = await StartAsync(Level.Soft);
        var keys = gateway.Services.GetRequiredService<IdentityHash>();
        string[] parties = ["310010693", "991825827"];
        var (decides, other) = keys.OfParty(parties[0]) < keys.OfParty(parties[1]) ? (parties[0], parties[1]) : (parties[1], parties[0]);
        var promised = (await AskUntilRefusedAsync(gateway, path: Of(other))).Fields["Retry-After"];
        var due = gateway.Clock.GetUtcNow().AddSeconds(int.Parse(promised, CultureInfo.InvariantCulture));
        await AskUntilRefusedAsync(gateway, path: Of(decides));
        gateway.Clock.Advance(due - gateway.Clock.GetUtcNow());

        (await AskAsync(gateway, path: Of(decides, other))).Status.ShouldBe(429);
        (await AskAsync(gateway, path: Of(other))).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("detectors")]
    [InlineData("detectors-dialogporten")]
    public async Task What_operators_set_in_the_registry_holds_from_the_next_minute(string policy)
    {
        await using var gateway = await StartAsync(level: null, settings: ["--Conduct:Mode=Enforce"]);

        (await FieldAsync(gateway)).ShouldNotBeNull().ShouldEndWith("level=0");
        gateway.Registry = gateway.Registry.Setting(policy, PolicyMode.Shadow);
        (await FieldAsync(gateway)).ShouldNotBeNull().ShouldEndWith("level=0;shadow");
    }

    [Fact]
    public async Task A_group_that_is_switched_off_is_not_counted()
    {
        await using var gateway = await StartAsync(level: null);
        gateway.Registry = gateway.Registry.Setting("detectors", PolicyMode.Off);

        (await FieldAsync(gateway)).ShouldBeNull();
    }

    [Fact]
    public async Task Answers_to_reads_tell_what_avoidable_calls_come_to()
    {
        await using var gateway = await StartAsync(Level.Notice);
        var field = await FieldAsync(gateway);

        field.ShouldNotBeNull().ShouldMatch("""^\d+;group="dialogporten/list";calls=\d+;penalty=\d+\.\d;level=1$""");
        (await gateway.SendAsync(gateway.Token(Scope), "/dialogporten/api/v1/enduser/dialogs/0194fe82-9280-77a5-a7cd-5ff0e6a6fa07/context/systemlabels", "PUT"))
            .Fields.ContainsKey("Altinn-Avoidable-Calls").ShouldBeFalse();
    }

    private static Task Answer(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(Nothing);
    }

    private static string Of(params string[] parties)
        => "/dialogporten/api/v1/enduser/dialogs?" + string.Join('&', parties.Select(party => $"party=urn:altinn:organization:identifier-no:{party}"));

    private static Task<ServingGateway.Answer> AskAsync(ServingGateway gateway, string? language = null, string path = Search)
        => gateway.SendAsync(gateway.Token(Scope, lifetime: TimeSpan.FromHours(1)), path, language: language);

    /// <summary>What the field says once what was observed has been heard and looked at.</summary>
    private static async Task<string?> FieldAsync(ServingGateway gateway)
    {
        string? field = null;
        for (var i = 0; i < 8; i++)
        {
            gateway.Clock.Advance(TimeSpan.FromSeconds(31));
            (await AskAsync(gateway)).Fields.TryGetValue("Altinn-Avoidable-Calls", out field);
        }

        return field;
    }

    private static async Task<ServingGateway.Answer> AskUntilRefusedAsync(ServingGateway gateway, string? language = null, string path = Search)
    {
        ServingGateway.Answer answer;
        var asked = 0;
        do
        {
            gateway.Clock.Advance(TimeSpan.FromSeconds(7));
            answer = await AskAsync(gateway, language, path);
            asked++;
        }
        while (answer.Status == 200 && asked < 60);
        return answer;
    }

    private static Task<ServingGateway> StartAsync(Level? level, IEnumerable<string>? settings = null, RequestDelegate? product = null)
        => ServingGateway.StartAsync(
            ["--Limits:Tick=00:00:02", "--Limits:LotLifetime=00:00:20", .. settings ?? []],
            services =>
            {
                if (level is { } at)
                {
                    services.Replace(ServiceDescriptor.Singleton<IConductSettings>(new Decided(at)));
                }
            },
            product ?? Answer);

    /// <summary>The ladder is enforced, and somebody has put the vendor's lists of dialogs at a level.</summary>
    private sealed class Decided(Level level) : IConductSettings
    {
        private readonly ConductSettings _settings = new()
        {
            Mode = ConductMode.Enforce,
            Decisions = [new GroupDecision(1, new ReadGroup("dialogporten", ReadClass.List), level, 1)],
        };

        public ConductSettings Of(VendorId vendor) => _settings;
    }
}
