using System.Globalization;
using System.Text;
using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Simulation.Behaviours;
using Digdir.Altinn.Simulation.Vendors;
using Digdir.Altinn.Simulation.World;

namespace Digdir.Altinn.Simulation.Protocol;

/// <summary>
/// Looks for the rhythm of polling that gains most before the ladder slows it (reference 4.3): random search, then a (1+λ) evolution strategy from the best
/// found. What is gained is news at most an hour old: older news anybody gets who reconciles four times a day, as everybody may.
/// </summary>
internal sealed class Adversary(ConductRules rules, int days)
{
    private const int Genes = 13, Parties = 10, Offspring = 8;

    private static readonly ConductSettings Enforced = ConductSettings.Shadow with { Mode = ConductMode.Enforce };

    private readonly List<Trial> _trials = [];

    /// <summary>Everything that was tried.</summary>
    public IReadOnlyList<Trial> Trials => _trials;

    /// <summary>Spends the evaluations.</summary>
    public void Search(int evaluations, ulong seed)
    {
        var dice = new Dice(seed);
        for (var i = 0; i < evaluations * 2 / 5; i++)
        {
            Try([.. Enumerable.Range(0, Genes).Select(_ => dice.Unit())], seed);
        }

        // Several starts: the landscape has ridges (stay under the threshold; take much and be slowed).
        var starts = _trials.OrderByDescending(trial => trial.Fresh).Take(5).ToList();
        var each = (evaluations - _trials.Count) / Math.Max(1, starts.Count);
        foreach (var start in starts)
        {
            Evolve(start, each, dice, seed);
        }
    }

    /// <summary>The best, tried in other worlds.</summary>
    public IReadOnlyList<Trial> Again(Trial best, int worlds)
        => [.. Enumerable.Range(0, worlds).Select(world => Run(best.Genome, 1_000 + (ulong)world))];

    /// <summary>The trials that no other beats in both: fewer avoidable calls a day, more fresh news.</summary>
    public IReadOnlyList<Trial> Frontier()
    {
        List<Trial> frontier = [];
        foreach (var trial in _trials.OrderBy(trial => trial.Avoidable).ThenByDescending(trial => trial.Fresh))
        {
            if (frontier.Count == 0 || trial.Fresh > frontier[^1].Fresh)
            {
                frontier.Add(trial);
            }
        }

        return frontier;
    }

    private void Evolve(Trial start, int evaluations, Dice dice, ulong seed)
    {
        var (parent, step) = (start, 0.15);
        for (var spent = 0; spent + Offspring <= evaluations; spent += Offspring)
        {
            var best = parent;
            for (var i = 0; i < Offspring; i++)
            {
                var child = Try([.. parent.Genome.Select(gene => Math.Clamp(gene + (step * dice.Normal()), 0, 0.999999))], seed);
                best = child.Fresh >= best.Fresh ? child : best;
            }

            // The one-fifth rule, a generation at a time.
            step = Math.Clamp(step * (best.Fresh > parent.Fresh ? 1.3 : 0.85), 0.005, 0.5);
            parent = best;
        }
    }

    private Trial Try(double[] genome, ulong seed)
    {
        var trial = Run(genome, seed);
        _trials.Add(trial);
        return trial;
    }

    private Trial Run(double[] genome, ulong seed)
    {
        var gateway = new GatewayUnderTest(rules, Enforced);
        var dice = new Dice(Dice.Mix(seed, 0xADu));
        var world = new Surroundings(dice.Fork(1), days);
        var vendor = new VendorUnderTest(world, dice.Fork(2), gateway);
        var scene = new Scene(vendor, dice.Fork(3), RangeHalf.Test);
        var parties = scene.Parties(Parties);

        // What is there at first is no news to anybody.
        foreach (var item in parties.SelectMany(party => party.Items))
        {
            item.SeenInList = item.Revision;
        }

        scene.Start(Polling.Loop(scene, parties, RhythmOf(genome)));
        vendor.Run(one => one.Truth.Level >= Level.Soft);
        var truth = gateway.Truth;
        return new Trial(genome, truth.FreshNews / (double)days, truth.Avoidable / (double)days, truth.Reached[(int)Level.Notice] > 0, truth.Reached[(int)Level.Soft] > 0);
    }

    private static Rhythm RhythmOf(double[] genome) => new()
    {
        Seconds = Math.Exp(Math.Log(15) + (genome[0] * Math.Log(6 * 3_600 / 15.0))),
        Jitter = (Jitter)(int)(genome[1] * 4),
        Amount = (int)(genome[1] * 4) == (int)Jitter.Lognormal ? 0.3 + (genome[2] * 1.7) : genome[2],
        Hours = genome[3] < 0.4 ? (0, 24) : (genome[4] * 24, genome[5] * 24),
        WorkdaysOnly = genome[6] > 0.5,
        BackOff = genome[7] < 0.5 ? 1 : 1 + ((genome[7] - 0.5) * 6),
        Longest = 600 + (genome[8] * 8 * 3_600),
        Filters = genome[9] < 0.6 ? 0 : (int)(genome[9] * 24),
        Rest = genome[10] < 0.5 ? 0 : (genome[10] - 0.5) * 96,
        Hides = genome[11] > 0.5,
        Portion = 0.1 + (genome[12] * 0.9),
        Listens = true,
    };

