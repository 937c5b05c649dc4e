using Digdir.Altinn.Gateway.Listeners;
using Digdir.Altinn.Gateway.Telemetry;
using Digdir.Altinn.VendorRegistry.Pictures;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Digdir.Altinn.Benchmarks.Contenders;

/// <summary>
/// The gateway itself, everything on: guard, tokens, policies, limits, a log line per request, metrics and sampled traces exported. Only its registry is
/// replaced, by one with as many vendors as asked for, its issuers are pointed here, and its log goes to the null device.
/// </summary>
internal static class GatewayContender
{
    public static WebApplication Build(string upstream, string issuer, int vendors)
    {
        // One address sends all the load.
        Default("EdgeGuard__Rate", "1000000");
        Default("EdgeGuard__Burst", "1000000");
        if (Environment.GetEnvironmentVariable("OTLP") != "off")
        {
            Default("Telemetry__Otlp__Endpoint", issuer + "otlp");
        }

        Default("Telemetry__Otlp__Protocol", "Http");
        Default("Telemetry__Otlp__MetricsSeconds", "5");
        return Gateway.Program.Build(
            [
                "--Roles=gateway",
                "--Registry:Feed:CopyOnly=true",
                "--Listeners:Public=http://127.0.0.1:0",
                "--Listeners:Management=http://127.0.0.1:0",
                "--Altinn:Environment=test",
                "--Altinn:Platform=" + upstream,
                "--Tokens:Issuers:maskinporten:Issuer=" + issuer,
                "--Tokens:Issuers:maskinporten:Jwks=" + issuer + "jwks",
            ],
            builder =>
            {
                SocketThreads.Prepare(builder);
                builder.Services.Replace(ServiceDescriptor.Singleton<IPictures>(new BenchmarkVendors(vendors)));
                builder.Services.Replace(ServiceDescriptor.Singleton(_ => new LogLines(new FileStream("/dev/null", FileMode.Open, FileAccess.Write, FileShare.ReadWrite), 1024 * 1024, static _ => [(byte)'\n'])));
            });
    }

    /// <summary>A setting, unless the comparison gives this contender another.</summary>
    private static void Default(string variable, string value)
    {
        if (Environment.GetEnvironmentVariable(variable) is null)
        {
            Environment.SetEnvironmentVariable(variable, value);
        }
    }
}
