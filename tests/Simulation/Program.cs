using Digdir.Altinn.Simulation;
using Digdir.Altinn.Simulation.Protocol;

string[] rest = args.Length > 0 ? args[1..] : [];
try
{
    return args.FirstOrDefault() switch
    {
        "results" => await Commands.ResultsAsync(Arguments.Parse(rest, "instances", "days", "half", "seed", "only", "deadlines", "settings", "out")),
        "adversary" => await Commands.AdversaryAsync(Arguments.Parse(rest, "evaluations", "days", "seed", "deadlines", "settings", "out")),
        "trace" => await Commands.TraceAsync(Arguments.Parse(rest, "behaviour", "index", "days", "half", "seed")),
        _ => Usage(),
    };
}
catch (Exception exception) when (exception is ArgumentException or FormatException)
{
    Console.Error.WriteLine(exception.Message);
    return 2;
}

static int Usage()
{
    Console.Error.WriteLine(
        """
        usage: Digdir.Altinn.Simulation VERB [OPTION VALUE]...

          results     every behaviour, many times over, against the gateway's detection and ladder; writes docs/detection-results.md
                      --instances N       of each behaviour (default 60)
                      --days N            simulated (default 14)
                      --half X            of each parameter's range: test, tuning or both (default both)
                      --only A,B          behaviours by name or number; prints, and leaves the page alone
                      --deadlines X       short (default: soft after a day, hard after three) or real
                      --seed N            another run of chance (default 0)
                      --settings FILE     other numbers, as the gateway's replay takes them; for tuning
                      --out FILE          the page (default docs/detection-results.md, from the folder of the solution)
          adversary   searches for the rhythm of polling that gains most unpunished; writes the page's section
                      --evaluations N     (default 5000) --days N (default 14) --seed N --deadlines X --out FILE
          trace       one instance's calls and events as a trace that the gateway's replay takes, to standard output
                      --behaviour NAME    by name or number
                      --index N --days N --half X --seed N
        """);
    return 2;
}
