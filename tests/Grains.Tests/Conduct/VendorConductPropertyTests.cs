using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Observations;
using static Digdir.Altinn.Grains.Tests.Conduct.ConductedVendor;

namespace Digdir.Altinn.Grains.Tests.Conduct;

/// <summary>What holds for every vendor whatever it does: random traffic through everything that conduct is made of.</summary>
public sealed class VendorConductPropertyTests
{
    private const int Parties = 12;

    /// <summary>
    /// The world knows better than the code which reads are credited: the first three after an event, the first ones after an own write, a person's at a
    /// person's pace, a named event's, and everything that is read for the first time. Polling goes on around them all the while.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void A_credited_read_is_never_refused_below_closure(int seed)
    {
        var random = new Random(seed);
        var vendor = new ConductedVendor();
        var events = new (long At, int Left)[Parties];
        var personAt = new long[3];
        var known = new HashSet<int>();
        var credited = 0;
        var refused = 0;
        var levels = new HashSet<Level>();
        for (var step = 0; step < 6000; step++)
        {
            vendor.Now += random.Next(8) == 0 ? random.Next(1, 20 * 60_000) : random.Next(1, 20_000);
            if (step % 400 == 50)
            {
                vendor.Decide((Level)random.Next(1, 4));
            }

            var party = random.Next(Parties);
            switch (random.Next(10))
            {
                case 0:
                    vendor.Event(party);
                    events[party] = (vendor.Now, 3);
                    break;
                case 1 when events[party] is { Left: > 0 } told && vendor.Now - told.At < 15 * Minute:
                    // Reads at the same time must not lose each other's credit: judged first, heard of later.
                    events[party] = told with { Left = told.Left - 1 };
                    MustPass(Ask(party), "an event called for it");
                    break;
                case 2:
                    vendor.Write(party);
                    MustPass(Ask(party), "it follows an own write");
                    break;
                case 3 when vendor.Now - personAt[party % 3] > 2 * Minute:
                    personAt[party % 3] = vendor.Now;
                    MustPass(Ask(500 + party) with { Person = (ulong)(party % 3) + 77, Facts = ObservationFacts.Person }, "a person asks");
                    break;
                case 4:
                    vendor.Event(party, id: (ulong)step + 1_000_000);
                    events[party] = (vendor.Now, 2);
                    MustPass(Ask(party) with { DeclaredEvent = (ulong)step + 1_000_000 }, "it names its event");
                    break;
                case 5:
                    var stranger = 1000 + step;
                    MustPass(Ask(stranger), "nobody could have known");
                    break;
                case 6 when known.Contains(party):
                    vendor.Write(party);
                    vendor.Judge(Ask(party, new ReadGroup("dialogporten", ReadClass.Write))).Passes.ShouldBeTrue();
                    break;
                default:
                    // Polling of all sorts, which may or may not pass, and may use what events brought.
                    var judgement = vendor.Read(Ask(party) with { Fingerprint = Ask(party).Fingerprint + (ulong)random.Next(3) });
                    refused += judgement.Passes ? 0 : 1;
                    levels.Add(judgement.Level);
                    if (judgement.Passes && events[party].Left > 0)
                    {
                        events[party] = events[party] with { Left = events[party].Left - 1 };
                    }

                    break;
            }

            known.Add(party);
        }

        credited.ShouldBeGreaterThan(1000);
        refused.ShouldBeGreaterThan(200);
        levels.Count.ShouldBeGreaterThanOrEqualTo(3);

        void MustPass(ReadQuestion question, string why)
        {
            credited++;
            var judgement = vendor.Read(question);
            judgement.Passes.ShouldBeTrue($"{why}; seed {seed}, {judgement}");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Whoever_waits_exactly_as_long_as_told_passes(int seed)
    {
        var random = new Random(seed);
        var vendor = new ConductedVendor();
        var waits = 0;
        for (var step = 0; step < 4000; step++)
        {
            vendor.Now += random.Next(1, 40_000) * (random.Next(20) == 0 ? 60 : 1);
            if (step % 500 == 50)
            {
                vendor.Decide((Level)random.Next(1, 5));
            }

            if (random.Next(700) == 0)
            {
                vendor.Conduct.Brake(vendor.Now);
            }

            if (random.Next(8) == 0)
            {
                vendor.Event(random.Next(Parties));
            }

            var question = Ask(random.Next(Parties));
            var judgement = vendor.Read(question);
            if (!judgement.Passes && random.Next(3) == 0)
            {
                judgement.RetryAfterMs.ShouldBeInRange(1, 24 * Hour);
                vendor.Now += judgement.RetryAfterMs;
                var again = vendor.Read(question);
                again.Passes.ShouldBeTrue($"seed {seed}, step {step}: told {judgement}, then {again}");
                waits++;
            }
        }

        waits.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void Clocks_that_step_break_nothing()
    {
        for (var seed = 0; seed < 12; seed++)
        {
            var random = new Random(seed);
            var vendor = new ConductedVendor();
            for (var step = 0; step < 1500; step++)
            {
                vendor.Now += random.Next(30) switch
                {
                    0 => -random.NextInt64(40 * Day),
                    1 => random.NextInt64(40 * Day),
                    _ => random.Next(-2000, 60_000),
                };
                vendor.Now = Math.Max(vendor.Now, Day);
                if (random.Next(100) == 0)
                {
                    vendor.Decide((Level)random.Next(0, 5));
                }

                if (random.Next(100) == 0)
                {
                    vendor.Conduct.Brake(vendor.Now);
                }

                if (random.Next(10) == 0)
                {
                    vendor.Event(random.Next(Parties));
                }

                var judgement = vendor.Read(random.Next(Parties));
                judgement.RetryAfterMs.ShouldBeInRange(0, 24 * Hour);
                judgement.Passes.ShouldBe(judgement.RetryAfterMs == 0);
                foreach (var group in vendor.Conduct.Look(vendor.Now).Groups)
                {
                    double.IsFinite(group.Penalty).ShouldBeTrue();
                    (group.ToForgivenessMs ?? 0).ShouldBeGreaterThanOrEqualTo(0);
                }

                if (random.Next(200) == 0)
                {
                    vendor.Restart();
                }
            }
        }
    }

    [Fact]
    public void The_same_history_comes_to_the_same_end()
    {
        static List<ConductEvent> Play()
        {
            var random = new Random(9);
            var vendor = new ConductedVendor();
            for (var step = 0; step < 6000; step++)
            {
                vendor.Now += random.Next(1, 200_000);
                vendor.Read(random.Next(3));
            }

            return [.. vendor.Conduct.TakeEvents()];
        }

        var first = Play();
        first.ShouldNotBeEmpty();
        Play().Select(happened => (happened.Id, happened.At, happened.Kind, happened.To)).ShouldBe(first.Select(happened => (happened.Id, happened.At, happened.Kind, happened.To)));
    }
}
