using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Engines;
using Digdir.Altinn.Grains.Lots;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.VendorRegistry.Pictures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Throttling;

/// <summary>Limits as a vendor's system meets them, through the whole gateway.</summary>
public sealed class LimitsOnTheWireTests
{
    private const string Search = "/broker/api/v1/filetransfer?resourceId=demo";

    [Fact]
    public async Task Formidlings_search_passes_ten_times_a_minute_per_client_and_says_when_the_next_may_come()
    {
        await using var gateway = await ServingGateway.StartAsync();
        var token = gateway.Token("altinn:broker.read");

        for (var left = 9; left >= 0; left--)
        {
            var passed = await gateway.SendAsync(token, Search);
            passed.Status.ShouldBe(200, passed.Body);
            passed.Fields["RateLimit"].ShouldStartWith($"\"formidling-filetransfers-search\";r={left};t=");
            passed.Fields["RateLimit-Policy"].ShouldStartWith("\"formidling-filetransfers-search\";q=10;w=60, ");
            passed.Fields.ContainsKey("Altinn-Limit-Warning").ShouldBe(left <= 2);
        }

        var refused = await gateway.SendAsync(token, Search, language: "en");
        refused.Status.ShouldBe(429);
        refused.Code.ShouldBe("GWY-00017");
        refused.Fields["Retry-After"].ShouldBe("6", "one token comes every six seconds");
        refused.Problem.ShouldNotBeNull()["type"].ShouldNotBeNull().GetValue<string>().ShouldBe("https://iana.org/assignments/http-problem-types#quota-exceeded");
        refused.Problem["events"].ShouldNotBeNull().AsArray()[0].ShouldNotBeNull().GetValue<string>().ShouldBe("no.altinn.broker.published");

        (await gateway.SendAsync(gateway.Token("altinn:broker.read", client: "another"), Search)).Status.ShouldBe(200, "the documented limit is per client");

        gateway.Clock.Advance(TimeSpan.FromSeconds(5));
        (await gateway.SendAsync(token, Search)).Status.ShouldBe(429, "refused calls cost nothing, but time has not come");
        gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        (await gateway.SendAsync(token, Search)).Status.ShouldBe(200, "who waits as told is let in");
    }

    [Fact]
    public async Task A_new_token_from_the_same_client_is_no_new_allowance()
    {
        await using var gateway = await ServingGateway.StartAsync();

        var answers = new List<int>();
        for (var i = 0; i < 12; i++)
        {
            answers.Add((await gateway.SendAsync(gateway.Token("altinn:broker.read"), Search)).Status);
        }

        answers.Count(status => status == 200).ShouldBe(10);
        answers[^1].ShouldBe(429);
    }

    [Fact]
    public async Task A_call_refused_by_a_policy_costs_no_tokens()
    {
        await using var gateway = await ServingGateway.StartAsync();
        for (var i = 0; i < 30; i++)
        {
            (await gateway.SendAsync(gateway.Token("other:scope"), Search)).Status.ShouldBe(403);
        }

        (await gateway.SendAsync(gateway.Token("altinn:broker.read"), Search)).Fields["RateLimit"].ShouldContain(";r=9;");
    }

    [Fact]
    public async Task A_plan_that_the_servicedesk_changes_counts_from_the_next_call()
    {
        await using var gateway = await ServingGateway.StartAsync(["--Limits:Classes:list:Burst=1000000", "--Limits:Classes:list:Rate=1000000"]);
        var token = gateway.Token("digdir:dialogporten");
        const string Limits = "/dialogporten/api/v1/enduser/parties";
        gateway.Registry = gateway.Registry.With(ServingGateway.GoodVendor with { Plan = new PlanPicture(0.001, 20, 0, 0.001) });

        var before = await SendUntilRefusedAsync(gateway, token, Limits);
        gateway.Registry = gateway.Registry.With(ServingGateway.GoodVendor with { Plan = new PlanPicture(1000, 5000, 0, 1000) });
        var first = await gateway.SendAsync(token, Limits);
        gateway.Clock.Advance(TimeSpan.FromSeconds(1));

        before.ShouldBeGreaterThan(0);
        first.Fields["Retry-After"].ShouldBe("1", "the spent bucket refills at the new rate from now on; at the old one it would be a thousand seconds");
        (await gateway.SendAsync(token, Limits)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task An_unreachable_grain_leaves_a_degraded_share_and_never_an_error()
    {
        var engine = new BrokenEngine();
        await using var gateway = await ServingGateway.StartAsync(with: services => services.Replace(ServiceDescriptor.Singleton<IGrainEngine>(engine)));
        var token = gateway.Token("altinn:broker.read");

        var answers = new List<ServingGateway.Answer>();
        for (var i = 0; i < 40; i++)
        {
            answers.Add(await gateway.SendAsync(token, Search));
        }

        answers.ShouldAllBe(answer => answer.Status == 200 || answer.Status == 429);
        answers.Count(answer => answer.Status == 200).ShouldBe(5, "half the limit of ten, on one node");
        answers.Where(answer => answer.Status == 429).ShouldAllBe(answer => answer.Fields.ContainsKey("Retry-After"));
        engine.Asked.ShouldBeGreaterThan(0);
    }

    private static async Task<int> SendUntilRefusedAsync(ServingGateway gateway, string token, string path)
    {
        for (var passed = 0; passed < 100; passed++)
        {
            var answer = await gateway.SendAsync(token, path);
            if (answer.Status == 429)
            {
                return passed;
            }

            answer.Status.ShouldBe(200, answer.Body);
        }

        throw new InvalidOperationException("Nothing was refused.");
    }

    private sealed class BrokenEngine : IGrainEngine
    {
        private int _asked;

        public int Asked => _asked;

        public ValueTask<Reply> ExchangeAsync(VendorId vendor, Report report, CancellationToken cancellation)
        {
            Interlocked.Increment(ref _asked);
            throw new IOException("The grain is out of reach.");
        }

        public ValueTask<ConductLevels> ObserveAsync(VendorId vendor, ObservationBatch batch, CancellationToken cancellation)
            => throw new IOException("The grain is out of reach.");

        public ValueTask<ConductReply> JudgeAsync(VendorId vendor, ObservationBatch? batch, ReadQuestion question, CancellationToken cancellation)
            => throw new IOException("The grain is out of reach.");

        public ValueTask<ConductView> LookAsync(VendorId vendor, CancellationToken cancellation) => throw new IOException("The grain is out of reach.");

        public ValueTask<bool> BrakeAsync(VendorId vendor, bool pull, CancellationToken cancellation) => throw new IOException("The grain is out of reach.");
    }
}
