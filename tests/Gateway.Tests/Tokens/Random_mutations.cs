using System.Text.Json.Nodes;
using Digdir.Altinn.Gateway.Tokens;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Tokens;

/// <summary>What a person would not think of: no random change of a genuine token is ever genuine, and nothing a random payload holds throws.</summary>
public sealed class Random_mutations(TokenHostFixture fixture) : IClassFixture<TokenHostFixture>
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ %\0\u00e6";

    private static readonly string[] Names =
        ["iss", "exp", "iat", "nbf", "scope", "consumer", "supplier", "authorization_details", "pid", "client_id", "aud", "cnf", "actual_iss", "c", "u", "y", "o", "urn:altinn:org", "\u0000", ""];

    private TokenHost Host => fixture.Host;

    [Theory]
    [InlineData(1, "maskinporten-systemuser")]
    [InlineData(2, "altinn-from-idporten")]
    [InlineData(3, "dialog-token")]
    public async Task Of_a_genuine_token_are_never_genuine(int seed, string sample)
    {
        var random = new Random(seed);
        var genuine = Host.Token(sample);
        (await ValidateAsync(genuine)).Token.ShouldNotBeNull();
        for (var i = 0; i < 1000; i++)
        {
            var mutant = Mutate(genuine, random);
            if (mutant != genuine)
            {
                var answer = await ValidateAsync(mutant);
                answer.Token.ShouldBeNull($"seed {seed}, mutation {i}");
                answer.Fault.ShouldNotBeNull();
            }
        }
    }

    [Theory]
    [InlineData(4, "maskinporten-systemuser")]
    [InlineData(5, "altinn-from-idporten")]
    [InlineData(6, "idporten-access-token")]
    [InlineData(7, "dialog-token")]
    public async Task Of_the_claims_never_throw_however_they_are_signed(int seed, string sample)
    {
        var random = new Random(seed);
        var (key, genuine) = (sample[0] switch { 'm' => Host.MaskinportenKey, 'a' => Host.AltinnKey, 'i' => Host.IdPortenKey, _ => Host.DialogportenKey }, 0);
        for (var i = 0; i < 300; i++)
        {
            var claims = Host.Claims(sample);
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                var name = random.Next(3) == 0 ? claims.Select(claim => claim.Key).ElementAt(random.Next(claims.Count)) : Names[random.Next(Names.Length)];
                claims[name] = Anything(random, 3);
            }

            var answer = await ValidateAsync(key.Sign(claims));
            (answer.Token is null).ShouldBe(answer.Fault is not null);
            genuine += answer.Token is null ? 0 : 1;
        }

        genuine.ShouldBeGreaterThan(0);
    }

    private async Task<TokenAnswer> ValidateAsync(string token)
        => Host.Validator.TryRemember(token, default, out var hash, out var known) ? known : await Host.Validator.ValidateAsync(token, hash, default, CancellationToken.None);

    private static string Mutate(string token, Random random)
    {
        var at = random.Next(token.Length);
        var letter = Letters[random.Next(Letters.Length)];
        var parts = token.Split('.');
        switch (random.Next(8))
        {
            case 0: return token[..at] + letter + token[(at + 1)..];
            case 1: return token[..at] + token[(at + 1)..];
            case 2: return token[..at] + letter + token[at..];
            case 3: return token[..at];
            case 4: return token[at..];
            case 5:
                var last = token.Length - 1 - random.Next(Math.Min(6, parts[2].Length));
                return token[..last] + letter + token[(last + 1)..];
            case 6:
                random.Shuffle(parts);
                return string.Join('.', parts);
            default: return $"{parts[0]}.{parts[1]}.{parts[2][..random.Next(parts[2].Length)]}{token[at..]}";
        }
    }

    private static JsonNode? Anything(Random random, int depth) => random.Next(depth > 0 ? 10 : 7) switch
    {
        0 => null,
        1 => random.Next(),
        2 => random.NextDouble() * 1e300,
        3 => true,
        4 => "0192:991825827",
        5 => new string('x', random.Next(700)),
        6 => "{\"authority\":\"iso6523-actorid-upis\",\"ID\":\"0192:991825827\"}",
        7 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Anything(random, depth - 1))]),
        8 => new JsonObject { ["authority"] = "iso6523-actorid-upis", ["ID"] = Anything(random, depth - 1) },
        _ => new JsonObject { ["type"] = "urn:altinn:systemuser", ["systemuser_org"] = Anything(random, depth - 1), ["system_id"] = Anything(random, depth - 1) },
    };
}
