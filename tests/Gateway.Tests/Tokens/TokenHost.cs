using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Gateway.Tokens;
using Digdir.Altinn.Gateway.Vendors;
using Digdir.Altinn.Support;
using Digdir.Altinn.Support.Tokens;
using Digdir.Altinn.VendorRegistry.Pictures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;

namespace Digdir.Altinn.Gateway.Tests.Tokens;

/// <summary>
/// A host on loopback with the real token and vendor steps in front of an echo, and a stand-in for each issuer. The operation called is the test's to choose.
/// </summary>
internal sealed class TokenHost : IAsyncDisposable
{
    private static readonly Product Product = new() { Id = "test", NameNb = "Test", NameEn = "Test" };

    private readonly WebApplication _app;
    private readonly HttpClient _client;

    private TokenHost(WebApplication app, ManualClock clock, IssuerStandIn[] issuers, TokenForge[] forges)
    {
        _app = app;
        Clock = clock;
        (Maskinporten, IdPorten, Altinn, Dialogporten) = (issuers[0], issuers[1], issuers[2], issuers[3]);
        (MaskinportenKey, IdPortenKey, AltinnKey, DialogportenKey) = (forges[0], forges[1], forges[2], forges[3]);
        _client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.First()) };
    }

    public ManualClock Clock { get; }

    public IssuerStandIn Maskinporten { get; }

    public IssuerStandIn IdPorten { get; }

    public IssuerStandIn Altinn { get; }

    public IssuerStandIn Dialogporten { get; }

    public TokenForge MaskinportenKey { get; }

    public TokenForge IdPortenKey { get; }

    public TokenForge AltinnKey { get; }

    public TokenForge DialogportenKey { get; }

    public IServiceProvider Services => _app.Services;

    public TokenValidator Validator => Services.GetRequiredService<TokenValidator>();

    public Uri Address => new(_app.Urls.First());

    /// <summary>What the next requests call; takes every form unless the test says otherwise.</summary>
    public Operation Operation { get; set; } = OperationTaking((TokenForms)~(int)TokenForms.Anonymous);

    /// <summary>The registry's picture the next requests meet.</summary>
    public RegistryPicture Registry { get; set; } = RegistryPicture.Empty;

    public static Operation OperationTaking(TokenForms forms, TimeSpan grace = default) => new()
    {
        Id = "test.things.get", Product = Product, Method = "GET", Path = "/things", Kind = OperationKind.List, Tokens = forms, ExpiredTokenGrace = grace,
    };

    public static async Task<TokenHost> StartAsync(params (string Key, string? Value)[] settings)
    {
        TokenForge[] forges = [TokenForge.WithRsa("mp-1"), TokenForge.WithRsa("id-1"), TokenForge.WithRsa("altinn-1"), TokenForge.WithEd25519("dp-1")];
        string[] names = ["maskinporten", "idporten", "altinn", "dialogporten"];
        var issuers = await Task.WhenAll(names.Select((name, i) => IssuerStandIn.StartAsync(name, forges[i])));
        var clock = new ManualClock();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        for (var i = 0; i < names.Length; i++)
        {
            builder.Configuration[$"Tokens:Issuers:{names[i]}:Issuer"] = issuers[i].Issuer;
            builder.Configuration[$"Tokens:Issuers:{names[i]}:Metadata"] = issuers[i].MetadataAddress;
        }

        builder.Configuration["Gateway:PublicAddress"] = "https://gw.test";

        // The network is real and the clock is not: on a busy machine a fetch may take long, and no time passes in which it would be tried again.
        builder.Configuration["Tokens:FetchTimeout"] = "00:01:00";
        foreach (var (key, value) in settings)
        {
            builder.Configuration[key] = value;
        }

        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddAltinn(builder.Configuration);
        builder.Services.AddTokens(builder.Configuration);
        builder.Services.AddVendors(builder.Configuration);
        var app = builder.Build();
        TokenHost? host = null;
        app.Use((context, next) =>
        {
            context.Features.Set(host is null ? null : new Call(host.Operation, host.Registry));
            return next(context);
        });
        app.UseTokens();
        app.UseVendors();
        app.Run(Echo);
        await app.StartAsync();
        return host = new TokenHost(app, clock, issuers, forges);
    }

    /// <summary>The sample, signed by its own issuer's key, with these claims put in place; null takes one away.</summary>
    public string Token(string sample, params (string Name, JsonNode? Value)[] claims)
    {
        var (issuer, key) = IssuerOf(sample);
        return key.Sign(ClaimsOf(sample, issuer.Issuer, claims));
    }

    /// <summary>The sample's claims, now.</summary>
    public JsonObject Claims(string sample, params (string Name, JsonNode? Value)[] claims) => ClaimsOf(sample, IssuerOf(sample).Issuer.Issuer, claims);

    /// <summary>Sends the token as Bearer.</summary>
    public Task<HttpResponseMessage> SendAsync(string? token) => SendAsync(request =>
    {
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        }
    });

    /// <summary>Sends a request of the test's making.</summary>
    public async Task<HttpResponseMessage> SendAsync(Action<HttpRequestMessage> with)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/things");
        request.Headers.AcceptLanguage.Add(new StringWithQualityHeaderValue("en"));
        with(request);
        return await _client.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        foreach (var issuer in new[] { Maskinporten, IdPorten, Altinn, Dialogporten })
        {
            await issuer.DisposeAsync();
        }
    }

    private (IssuerStandIn Issuer, TokenForge Key) IssuerOf(string sample)
        => sample.StartsWith("maskinporten", StringComparison.Ordinal) ? (Maskinporten, MaskinportenKey)
            : sample.StartsWith("idporten", StringComparison.Ordinal) ? (IdPorten, IdPortenKey)
            : sample.StartsWith("dialog", StringComparison.Ordinal) ? (Dialogporten, DialogportenKey)
            : (Altinn, AltinnKey);

    private JsonObject ClaimsOf(string sample, string issuer, (string Name, JsonNode? Value)[] claims)
    {
        var all = SampleTokens.Claims(sample, issuer, Clock.GetUtcNow());
        foreach (var (name, value) in claims)
        {
            if (value is null)
            {
                all.Remove(name);
            }
            else
            {
                all[name] = value.DeepClone();
            }
        }

        return all;
    }

    private static Task Echo(HttpContext context)
    {
        var call = Call.Of(context);
        return context.Response.WriteAsJsonAsync(new JsonObject
        {
            ["form"] = call?.Token?.Form.ToString(),
            ["vendor"] = call?.Token?.Caller?.Vendor?.ToString(),
            ["customer"] = call?.Token?.Caller?.Customer?.ToString(),
            ["system"] = call?.Token?.Caller?.System,
            ["client"] = call?.Token?.Caller?.Client,
            ["serviceOwner"] = call?.Token?.Caller?.IsServiceOwner,
            ["registered"] = call?.Vendor?.Name,
        });
    }
}

/// <summary>Reads what the host answers.</summary>
internal static class TokenAnswers
{
    /// <summary>The echo of a request that passed.</summary>
    public static async Task<JsonObject> ShouldPassAsync(this Task<HttpResponseMessage> sending)
    {
        using var response = await sending;
        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, body);
        return JsonNode.Parse(body)?.AsObject() ?? [];
    }

    /// <summary>The problem of a request that was refused, whose challenge must fit it.</summary>
    public static async Task<JsonObject> ShouldBeRefusedAsync(this Task<HttpResponseMessage> sending, int status, string code, string? detail = null)
    {
        using var response = await sending;
        var body = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(status, body);
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        var problem = JsonNode.Parse(body)?.AsObject() ?? [];
        problem["code"]?.GetValue<string>().ShouldBe(code, body);
        if (detail is not null)
        {
            problem["detail"]?.GetValue<string>().ShouldBe(detail);
        }

        if (status == 401)
        {
            response.Headers.WwwAuthenticate.ShouldHaveSingleItem().Scheme.ShouldBe("Bearer");
        }

        return problem;
    }
}
