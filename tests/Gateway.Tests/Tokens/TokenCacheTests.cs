using System.Runtime.CompilerServices;
using Digdir.Altinn.Gateway.Tokens;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Tokens;

public sealed class TokenCacheTests
{
    private static TokenHash Hash(int number) => TokenHash.TryOf(number.ToString(), out var hash) ? hash : throw new InvalidOperationException();

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(1000)]
    public void Never_remembers_more_than_its_capacity(int capacity)
    {
        var cache = new TokenCache<string>(capacity);
        for (var i = 0; i < 5000; i++)
        {
            cache.Remember(Hash(i), "x");
            cache.Count.ShouldBeLessThanOrEqualTo(capacity);
        }
    }

    [Fact]
    public void Keeps_what_is_used_through_a_flood_of_what_is_not()
    {
        var cache = new TokenCache<string>(1000);
        cache.Remember(Hash(-1), "used");
        for (var i = 0; i < 20_000; i++)
        {
            cache.Remember(Hash(i), "flood");
            if (i % 400 == 0)
            {
                cache.Find(Hash(-1)).ShouldBe("used");
            }
        }

        cache.Find(Hash(0)).ShouldBeNull();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Never_answers_anything_but_what_was_last_remembered(int seed)
    {
        var random = new Random(seed);
        var cache = new TokenCache<string>(64);
        var model = new Dictionary<int, string>();
        for (var i = 0; i < 20_000; i++)
        {
            var key = random.Next(200);
            switch (random.Next(4))
            {
                case 0:
                    model[key] = "v" + i;
                    cache.Remember(Hash(key), "v" + i);
                    break;
                case 1:
                    model.Remove(key);
                    cache.Forget(Hash(key));
                    break;
                default:
                    cache.Find(Hash(key)).ShouldBeOneOf(model.GetValueOrDefault(key), null);
                    break;
            }

            cache.Count.ShouldBeLessThanOrEqualTo(64);
        }
    }

    [Fact]
    public async Task Stays_bounded_and_true_when_many_use_it_at_once()
    {
        var cache = new TokenCache<string>(256);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(() =>
        {
            var random = new Random(worker);
            for (var i = 0; i < 20_000; i++)
            {
                var key = random.Next(2000);
                if (cache.Find(Hash(key)) is { } found)
                {
                    found.ShouldBe("v" + key);
                }
                else
                {
                    cache.Remember(Hash(key), "v" + key);
                }
            }
        })));
        cache.Count.ShouldBeLessThanOrEqualTo(256 + 8);
    }

    [Fact]
    public void Tells_tokens_apart_and_refuses_letters_no_token_has()
    {
        var all = Enumerable.Range(0, 1000).Select(i => new string('a', i)).Select(text => TokenHash.TryOf(text, out var hash) ? hash : throw new InvalidOperationException()).ToList();
        all.Distinct().Count().ShouldBe(1000);
        TokenHash.TryOf("abc\u00e6", out _).ShouldBeFalse();
        TokenHash.TryOf(new string('a', 100_000), out var large).ShouldBeTrue();
        TokenHash.TryOf(new string('a', 100_000), out var again).ShouldBeTrue();
        large.ShouldBe(again);
    }

    [Fact]
    public async Task Nothing_keeps_the_token_itself()
    {
        await using var host = await TokenHost.StartAsync();
        var kept = await ValidateAndForgetAsync(host);
        for (var attempt = 0; attempt < 10 && kept.IsAlive; attempt++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        host.Validator.Remembered.ShouldBe(1);
        kept.IsAlive.ShouldBeFalse();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> ValidateAndForgetAsync(TokenHost host)
    {
        var token = host.Token("maskinporten-systemuser");
        host.Validator.TryRemember(token, default, out var hash, out _).ShouldBeFalse();
        (await host.Validator.ValidateAsync(token, hash, default, CancellationToken.None)).Token.ShouldNotBeNull();
        return new WeakReference(token);
    }
}
