using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Polling;
using static Digdir.Altinn.Grains.Tests.Conduct.ConductedVendor;

namespace Digdir.Altinn.Grains.Tests.Conduct;

/// <summary>How long a slowed vendor waits between reads, and that it is told exactly.</summary>
public sealed class IntervalTests
{
    private readonly ConductedVendor _vendor = new();

    [Theory]
    [InlineData(Level.Notice, 0)]
    [InlineData(Level.Soft, 15)]
    [InlineData(Level.Hard, 60)]
    [InlineData(Level.ClosureCase, 60)]
    internal void A_level_demands_its_interval_between_uncredited_reads_of_a_party(Level level, int minutes)
    {
        _vendor.Exhaust(1, 2);
        _vendor.Decide(level);
        _vendor.Now += Hour;

        _vendor.Read(1).Passes.ShouldBeTrue();
        _vendor.Now += 30_000;
        var judgement = _vendor.Read(1);

        judgement.Level.ShouldBe(level);
        judgement.Passes.ShouldBe(minutes == 0);
        judgement.RetryAfterMs.ShouldBeNear(minutes == 0 ? 0 : (minutes * Minute) - 30_000, 200);
        _vendor.Read(2).Passes.ShouldBeTrue("another party has an interval of its own");
    }

    [Fact]
    public void Waiting_as_long_as_told_suffices_and_a_millisecond_less_does_not()
    {
        _vendor.Exhaust(1);
        _vendor.Decide(Level.Soft);
        _vendor.Now += Hour;
        _vendor.Read(1);
        _vendor.Now += 1;
        var wait = _vendor.Read(1).RetryAfterMs;

        _vendor.Now += wait - 1;
        _vendor.Judge(Ask(1)).RetryAfterMs.ShouldBe(1);
        _vendor.Now += 1;
        _vendor.Judge(Ask(1)).Passes.ShouldBeTrue();
    }

    [Fact]
    public void A_promise_is_kept_although_the_level_rises_meanwhile()
    {
        _vendor.Exhaust(1);
        _vendor.Decide(Level.Soft);
        _vendor.Now += Hour;
        _vendor.Read(1);
        _vendor.Now += 60_000;
        var wait = _vendor.Read(1).RetryAfterMs;
        _vendor.Decide(Level.Hard);
        _vendor.Read(1).RetryAfterMs.ShouldBe(wait);

        _vendor.Now += wait;
        _vendor.Read(1).Passes.ShouldBeTrue();
        _vendor.Now += 1;
        _vendor.Read(1).RetryAfterMs.ShouldBeNear(60 * Minute, 1_000);
    }

    [Fact]
    public void An_hourly_poller_is_slowed_to_twice_its_own_interval_and_no_further_however_patient_it_is()
    {
        PollHourlyUntil(_vendor, Level.Soft);
        var passes = new List<long>();
        for (var call = 0; call < 40; call++)
        {
            var judgement = _vendor.Read(1);
            if (judgement.Passes)
            {
                passes.Add(_vendor.Now);
            }

            // Waits as told, and otherwise an hour.
            _vendor.Now += judgement.Passes ? Hour : judgement.RetryAfterMs;
        }

        passes.Count.ShouldBeGreaterThan(20);
        passes.Zip(passes.Skip(1), static (one, next) => next - one).ShouldAllBe(gap => gap <= (2 * Hour) + (10 * Minute));
        _vendor.Judge(Ask(1)).IntervalMs.ShouldBeNear(2 * Hour, 5 * Minute);
    }

    [Fact]
    public void What_is_reported_as_the_interval_is_what_is_enforced()
    {
        PollHourlyUntil(_vendor, Level.Soft);

        var reported = _vendor.Conduct.Look(_vendor.Now).Groups[0].IntervalMs;

        reported.ShouldBeGreaterThan(Hour);
        _vendor.Judge(Ask(1)).IntervalMs.ShouldBe(reported);
    }

    [Fact]
    public void Nobody_is_slowed_to_less_than_four_reads_a_day()
    {
        var vendor = new ConductedVendor(new ConductRules { OfObserved = 50 });
        PollHourlyUntil(vendor, Level.Soft);

        vendor.Judge(Ask(1)).IntervalMs.ShouldBe(6 * Hour);
    }

    [Fact]
    public void At_the_hard_level_uncredited_reads_are_capped_by_what_was_earned()
    {
        var vendor = new ConductedVendor(new ConductRules { CapPerParty = 0 });
        var many = Enumerable.Range(0, 400).ToArray();
        vendor.Exhaust(many);
        vendor.Decide(Level.Hard);
        vendor.Now += 2 * Hour;
        var passed = many.Count(party => vendor.Read(party) is { Passes: true, Credit: Excuse.None });
        passed.ShouldBe(100, "the grace");

        for (var i = 0; i < 10; i++)
        {
            vendor.Event(i);
            vendor.Now += 1_000;
            vendor.Read(i).Credit.ShouldBe(Excuse.Event);
        }

        many.Skip(200).Count(party => vendor.Read(party) is { Passes: true, Credit: Excuse.None }).ShouldBe(20, "twice what was earned");
        var wait = vendor.Read(399).RetryAfterMs;
        wait.ShouldBeInRange(22 * Hour, 24 * Hour);
        vendor.Now += wait;
        vendor.Judge(Ask(399)).Passes.ShouldBeTrue();
    }

    [Fact]
    public void The_cap_of_many_parties_leaves_the_interval_to_decide()
    {
        var many = Enumerable.Range(0, 400).ToArray();
        _vendor.Exhaust(many);
        _vendor.Decide(Level.Hard);
        _vendor.Now += 2 * Hour;

        many.Count(party => _vendor.Read(party).Passes).ShouldBe(400);
        many.Count(party => _vendor.Read(party) is { Passes: true, Credit: Excuse.None }).ShouldBe(0);
    }

    /// <summary>Polls eight parties every hour.</summary>
    private static void PollHourlyUntil(ConductedVendor vendor, Level level)
    {
        for (var hour = 0; vendor.Level < level; hour++)
        {
            hour.ShouldBeLessThan(24 * 40);
            vendor.Now += Hour;
            for (var party = 0; party < 8; party++)
            {
                vendor.Read(party);
            }
        }
    }
}
