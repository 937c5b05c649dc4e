using System.Text;
using Digdir.Altinn.Gateway.Tests.Forwarding;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.EdgeGuard;

/// <summary>Whatever comes in on a connection, it is the caller's fault or it is served: never a 500.</summary>
public sealed class GarbageTests
{
    private const string Sound =
        "POST /broker/api/v1/filetransfer/5c0e?x=%20&y=1 HTTP/1.1\r\nHost: gateway.example\r\nAuthorization: Bearer eyJhbGciOiJub25lIn0.e30.\r\nContent-Type: application/json\r\n"
        + "Transfer-Encoding: chunked\r\nCookie: AltinnStudioRuntime=a; b=c\r\ntraceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\nConnection: close\r\n\r\n"
        + "4\r\nbody\r\n0\r\nDigest: x\r\n\r\n";

    private const string Salt = "\0\r\n\t :;,=%/\\\"?#@<>{}\u007f\u0080\u00e6\u00ffA0zHTTP";

    [Fact]
    public async Task Requests_with_bytes_changed_added_and_lost_at_random_are_refused_or_served()
    {
        var random = new Random(5);
        var requests = Enumerable.Range(0, 300).Select(_ => Spoilt(random)).ToArray();
        await using var product = RawStandIn.ThatAnswers("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        await using var gateway = await SmallGateway.InFrontOfAsync(product.Address, new() { Arguments = ["--EdgeGuard:HeadSeconds=1", "--EdgeGuard:MinimumRateGraceSeconds=1.1"] });
        Dictionary<string, int> statuses = [];

        await Parallel.ForEachAsync(requests, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (request, _) =>
        {
            var answer = await RawCaller.SayAsync(gateway.Address, request, 5);
            var status = answer.Length >= 12 && answer.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) ? answer[9..12] : "none";
            lock (statuses)
            {
                statuses[status] = statuses.GetValueOrDefault(status) + 1;
            }

            status.ShouldNotBe("500", request);
            status.ShouldNotBe("502", request);
        });

        // Both kinds must occur, or the test has lost its point.
        statuses.GetValueOrDefault("200").ShouldBeGreaterThan(20);
        statuses.GetValueOrDefault("400").ShouldBeGreaterThan(20);
        gateway.Log().ShouldNotContain("GWY-00026");
    }

    private static string Spoilt(Random random)
    {
        var text = new StringBuilder(Sound);
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var at = random.Next(text.Length);
            var salt = Salt[random.Next(Salt.Length)];
            switch (random.Next(4))
            {
                case 0:
                    text[at] = salt;
                    break;
                case 1:
                    text.Insert(at, salt);
                    break;
                case 2:
                    text.Remove(at, Math.Min(random.Next(1, 20), text.Length - at));
                    break;
                default:
                    text.Insert(at, text.ToString(random.Next(text.Length / 2), random.Next(1, text.Length / 2)));
                    break;
            }
        }

        return text.ToString();
    }
}
