using Digdir.Altinn.Grains.Levels;
using static Digdir.Altinn.Grains.Tests.Levels.Penalised;

namespace Digdir.Altinn.Grains.Tests.Levels;

/// <summary>The ladder against a naive model of the reference's table, and what holds whatever happens.</summary>
public sealed class LadderPropertyTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Looked_at_only_when_something_is_read_it_stands_where_a_model_stands_that_looks_every_minute(int seed)
    {
        var random = new Random(seed);
        var vendor = new Penalised();
        var model = new NaiveLadder(Start);
        var seen = new HashSet<Level>();
        for (var day = 0; day < 400;)
        {
            // Spells of some days of silence, of moderate and of hard polling.
            var spell = random.Next(1, 25);
            day += spell;
            var perDay = random.Next(6) switch { 0 => 0.2, 1 => 8, 2 => 30, 3 => 120, 4 => 400, _ => 1200 };
            var until = vendor.Now + (spell * Day);
            while (vendor.Now < until)
            {
                var minutes = Math.Min(1 + (-Math.Log(1 - random.NextDouble()) * 1440 / Math.Min(perDay, 24)), 1440 * spell);
                vendor.Wait(Math.Ceiling(minutes) / 60);
                model.AdvanceTo(vendor.Now);
                var cost = perDay <= 24 ? 1 : perDay / 24;
                vendor.Read(cost);
                model.Read(cost);
                // A fall that the ladder knows to the millisecond, the model learns of at its next minutes.
                var fell = vendor.Level < model.Level && vendor.Now - vendor.Ladder.State.Since < 5 * 60_000;
                (fell ? [vendor.Level] : model.LevelsAround(vendor.Now)).ShouldContain(vendor.Level, $"at day {(vendor.Now - Start) / (double)Day:F3} with penalty {vendor.Penalty}");
                seen.Add(vendor.Level);
                if (vendor.Level == model.Level)
                {
                    vendor.Ladder.State.Strikes.ShouldBe(model.State.Strikes);
                }
                else
                {
                    // Within minutes of a change: go on from the same place, or one minute's difference becomes days.
                    vendor.Restart(model.State);
                }

                vendor.Penalty = model.Penalty;
            }
        }

        seen.Count.ShouldBeGreaterThanOrEqualTo(4, "the test must visit the ladder");
    }

    [Fact]
    public void Whatever_is_read_and_whatever_the_clock_does_it_rises_by_single_steps_in_their_time_and_flaps_no_oftener_than_its_dwell()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var vendor = new Penalised();
            var forward = 0L;
            for (var i = 0; i < 3000; i++)
            {
                var hours = random.Next(10) == 0 ? -random.NextDouble() * 400 : random.NextDouble() * random.Next(1, 60);
                forward += hours > 0 ? (long)(hours * Hour) : 0;
                vendor.Wait(hours);
                var before = vendor.Steps.Count;
                vendor.Read(Math.Pow(10, (random.NextDouble() * 4) - 1));
                vendor.Steps.Count(step => step.To > step.From).ShouldBeLessThanOrEqualTo(vendor.Steps.Count(step => step.To < step.From) + 4);
                foreach (var step in vendor.Steps[before..])
                {
                    Math.Abs((int)step.To - (int)step.From).ShouldBe(1);
                    step.At.ShouldBeLessThanOrEqualTo(vendor.Now);
                }

                vendor.Ladder.HalfLifeFactor.ShouldBeInRange(1, 16);
                vendor.Ladder.State.Since.ShouldBeLessThanOrEqualTo(vendor.Now);
            }

            // Each fall takes a day at its level; a rise takes a fall before it.
            vendor.Steps.Count.ShouldBeLessThanOrEqualTo((int)(2 * forward / Day) + 6);
        }
    }

    [Fact]
    public void A_client_that_polls_only_while_nobody_looks_gains_little_and_flaps_little()
    {
        var vendor = new Penalised();
        var polls = 0;
        const int Days = 90;
        for (var minute = 0; minute < Days * 1440; minute += 5)
        {
            vendor.Wait(5 / 60.0);
            if (vendor.Look() == Level.Clear)
            {
                for (var party = 0; party < 10; party++)
                {
                    vendor.Read(1);
                    polls++;
                }
            }
        }

        (vendor.Steps.Count / (double)Days).ShouldBeLessThanOrEqualTo(0.5);
        (polls / (double)Days).ShouldBeLessThanOrEqualTo(20, "of 2880 a day that it would like");
    }

    [Fact]
    public void A_vendor_that_stops_is_back_at_nothing_whatever_it_did()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var vendor = new Penalised();
            for (var i = 0; i < 500 && vendor.Level < Level.ClosureCase; i++)
            {
                vendor.Wait(random.NextDouble() * 30);
                vendor.Read(random.NextDouble() * 200);
            }

            if (vendor.Level < Level.ClosureCase)
            {
                vendor.Wait(24 * 400);
                vendor.Look().ShouldBe(Level.Clear);
            }
        }
    }

    /// <summary>The table of reference 5.2 and the strikes of 5.3, read aloud once a minute.</summary>
    private sealed class NaiveLadder(long start)
    {
        private readonly List<(long At, Level Level)> _history = [(start, Level.Clear)];
        private readonly Dictionary<Level, long> _left = [];
        private long _now = start;
        private long _since = start;
        private long _noticed;
        private long _risen;
        private long _over;
        private int _strikes;

        public Level Level { get; private set; }

        public double Penalty { get; private set; }

        public LadderState State => new()
        {
            Level = Level,
            Since = _since,
            NoticedAt = _noticed,
            Deadline = Level == Level.Clear ? 0 : _noticed + (14 * Day),
            Strikes = _strikes,
            RisenAt = _risen,
            OverSince = _over,
            LeftNoticeAt = _left.GetValueOrDefault(Level.Notice),
            LeftSoftAt = _left.GetValueOrDefault(Level.Soft),
            LeftHardAt = _left.GetValueOrDefault(Level.Hard),
        };

        public void AdvanceTo(long now)
        {
            while (_now < now)
            {
                _now += 60_000;
                Penalty *= Math.Pow(0.5, 60_000 / (24.0 * Hour * Math.Pow(2, _strikes)));
                if (_strikes > 0 && _now - _risen >= 90 * Day)
                {
                    _strikes = 0;
                }

                _over = Level == Level.Hard && Penalty >= 1000 ? (_over == 0 ? _now : _over) : 0;
                var (below, dwell) = Level switch
                {
                    Level.Notice => (10, 24),
                    Level.Soft => (30, 24),
                    Level.Hard => (120, 72),
                    _ => (0, 0),
                };
                if (Penalty < below && _now - _since >= dwell * Hour)
                {
                    _left[Level] = _now;
                    Go(Level - 1);
                }
            }
        }

        public void Read(double cost)
        {
            Penalty += cost;
            var due = Level switch
            {
                Level.Clear => Penalty >= 20,
                Level.Notice => Penalty >= 60 && (_now >= _noticed + (14 * Day) || (Penalty * Math.Log(2) / Math.Pow(2, _strikes) > 10_000 && _now >= _noticed + Day)),
                Level.Soft => Penalty >= 240 && _now - _since >= 7 * Day,
                Level.Hard => Penalty >= 1000 && _now - _since >= 14 * Day && _over > 0 && _now - _over >= 14 * Day,
                _ => false,
            };
            if (due)
            {
                var to = Level + 1;
                _strikes = Math.Min(4, _strikes + (_left.TryGetValue(to, out var left) && _now - left <= 30 * Day ? 1 : 0));
                _noticed = to == Level.Notice ? _now : _noticed;
                _risen = _now;
                Go(to);
            }
        }

        public IEnumerable<Level> LevelsAround(long now)
        {
            for (var i = _history.Count - 1; i >= 0; i--)
            {
                yield return _history[i].Level;
                if (_history[i].At < now - (5 * 60_000))
                {
                    break;
                }
            }
        }

        private void Go(Level to)
        {
            Level = to;
            _since = _now;
            _over = 0;
            _history.Add((_now, to));
        }
    }
}
