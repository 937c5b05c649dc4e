using System.Collections.Frozen;
using System.Text.Json;
using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Gateway.Throttling;
using Digdir.Altinn.Gateway.Tokens;
using Digdir.Altinn.Gateway.Vendors;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Gates;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Limits;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.VendorRegistry.Pictures;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Throttling;

public sealed class ThrottlingMiddlewareTests
{
    private static readonly VendorId Vendor = VendorId.Parse("991825827");
    private readonly ScriptedGate _gate = new();
    private bool _forwarded;

    [Fact]
    public async Task An_admitted_request_is_forwarded_and_told_what_is_left()
    {
        _gate.Answer = limits => new Verdict(Admission.Admitted, limits.Limits[0], 7, 18, 0);

        var context = await SendAsync(Search());

        _forwarded.ShouldBeTrue();
        context.Response.Headers["RateLimit-Policy"].ToString().ShouldBe("\"formidling-filetransfers-search\";q=10;w=60, \"list\";q=600;w=12, \"vendor\";q=1000;w=10");
        context.Response.Headers["RateLimit"].ToString().ShouldBe("\"formidling-filetransfers-search\";r=7;t=18");
        context.Response.Headers.ContainsKey("Altinn-Limit-Warning").ShouldBeFalse();
    }

    [Theory]
    [InlineData(3, false)]
    [InlineData(2, true)]
    [InlineData(0, true)]
    public async Task From_four_fifths_of_a_limit_the_answer_warns(int remaining, bool warned)
    {
        _gate.Answer = limits => new Verdict(Admission.Admitted, limits.Limits[0], remaining, 18, 0);

        var context = await SendAsync(Search());

        context.Response.Headers["Altinn-Limit-Warning"].ToString().ShouldBe(warned ? $"\"formidling-filetransfers-search\";used={100 - (remaining * 10)}" : "");
    }

    [Fact]
    public async Task A_refused_request_is_not_forwarded_and_is_told_when_to_come_back_and_what_to_do_instead()
    {
        _gate.Answer = limits => new Verdict(Admission.Refused, limits.Limits[0], 0, 60, 6);

        var context = await SendAsync(Search());

        _forwarded.ShouldBeFalse();
        context.Response.StatusCode.ShouldBe(429);
        context.Response.Headers.RetryAfter.ToString().ShouldBe("6");
        context.Response.Headers.CacheControl.ToString().ShouldBe("no-store");
        context.Response.Body.Position = 0;
        using var body = await JsonDocument.ParseAsync(context.Response.Body);
        body.RootElement.GetProperty("code").GetString().ShouldBe("GWY-00017");
        body.RootElement.GetProperty("clause").GetString().ShouldBe("1.2.4");
        body.RootElement.GetProperty("violated-policies")[0].GetString().ShouldBe("formidling-filetransfers-search");
        body.RootElement.GetProperty("events")[0].GetString().ShouldBe("no.altinn.broker.published");
    }

    [Fact]
    public async Task A_documented_limit_is_counted_per_client_and_the_vendors_own_for_all_its_clients()
    {
        _gate.Answer = limits => new Verdict(Admission.Admitted, limits.Limits[0], 7, 18, 0);

        await SendAsync(Search(client: 1));
        await SendAsync(Search(client: 2));

        _gate.Asked.Select(set => set.Limits[0].Key.Partition).ShouldBe([1UL, 2UL]);
        _gate.Asked.Select(set => set.Limits[^1].Key).ShouldAllBe(key => key == new LimitKey("vendor", 0));
    }

    [Fact]
    public async Task The_vendors_own_plan_goes_before_the_default()
    {
        _gate.Answer = limits => new Verdict(Admission.Admitted, limits.Limits[0], 7, 18, 0);
        var call = Search();
        call.Vendor = new VendorPicture { Id = Vendor, Name = "Testleverandør AS", Plan = new PlanPicture(900, 1800, 0, 900) };

        await SendAsync(call);

        _gate.Asked[0].Limits[^1].Allowance.ShouldBe(new Allowance(900, 1800));
    }

