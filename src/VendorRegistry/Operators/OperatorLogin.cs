using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Digdir.Altinn.VendorRegistry.Refusals;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Digdir.Altinn.VendorRegistry.Operators;

/// <summary>Checks operators' tokens and answers with problems when they do not do.</summary>
internal static class OperatorLogin
{
    /// <summary>Asymmetric only: with a symmetric one the issuer's public key would be a signing key.</summary>
    private static readonly string[] Algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    public static void AddOperatorLogin(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<OperatorOptions>().Bind(configuration.GetSection(OperatorOptions.SectionName))
            .Validate(options => options.Authority is null || Uri.TryCreate(options.Authority, UriKind.Absolute, out _), "Registry:Operators:Authority must be an address.")
            .Validate(options => options.Authority is null || !string.IsNullOrEmpty(options.Audience), "Registry:Operators:Audience is required with an authority.")
            .Validate(
                options => options.Roles.Keys.All(role => OperatorRoles.All.Contains(role, StringComparer.Ordinal)),
                "Registry:Operators:Roles has the roles reader, caseworker, approver and auditor only.")
            .ValidateOnStart();

        services.AddAuthentication().AddJwtBearer(OperatorRoles.Scheme, _ => { });
        services.AddOptions<JwtBearerOptions>(OperatorRoles.Scheme).Configure<IOptions<OperatorOptions>, TimeProvider>(Configure);
        services.AddAuthorization(OperatorRoles.AddRules);
    }

    private static void Configure(JwtBearerOptions bearer, IOptions<OperatorOptions> operators, TimeProvider clock)
    {
        var options = operators.Value;
        if (options.Authority is { } authority)
        {
            bearer.Authority = authority;
            bearer.RequireHttpsMetadata = !new Uri(authority).IsLoopback;
        }

        bearer.MapInboundClaims = false;
        bearer.TimeProvider = clock;
        bearer.TokenValidationParameters = new TokenValidationParameters
        {
            ValidAlgorithms = Algorithms,
            ValidIssuer = options.Issuer,
            ValidAudience = options.Audience,
            ValidTypes = null,
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            ClockSkew = TimeSpan.FromSeconds(10),
            LifetimeValidator = (notBefore, expires, _, parameters) =>
            {
                var now = clock.GetUtcNow().UtcDateTime;
                return expires is { } end && now < end + parameters.ClockSkew && (notBefore is not { } start || now >= start - parameters.ClockSkew);
            },
        };
        bearer.Events = new JwtBearerEvents
        {
            OnTokenValidated = context => Accept(context, options),
            OnAuthenticationFailed = Fail,
            OnChallenge = ChallengeAsync,
            OnForbidden = context => ForbidAsync(context.HttpContext),
        };
    }

    private static Task Accept(TokenValidatedContext context, OperatorOptions options)
    {
        var claims = context.Principal?.Claims.ToList() ?? [];
        if (claims.Find(claim => claim.Type == options.ActorClaim)?.Value is not { Length: > 0 } actor)
        {
            context.Fail("The token does not say who the operator is.");
            return Task.CompletedTask;
        }

        var identity = new ClaimsIdentity(OperatorRoles.Scheme);
        identity.AddClaim(new Claim(OperatorRoles.ActorType, Pseudonym(actor)));
        identity.AddClaims(OperatorRoles.Read(claims, options).Select(role => new Claim(OperatorRoles.RoleType, role)));
        context.Principal = new ClaimsPrincipal(identity);
        return Task.CompletedTask;
    }

    /// <summary>The operator's id as the audit log keeps it: what looks like an identity number, or is too long to keep, only as a hash.</summary>
    private static string Pseudonym(string actor)
        => actor.Length <= 100 && !(actor.Length == 11 && actor.All(char.IsAsciiDigit)) && !actor.Any(char.IsControl)
            ? actor
            : "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(actor)));

    private static Task Fail(AuthenticationFailedContext context)
    {
        // Without this an issuer out of reach would be an exception and a 500.
        context.Fail(context.Exception);
        return Task.CompletedTask;
    }

    private static async Task ChallengeAsync(JwtBearerChallengeContext context)
    {
        context.HandleResponse();
        var isSent = context.HttpContext.Request.Headers.Authorization.Count > 0;
        if (isSent && !await HasKeysAsync(context))
        {
            await ProblemResponse.WriteAsync(context.HttpContext, new Refusal(Problems.OperatorsUnavailable) { RetryAfterSeconds = 5 });
            return;
        }

        await ProblemResponse.WriteAsync(context.HttpContext, new Refusal(Problems.NotLoggedIn)
        {
            Challenge = isSent ? "Bearer error=\"invalid_token\"" : "Bearer",
            Detail = isSent ? new("Tokenet ble ikke godtatt.", "The token was not accepted.") : null,
        });
    }

    /// <summary>A token fails in the same way whether its key is wrong or no key could be had: the issuer's metadata tells which.</summary>
    private static async Task<bool> HasKeysAsync(JwtBearerChallengeContext context)
    {
        try
        {
            return context.Options.ConfigurationManager is not { } manager || await manager.GetConfigurationAsync(context.HttpContext.RequestAborted) is not null;
        }
        catch (Exception failed) when (failed is InvalidOperationException or IOException or HttpRequestException)
        {
            return false;
        }
    }

    private static Task ForbidAsync(HttpContext context)
    {
        var rule = context.GetEndpoint()?.Metadata.GetOrderedMetadata<IAuthorizeData>().LastOrDefault(data => data.Policy is not null)?.Policy;
        return ProblemResponse.WriteAsync(context, new Refusal(Problems.RoleMissing)
        {
            Members = new Dictionary<string, object?>(StringComparer.Ordinal) { ["roles"] = rule is null ? [] : OperatorRoles.Rules[rule] },
        });
    }
}