    /// <summary>The page's section.</summary>
    public string Section(string command, string date, string digest, double seconds)
    {
        var best = _trials.MaxBy(trial => trial.Fresh) ?? throw new InvalidOperationException("Nothing was tried.");
        var quiet = _trials.Where(trial => !trial.Noticed).MaxBy(trial => trial.Fresh);
        var everything = All();
        var text = new StringBuilder();
        text.AppendLine("## What evasion can gain");
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"`{command}`, {date}, rules {digest}: {_trials.Count:N0} evaluations of {Parties} parties over {days} days in {seconds:N0} s. Gained is news read by polling at most an hour old and before level 2, per day of the run; there are {everything:0.0} changes a day in all.");
        text.AppendLine();
        text.AppendLine("| rhythm | fresh news a day | of all | avoidable calls a day | noticed | slowed |");
        text.AppendLine("| --- | ---: | ---: | ---: | --- | --- |");
        Line("best of all", best);
        if (quiet is not null)
        {
            Line("best that is never noticed", quiet);
            var again = Again(quiet, 20);
            text.AppendLine(CultureInfo.InvariantCulture, $"| the same in 20 other worlds, mean | {again.Average(trial => trial.Fresh):0.0} | {again.Average(trial => trial.Fresh) / everything:P0} | {again.Average(trial => trial.Avoidable):0} | {again.Count(trial => trial.Noticed)} of 20 | {again.Count(trial => trial.Slowed)} of 20 |");
        }

        text.AppendLine();
        text.AppendLine("The frontier: what so many avoidable calls a day can gain at most.");
        text.AppendLine();
        text.AppendLine("| rhythm | fresh news a day | of all | avoidable calls a day | noticed | slowed |");
        text.AppendLine("| --- | ---: | ---: | ---: | --- | --- |");
        var frontier = Frontier();
        for (var i = 0; i < frontier.Count; i += Math.Max(1, frontier.Count / 12))
        {
            Line(Describe(frontier[i].Genome), frontier[i]);
        }

        return text.ToString();

        void Line(string name, Trial trial)
            => text.AppendLine(CultureInfo.InvariantCulture, $"| {(name.StartsWith("best", StringComparison.Ordinal) ? name + ": " + Describe(trial.Genome) : name)} | {trial.Fresh:0.0} | {trial.Fresh / everything:P0} | {trial.Avoidable:0} | {(trial.Noticed ? "yes" : "no")} | {(trial.Slowed ? "yes" : "no")} |");
    }

    /// <summary>Changes a day in the world of the search.</summary>
    private double All()
    {
        var dice = new Dice(Dice.Mix(1, 0xADu));
        var world = new Surroundings(dice.Fork(1), days);
        var vendor = new VendorUnderTest(world, dice.Fork(2), new GatewayUnderTest(rules, Enforced));
        var parties = new Scene(vendor, dice.Fork(3), RangeHalf.Test).Parties(Parties);
        var changes = 0L;
        foreach (var party in parties)
        {
            for (; party.NextChange < world.End; changes++)
            {
                party.Advance(party.NextChange);
            }
        }

        return changes / (double)days;
    }

    private static string Describe(double[] genome)
    {
        var rhythm = RhythmOf(genome);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"every {rhythm.Seconds / 60:0.#} min {rhythm.Jitter.ToString().ToLowerInvariant()} {rhythm.Amount:0.0#}");
        text.Append(rhythm.Hours is (0, 24) ? "" : string.Create(CultureInfo.InvariantCulture, $", {rhythm.Hours.From:0}–{rhythm.Hours.To:0} h"));
        text.Append(rhythm.WorkdaysOnly ? ", workdays" : "");
        text.Append(rhythm.BackOff > 1 ? string.Create(CultureInfo.InvariantCulture, $", ×{rhythm.BackOff:0.0} to {rhythm.Longest / 60:0} min while nothing is new") : "");
        text.Append(rhythm.Filters > 0 ? $", {rhythm.Filters} filters" : "");
        text.Append(rhythm.Rest > 0 ? string.Create(CultureInfo.InvariantCulture, $", every other {rhythm.Rest:0.#} h") : "");
        text.Append(rhythm.Hides ? ", hides" : "");
        text.Append(rhythm.Portion < 0.95 ? string.Create(CultureInfo.InvariantCulture, $", {rhythm.Portion:P0} of the parties a round") : "");
        return text.ToString();
    }
}

/// <summary>One rhythm that was tried. Immutable.</summary>
/// <param name="Genome">What it was made from, each in [0, 1).</param>
/// <param name="Fresh">News a day that was at most an hour old.</param>
/// <param name="Avoidable">Avoidable calls a day.</param>
/// <param name="Noticed">True when it reached a level.</param>
/// <param name="Slowed">True when it was slowed.</param>
internal sealed record Trial(double[] Genome, double Fresh, double Avoidable, bool Noticed, bool Slowed);
