using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Digdir.Altinn.Benchmarks;
using Digdir.Altinn.Benchmarks.Contenders;
using Digdir.Altinn.Benchmarks.Deliveries;
using Digdir.Altinn.Benchmarks.Load;
using Digdir.Altinn.Benchmarks.Pieces;

var rest = args.Skip(1).ToArray();
return args.FirstOrDefault() switch
{
    "compare" => await Comparison.RunAsync(Arguments.Parse(rest, "seconds", "rounds", "warmup", "connections", "json", "half", "only", "generator")),

    "vendors" => await VendorsComparison.RunAsync(Arguments.Parse(rest, "seconds", "rounds", "warmup", "tokens")),
    "memory" => PollingMemory.Run(Arguments.Parse(rest, "keys", "vendors", "things")),
    "pictures" => await PicturesComparison.RunAsync(Arguments.Parse(rest, "vendors", "changes")),
    "deliveries" => await DeliveriesMeasurement.RunAsync(Arguments.Parse(rest, "receivers", "database", "kind", "bad", "rounds")),
    "concerned" => await ConcernedMeasurement.RunAsync(Arguments.Parse(rest, "vendors", "hours", "database")),
    "pieces" => Pieces(Arguments.Parse(rest, "only")),
    "spread" => ConductPath.Spread(),

    // Hidden: the processes a comparison starts from this same executable.
    "contend" => await ContenderProcess.RunAsync(Arguments.Parse(rest, "name", "upstream", "issuer", "vendors")),
    "upstream" => await Upstream.RunAsync(),
    "receivers" => await Receivers.RunAsync(Arguments.Parse(rest, "bad", "key")),
    _ => Usage(),
};

static int Pieces(Arguments arguments)
{
    Type[] all = [typeof(HotPath), typeof(ScrapingEvidence), typeof(PollingDetection), typeof(ConductPath), typeof(Observing)];
    var only = arguments.Text("only");

    // In this process: the tool would otherwise build a project of its own, outside the central package versions.
    BenchmarkRunner.Run([.. all.Where(type => only is null || type.Name == only)], DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance)));
    return 0;
}

static int Usage()
{
    Console.Error.WriteLine(
        """
        usage: Digdir.Altinn.Benchmarks VERB [OPTION VALUE]...

          compare   plain YARP, YARP + JwtBearer + rate limiter, this gateway and HAProxy (where installed), interleaved, on this machine
                    --seconds N      length of one measurement (default 5)
                    --rounds N       rounds; each measures every contender once at saturation and once at half load (default 5)
                    --warmup N       seconds of load on each contender first (default 10)
                    --connections N  kept-alive connections (default 64)
                    --half no        leaves the measurement at half load out
                    --only A,B       contenders to run: yarp, usual, gateway, haproxy; yarp+NAME=value runs one with an environment variable set
                    --generator X    wrk or builtin (default wrk where installed)
                    --json FILE      writes the figures there too
          vendors   this gateway with ten vendors and with ten thousand: requests per second and memory
                    --seconds N --rounds N --warmup N --tokens N
          pictures  how soon a change of one vendor is in the picture, on SQLite and PostgreSQL (where installed), alone and on busy processors
                    --vendors N (default 10000) --changes N (default 200)
          deliveries  how long until everybody has heard of one published notice
                    --receivers N (default 10000) --database sqlite|postgres --kind webhook|mail --rounds N (default 2)
                    --bad SHARE      of the webhooks hang, redirect inwards or never end their answer (default 0)
          concerned   how long it takes to tell whom a notice concerns, over a month of hourly counts
                    --vendors N (default 10000) --hours N (default 720) --database sqlite|postgres
          pieces    the parts of the hot path, and of what the grain works out, by themselves, with BenchmarkDotNet
                    --only NAME      HotPath, ScrapingEvidence, PollingDetection or ConductPath
          spread    how what limits and conduct cost at the gate spreads over single requests
          memory    what polling detection keeps: many keys over many vendors, and one vendor flooded with parties
                    --keys N --vendors N --things N
        """);
    return 2;
}
