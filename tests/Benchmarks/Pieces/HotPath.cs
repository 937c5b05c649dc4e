using BenchmarkDotNet.Attributes;
using Digdir.Altinn.Gateway;
using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Gateway.Notices;
using Digdir.Altinn.Gateway.Policies;
using Digdir.Altinn.Gateway.Telemetry;
using Digdir.Altinn.Gateway.Throttling;
using Digdir.Altinn.Gateway.Tokens;
using Digdir.Altinn.Gateway.Traffic;
using Digdir.Altinn.Gateway.Vendors;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Gates;
using Digdir.Altinn.VendorRegistry.Pictures;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Digdir.Altinn.Benchmarks.Pieces;

/// <summary>
/// What every forwarded request passes, piece by piece. With one vendor everything is in the processor's nearest cache; with three hundred in rotation it
/// is not, as in life.
/// </summary>
[MemoryDiagnoser]
public class HotPath
{
    private Parts? _parts;
    private int _turn;

    /// <summary>Vendors, each with one token, in rotation.</summary>
    [Params(1, 300)]
    public int Vendors { get; set; }

    private Parts The => _parts ?? throw new InvalidOperationException("Not set up.");

    [GlobalSetup]
    public async Task Setup()
    {
        var host = await PiecesHost.StartAsync();
        var services = host.Services;
        _parts = new Parts(
            host,
            services.GetRequiredService<TokenValidator>(),
            services.GetRequiredService<IVendorGates>(),
            services.GetRequiredService<LimitBook>(),
            [.. services.GetServices<Policy>()],
            services.GetRequiredService<IdentityHash>(),
            new IdentityClaims
            {
                Consumer = OrganisationClaim.Of(OrganisationNumber.Parse(Contenders.BenchmarkVendors.Number(1))),
                SystemUser = new SystemUserClaim(OrganisationClaim.Of(OrganisationNumber.Parse(Contenders.BenchmarkVendors.Number(2))), "regnskap-pro"),
                Client = "5f2d9b0e-6c0a-4c39-9f7f-0d5f4a1c7b11",
            },
            await host.CallsAsync(),
            host.Routing(),
            new DefaultHttpContext
            {
                RequestServices = services,
                Request = { Method = "GET", Path = "/dialogporten/api/v1/enduser/dialogs/0194fe82-9280-77a5-a7cd-5ff0e6a6fa07" },
            },
            TimeProvider.System.GetUtcNow(),
            services.GetRequiredService<TrafficBook>(),
            NoticeBoard.Of(
                RegistryPicture.Empty with { Maintenance = [new MaintenancePicture(Guid.NewGuid(), AltinnEnvironment.Test, "events", DateTimeOffset.MaxValue, null, "Ingen", "None")] },
                services.GetRequiredService<ICatalogue>().Current,
                AltinnEnvironment.Test));
    }

    [GlobalCleanup]
    public ValueTask Cleanup() => The.Host.DisposeAsync();

    [Benchmark]
    public bool Token_seen_before() => The.Validator.TryRemember(The.Host.Tokens[Next()], TimeSpan.Zero, out _, out _);

    [Benchmark]
    public object? Identification() => Callers.Of(The.Claims, The.Hash).Caller;

    [Benchmark]
    public bool Plain_target() => PlainTarget.Refuse("/dialogporten/api/v1/enduser/dialogs/0194fe82-9280-77a5-a7cd-5ff0e6a6fa07") is null;

    [Benchmark]
    public object? Route_found()
    {
        The.Request.SetEndpoint(null);
        var routed = The.Routing(The.Request);
        return routed.IsCompletedSuccessfully ? The.Request.GetEndpoint() ?? throw new InvalidOperationException("No route.") : throw new InvalidOperationException("Not at once.");
    }

    [Benchmark]
    public bool Policies_that_find_nothing()
    {
        var call = The.Calls[Next()];
        foreach (var policy in The.Policies)
        {
            if (policy.Find(call, AltinnEnvironment.Test, The.Now) is not null)
            {
                return false;
            }
        }

        return true;
    }

    [Benchmark]
    public bool Gate_admits()
    {
        var call = The.Calls[Next()];
        var set = The.Book.SetFor(call);
        var asked = The.Gates.Of(call.Vendor?.Id ?? default).AdmitAsync(set.Limits, call.Token?.Caller?.CustomerKey ?? 0, call.Operation.Cost, CancellationToken.None);
        return asked.IsCompletedSuccessfully && asked.GetAwaiter().GetResult().IsAdmitted;
    }

    [Benchmark]
    public int Request_line() => RequestLine.Of(new RequestFacts
    {
        At = The.Now,
        TraceId = "4bf92f3577b34da6a3ce929d0e0e4736",
        Call = The.Calls[Next()],
        Outcome = Outcome.Forwarded,
        Status = 200,
        Elapsed = TimeSpan.FromMilliseconds(3.25),
        Upstream = TimeSpan.FromMilliseconds(2.5),
        ResponseBytes = 321,
    }).Length;

    [Benchmark]
    public bool No_notice_about_it() => The.Board.Find(The.Calls[Next()].Operation) is null;

    [Benchmark]
    public void Traffic_counted() => The.Traffic.Count(The.Calls[Next()], The.Now, refused: false);

    private int Next() => _turn = (_turn + 1) % Vendors;

    private sealed record Parts(
        PiecesHost Host, TokenValidator Validator, IVendorGates Gates, LimitBook Book, Policy[] Policies, IdentityHash Hash, IdentityClaims Claims, Call[] Calls,
        RequestDelegate Routing, HttpContext Request, DateTimeOffset Now, TrafficBook Traffic, NoticeBoard Board);
}
