using Digdir.Altinn.Benchmarks.Contenders;
using Digdir.Altinn.Benchmarks.Load;
using Digdir.Altinn.Gateway;
using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Gateway.Tokens;
using Digdir.Altinn.VendorRegistry.Pictures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Digdir.Altinn.Benchmarks.Pieces;

/// <summary>The gateway of the comparison in this process, for taking its parts one by one; carries no traffic.</summary>
internal sealed class PiecesHost : IAsyncDisposable
{
    private readonly IssuerHost _issuer;
    private readonly WebApplication _gateway;

    private PiecesHost(IssuerHost issuer, WebApplication gateway, IReadOnlyList<string> tokens)
    {
        _issuer = issuer;
        _gateway = gateway;
        Tokens = tokens;
    }

    public IServiceProvider Services => _gateway.Services;

    /// <summary>Genuine tokens of as many vendors, all remembered.</summary>
    public IReadOnlyList<string> Tokens { get; }

    public static async Task<PiecesHost> StartAsync()
    {
        var issuer = await IssuerHost.StartAsync();
        var gateway = GatewayContender.Build("http://127.0.0.1:9", issuer.Issuer, vendors: 1000);
        await gateway.StartAsync();
        var tokens = Requests.Tokens(issuer.Key, issuer.Issuer, 1000, TimeProvider.System.GetUtcNow());
        var host = new PiecesHost(issuer, gateway, tokens);
        foreach (var token in tokens)
        {
            _ = await host.ValidateAsync(token);
        }

        return host;
    }

    public async Task<ValidatedToken> ValidateAsync(string token)
    {
        TokenHash.TryOf(token, out var hash);
        var answer = await Services.GetRequiredService<TokenValidator>().ValidateAsync(token, hash, TimeSpan.Zero, CancellationToken.None);
        return answer.Token ?? throw new InvalidOperationException($"Not genuine: {answer.Fault}");
    }

    /// <summary>The call that reads one dialog, as it stands before the policies, one for each token.</summary>
    public async Task<Call[]> CallsAsync()
    {
        var picture = Services.GetRequiredService<IPictures>().Current;
        var operation = Services.GetRequiredService<ICatalogue>().Current.Operations.Single(one => one.Id == "dialogporten.dialogs.get");
        var calls = new Call[Tokens.Count];
        for (var i = 0; i < calls.Length; i++)
        {
            var token = await ValidateAsync(Tokens[i]);
            calls[i] = new Call(operation, picture) { Token = token, Vendor = picture.Vendors[token.Caller?.Vendor ?? throw new InvalidOperationException("Nobody.")] };
        }

        return calls;
    }

    /// <summary>Routing as on the public listener, over all routes of the catalogue, and nothing after it.</summary>
    public RequestDelegate Routing()
    {
        var pipeline = new ApplicationBuilder(Services);
        pipeline.UseRouting();
        pipeline.Use(static _ => static _ => Task.CompletedTask);
        pipeline.UseEndpoints(static endpoints => endpoints.MapCatalogue());
        return pipeline.Build();
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _issuer.DisposeAsync();
    }
}
