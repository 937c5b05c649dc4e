using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Digdir.Altinn.Gateway.Tests.Forwarding;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Support;
using Digdir.Altinn.Support.Tokens;
using Digdir.Altinn.VendorRegistry.Pictures;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Digdir.Altinn.Gateway.Tests;

/// <summary>
/// The real gateway with everything a request meets on its way: an issuer and a product on loopback, a picture of the registry that the test sets, and the
/// test's own clock.
/// </summary>
internal sealed class ServingGateway : IAsyncDisposable
{
    private readonly RunningGateway _gateway;
    private readonly SetPictures _pictures;
    private readonly TokenForge _forge;

    private ServingGateway(RunningGateway gateway, SetPictures pictures, IssuerStandIn issuer, StandIn product, TokenForge forge, ManualClock clock)
    {
        _gateway = gateway;
        _pictures = pictures;
        _forge = forge;
        Issuer = issuer;
        Product = product;
        Clock = clock;
    }

    public static VendorId Vendor { get; } = VendorId.Parse(SampleTokens.Vendor);

    /// <summary>A vendor that may do everything in the test environment.</summary>
    public static VendorPicture GoodVendor { get; } = new()
    {
        Id = Vendor,
        Name = "Testleverandør AS",
        Integrations = [.. new[] { "dialogporten", "melding", "formidling", "systembruker", "events", "apps" }.Select(product => new IntegrationPicture(product, AltinnEnvironment.Test, null))],
        Acceptances = [new AcceptancePicture("003", DateTimeOffset.UnixEpoch)],
    };

    public IssuerStandIn Issuer { get; }

    public StandIn Product { get; }

    public ManualClock Clock { get; }

    public HttpClient Public => _gateway.Public;

    public HttpClient Management => _gateway.Management;

    public IServiceProvider Services => _gateway.App.Services;

    /// <summary>The node's picture of the registry.</summary>
    public RegistryPicture Registry
    {
        get => _pictures.Current;
        set => _pictures.Current = value;
    }

    public static async Task<ServingGateway> StartAsync(IEnumerable<string>? settings = null, Action<IServiceCollection>? with = null, RequestDelegate? product = null)
    {
        var clock = new ManualClock(DateTimeOffset.FromUnixTimeSeconds(1_793_606_400));
        var forge = TokenForge.WithRsa();
        var issuer = await IssuerStandIn.StartAsync("maskinporten", forge);
        var standIn = await StandIn.ThatAsync(product ?? (context => context.Response.WriteAsync("answered")));
        var pictures = new SetPictures { Current = new RegistryPicture { Version = 1, Terms = [new TermsPicture("003", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch)] }.With(GoodVendor) };
        var gateway = await RunningGateway.StartAsync(
            [
                $"--Altinn:Platform={standIn.Address}",
                $"--Altinn:Apps={standIn.Address}",
                $"--Tokens:Issuers:maskinporten:Issuer={issuer.Issuer}",
                $"--Tokens:Issuers:maskinporten:Jwks={issuer.KeysAddress}",
                // Real time, while the clock is ours: a busy machine must not look like an issuer that is gone.
                "--Tokens:FetchTimeout=00:01:00",
                // On our clock, which tests move by seconds while an exchange is on its way.
                "--Limits:ExchangeTimeout=00:00:10",
                "--Limits:StoreTimeout=00:00:10",
                // Each minute of our clock would ask the database five hundred times whether somebody else has written in it; nobody has.
                "--Registry:Database:PollInterval=00:00:00.800",
                "--Registry:Notices:CheckInterval=00:05:00",
                "--Outbox:Enabled=false",
                "--Tokens:Issuers:idporten:Enabled=false",
                "--Tokens:Issuers:altinn:Enabled=false",
                "--Tokens:Issuers:dialogporten:Enabled=false",
                .. settings ?? [],
            ],
            builder =>
            {
                builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
                builder.Services.Replace(ServiceDescriptor.Singleton<IPictures>(pictures));
                with?.Invoke(builder.Services);
            });
        return new ServingGateway(gateway, pictures, issuer, standIn, forge, clock);
    }

    /// <summary>A genuine token of the sample form with these scopes, for these customer and client.</summary>
    public string Token(string scopes, string form = "maskinporten-systemuser", string? client = null, TimeSpan? lifetime = null)
    {
        var claims = SampleTokens.Claims(form, Issuer.Issuer, Clock.GetUtcNow());
        claims["scope"] = scopes;
        claims["jti"] = Guid.NewGuid().ToString();
        if (client is not null)
        {
            claims["client_id"] = client;
        }

        if (lifetime is { } time)
        {
            claims["exp"] = (Clock.GetUtcNow() + time).ToUnixTimeSeconds();
        }

        return _forge.Sign(claims);
    }

    /// <summary>Sends one request with the token and reads its answer.</summary>
    public async Task<Answer> SendAsync(string token, string path, string method = "GET", string? language = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        request.Headers.TryAddWithoutValidation("Accept-Language", language);
        using var response = await Public.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        var fields = response.Headers.ToDictionary(field => field.Key, field => string.Join(", ", field.Value), StringComparer.OrdinalIgnoreCase);
        return new Answer((int)response.StatusCode, fields, body, response.Content.Headers.ContentType?.MediaType == "application/problem+json" ? JsonNode.Parse(body) : null);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await Product.DisposeAsync();
        await Issuer.DisposeAsync();
    }

    /// <summary>What came back.</summary>
    internal sealed record Answer(int Status, IReadOnlyDictionary<string, string> Fields, string Body, JsonNode? Problem)
    {
        public string? Code => Problem?["code"]?.GetValue<string>();
    }

    private sealed class SetPictures : IPictures
    {
        private volatile RegistryPicture _current = RegistryPicture.Empty;

        public RegistryPicture Current
        {
            get => _current;
            set => _current = value;
        }
    }
}

/// <summary>Changes to pictures, as sentences.</summary>
internal static class PictureChanges
{
    public static RegistryPicture With(this RegistryPicture registry, VendorPicture vendor)
        => registry with
        {
            Version = registry.Version + 1,
            Vendors = registry.Vendors.Where(pair => pair.Key != vendor.Id).Append(new(vendor.Id, vendor)).ToFrozenDictionary(),
        };

    public static RegistryPicture Setting(this RegistryPicture registry, string policy, PolicyMode mode)
        => registry with
        {
            Version = registry.Version + 1,
            Policies = registry.Policies.Append(new(new PolicyKey(policy, AltinnEnvironment.Test), mode)).ToFrozenDictionary(),
        };
}