    [Fact]
    public async Task The_same_kind_of_call_meets_the_same_set_of_limits()
    {
        _gate.Answer = limits => new Verdict(Admission.Admitted, limits.Limits[0], 7, 18, 0);
        var middleware = NewMiddleware();

        await SendAsync(Search(client: 1), middleware);
        await SendAsync(Search(client: 1), middleware);

        _gate.Asked[0].ShouldBeSameAs(_gate.Asked[1]);
    }

    [Fact]
    public async Task A_dear_call_is_told_its_limits_in_calls_not_tokens()
    {
        _gate.Answer = limits => new Verdict(Admission.Admitted, limits.Limits[0], 14, 18, 0);
        var dear = new Call(SearchOperation with { Limit = null, Cost = 5 }, RegistryPicture.Empty) { Token = Search().Token };

        var context = await SendAsync(dear);

        context.Response.Headers["RateLimit-Policy"].ToString().ShouldBe("\"list\";q=120;w=12, \"vendor\";q=200;w=10");
        context.Response.Headers["RateLimit"].ToString().ShouldBe("\"list\";r=2;t=18", "the third would cost a token more than is left");
    }

    [Fact]
    public async Task A_request_without_a_vendor_meets_no_vendor_limit()
    {
        var context = new DefaultHttpContext();
        await NewMiddleware().InvokeAsync(context);

        _forwarded.ShouldBeTrue();
        _gate.Asked.ShouldBeEmpty();
    }

    private static readonly Operation SearchOperation = new()
    {
        Id = "formidling.filetransfers.search",
        Product = new Product { Id = "formidling", NameNb = "Formidling", NameEn = "Broker" },
        Method = "GET",
        Path = "/broker/api/v1/filetransfer",
        Kind = OperationKind.List,
        Tokens = TokenForms.AnyMaskinporten,
        Limit = new DocumentedLimit(10, 60),
        EventAlternatives = ["no.altinn.broker.published"],
    };

    private static Call Search(ulong client = 1) => new(SearchOperation, RegistryPicture.Empty)
    {
        Token = new ValidatedToken
        {
            Form = TokenForms.Maskinporten,
            Caller = new Caller { Vendor = Vendor, ClientKey = client, CustomerKey = 5 },
            Scopes = FrozenSet<string>.Empty,
            Expires = DateTimeOffset.MaxValue,
        },
    };

    private ThrottlingMiddleware NewMiddleware()
    {
        var options = Options.Create(new LimitsOptions());
        return new ThrottlingMiddleware(
            _ =>
            {
                _forwarded = true;
                return Task.CompletedTask;
            },
            new OneGate(_gate), new LimitBook(options), options);
    }

    private async Task<HttpContext> SendAsync(Call call, ThrottlingMiddleware? middleware = null)
    {
        var context = new DefaultHttpContext { Response = { Body = new MemoryStream() } };
        context.Features.Set(call);
        await (middleware ?? NewMiddleware()).InvokeAsync(context);
        return context;
    }

    private sealed class OneGate(ScriptedGate gate) : IVendorGates
    {
        public IVendorGate Of(VendorId vendor) => gate;
    }

    private sealed class ScriptedGate : IVendorGate
    {
        public Func<LimitSet, Verdict> Answer { get; set; } = _ => default;

        public List<LimitSet> Asked { get; } = [];

        public async ValueTask<Verdict> AdmitAsync(LimitSet limits, ulong customer, double cost, CancellationToken cancellation)
        {
            Asked.Add(limits);
            await Task.Yield();
            return Answer(limits);
        }

        public void Observe(ReadOnlySpan<Observation> parties, ReadOnlySpan<int> ends, ReadOnlySpan<ulong> things)
        {
        }

        public void Observe(in EventDelivery delivery)
        {
        }

        public ValueTask<Judgement> JudgeAsync(in ReadQuestion question, CancellationToken cancellation) => new(Judgement.Clear);
    }
}
