using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Digdir.Altinn.Benchmarks.Contenders;

/// <summary>
/// The same job done the usual .NET way: YARP, the JwtBearer handler, an authorization policy on the route, and ASP.NET Core's rate limiter with a token
/// bucket per client. It knows one issuer and one limit, checks no standing, no scope and logs nothing: less than the gateway does.
/// </summary>
internal static class UsualContender
{
    public static WebApplication Build(string upstream, string issuer)
    {
        var builder = YarpContender.Builder(
            upstream,
            new("ReverseProxy:Routes:all:AuthorizationPolicy", "default"),
            new("ReverseProxy:Routes:all:RateLimiterPolicy", "client"));
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
        {
            options.Authority = issuer;
            options.RequireHttpsMetadata = false;
            options.MapInboundClaims = false;
            options.TokenValidationParameters.ValidateAudience = false;
            options.TokenValidationParameters.ValidAlgorithms = ["RS256"];
        });
        builder.Services.AddAuthorization();
        builder.Services.AddRateLimiter(options =>
        {
            options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            options.AddPolicy("client", context => RateLimitPartition.GetTokenBucketLimiter(
                context.User.FindFirst("client_id")?.Value ?? "",
                _ => new TokenBucketRateLimiterOptions
                {
                    TokenLimit = 1_000_000,
                    TokensPerPeriod = 1_000_000,
                    ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                }));
        });
        builder.Services.AddReverseProxy().LoadFromConfig(builder.Configuration.GetSection("ReverseProxy"));
        var app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseRateLimiter();
        app.MapReverseProxy();
        return app;
    }
}
