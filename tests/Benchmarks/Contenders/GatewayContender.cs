using Digdir.Altinn.VendorRegistry.Pictures;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Digdir.Altinn.Benchmarks.Contenders;

/// <summary>The gateway itself, everything on: only its registry is replaced, by one with as many vendors as asked for, and its issuers are pointed here.</summary>
internal static class GatewayContender
{
    public static WebApplication Build(string upstream, string issuer, int vendors, string log)
        => Gateway.Program.Build(
            [
                "--Roles=gateway",
                "--Listeners:Public=http://127.0.0.1:0",
                "--Listeners:Management=http://127.0.0.1:0",
                "--Altinn:Environment=test",
                "--Altinn:Platform=" + upstream,
                "--Tokens:Issuers:maskinporten:Issuer=" + issuer,
                "--Tokens:Issuers:maskinporten:Jwks=" + issuer + "jwks",
            ],
            builder => builder.Services.Replace(ServiceDescriptor.Singleton<IPictures>(new BenchmarkVendors(vendors))));
}
