using System.Diagnostics;
using System.Globalization;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Polling;

namespace Digdir.Altinn.Benchmarks.Pieces;

/// <summary>How much memory polling detection takes: many keys over many vendors, and one vendor flooded with parties.</summary>
internal static class PollingMemory
{
    public static int Run(Arguments arguments)
    {
        var keys = arguments.Number("keys", 1_000_000);
        var vendors = arguments.Number("vendors", 10_000);
        var listed = arguments.Number("things", 8);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var watches = new PollingWatch[vendors];
        var things = new ulong[listed];
        var now = 1_760_000_400_000L;
        for (var vendor = 0; vendor < vendors; vendor++)
        {
            watches[vendor] = new PollingWatch();
            for (var key = 0; key < keys / vendors; key++)
            {
                for (var i = 0; i < listed; i++)
                {
                    things[i] = Hash64.Spread((ulong)((((vendor * 1000L) + key) * 1000) + i));
                }

                watches[vendor].Hear(Read((ulong)key + 1, now, listed), things);
                watches[vendor].Hear(Read((ulong)key + 1, now + 60_000, listed), things);
            }
        }

        var after = GC.GetTotalMemory(forceFullCollection: true);
        Write($"{keys:N0} keys over {vendors:N0} vendors, {listed} things each: {(after - before) / 1048576.0:F1} MiB, {(after - before) / (double)keys:F1} bytes per key");
        GC.KeepAlive(watches);
        watches = null;
        before = GC.GetTotalMemory(forceFullCollection: true);
        var flooded = new PollingWatch();
        var watch = Stopwatch.StartNew();
        const int Flood = 10_000_000;
        for (var i = 1; i <= Flood; i++)
        {
            things[0] = (ulong)i;
            flooded.Hear(Read((ulong)i, now + i, 1), things.AsSpan(0, 1));
        }

        after = GC.GetTotalMemory(forceFullCollection: true);
        Write($"One vendor with {Flood:N0} parties: {(after - before) / 1048576.0:F1} MiB, {flooded.Keys:N0} keys, {watch.Elapsed.TotalNanoseconds / Flood:F0} ns each");
        return 0;
    }

    private static Observation Read(ulong party, long now, int things) => new()
    {
        At = now, Group = new ReadGroup("dialogporten", ReadClass.List), Operation = 1, Party = Hash64.Spread(party), Fingerprint = party, RawQuery = party, Status = 200,
        Weight = 1, Things = things,
    };

    private static void Write(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
