using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Support.Tokens;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Tokens;

/// <summary>The catalogue that ships, against every form of token.</summary>
public sealed class Which_product_takes_which_token
{
    private static readonly string[] Exchanged =
        ["altinn-from-maskinporten-systemuser", "altinn-from-maskinporten-serviceowner", "altinn-from-idporten", "altinn-test-tools"];

    private static readonly string[] Maskinporten = ["maskinporten-own-org", "maskinporten-delegated-supplier", "maskinporten-systemuser"];

    // Reference: which product accepts which token. What one product's operations take together.
    private static readonly Dictionary<string, string[]> Expected = new(StringComparer.Ordinal)
    {
        ["dialogporten"] = ["maskinporten-systemuser", "idporten-access-token", .. Exchanged],
        ["melding"] = [.. Maskinporten, "dialog-token", .. Exchanged],
        ["formidling"] = ["maskinporten-own-org", "maskinporten-systemuser", .. Exchanged],
        ["events"] = Exchanged,
        ["systembruker"] = Exchanged,
        ["apps"] = [.. Exchanged, "altinn-portal-session"],
        ["autentisering"] = [.. Maskinporten, "idporten-access-token"],
    };

    [Fact]
    public async Task Is_as_the_reference_says()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var operations = gateway.App.Services.GetRequiredService<ICatalogue>().Current.Operations;
        await using var host = await TokenHost.StartAsync();
        var tokens = SampleTokens.Names.ToDictionary(name => name, name => host.Token(name), StringComparer.Ordinal);
        foreach (var product in operations.Where(operation => operation.Closed is null).GroupBy(operation => operation.Product.Id))
        {
            var taken = new SortedSet<string>(StringComparer.Ordinal);
            foreach (var operation in product.Where(operation => (operation.Tokens & TokenForms.Anonymous) == 0).DistinctBy(operation => operation.Tokens))
            {
                host.Operation = operation;
                foreach (var (sample, token) in tokens)
                {
                    using var response = await host.SendAsync(token);
                    ((int)response.StatusCode).ShouldBeOneOf(200, 401);
                    if (response.IsSuccessStatusCode)
                    {
                        taken.Add(sample);
                    }
                }
            }

            taken.AsEnumerable().ShouldBe(Expected[product.Key].Order(StringComparer.Ordinal), product.Key);
        }
    }

    [Fact]
    public async Task Gives_grace_to_expired_tokens_on_TUS_uploads_alone()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var graced = gateway.App.Services.GetRequiredService<ICatalogue>().Current.Operations.Where(operation => operation.ExpiredTokenGrace > TimeSpan.Zero).ToList();
        graced.ShouldNotBeEmpty();
        graced.ShouldAllBe(operation => operation.Path.Contains("/tus/") && operation.Product.Id == "formidling");
    }
}
