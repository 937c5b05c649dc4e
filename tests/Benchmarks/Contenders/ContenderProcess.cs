using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Digdir.Altinn.Benchmarks.Contenders;

/// <summary>What a contender's process says of itself when asked.</summary>
/// <param name="Allocated">Bytes allocated since it started.</param>
/// <param name="Heap">Bytes on the managed heap after a full collection.</param>
/// <param name="Gen0">Collections of generation 0 since it started.</param>
internal sealed record Inside(long Allocated, long Heap, int Gen0);

/// <summary>
/// The inside of a contender's own process: starts the host, tells its port, answers a line <c>inside</c> with <see cref="Inside"/> as JSON (<c>tidy</c>
/// collects first) and ends when its input does, so that no contender outlives the comparison.
/// </summary>
internal static class ContenderProcess
{
    public static async Task<int> RunAsync(Arguments arguments)
    {
        var upstream = arguments.Required("upstream");
        var issuer = arguments.Required("issuer");
        await using var app = arguments.Required("name") switch
        {
            "yarp" => YarpContender.Build(upstream),
            "usual" => UsualContender.Build(upstream, issuer),
            "gateway" => GatewayContender.Build(upstream, issuer, arguments.Number("vendors", 1000)),
            var name => throw new ArgumentException($"No contender is called {name}.", nameof(arguments)),
        };
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.First() ?? throw new InvalidOperationException("Not listening.");
        Console.WriteLine($"ready {new Uri(address).Port}");
        while (await Console.In.ReadLineAsync() is { } line)
        {
            if (line == "tidy")
            {
                GC.Collect();
            }

            Console.WriteLine(JsonSerializer.Serialize(new Inside(GC.GetTotalAllocatedBytes(precise: true), GC.GetTotalMemory(forceFullCollection: false), GC.CollectionCount(0))));
        }

        return 0;
    }
}
