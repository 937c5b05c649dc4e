using Digdir.Altinn.Grains.Limits;
using Digdir.Altinn.Grains.Tests.Simulation;
using static Digdir.Altinn.Grains.Tests.Gates.TestNode;

namespace Digdir.Altinn.Grains.Tests.Gates;

public sealed class VendorGateTests : IDisposable
{
    private readonly TestNode _node = new();

    public void Dispose() => _node.Dispose();

    [Fact]
    public void A_first_request_is_admitted_and_told_what_is_left()
    {
        var verdict = _node.Admit(SetOf(LimitOf(10, 100)));

        verdict.Admission.ShouldBe(Admission.Admitted);
        verdict.Tightest.ShouldNotBeNull().Key.Policy.ShouldBe("vendor");
        verdict.Remaining.ShouldBe(99);
        verdict.ResetSeconds.ShouldBe(1);
        verdict.RetryAfterSeconds.ShouldBe(0);
    }

    [Fact]
    public void A_request_without_limits_is_admitted()
    {
        _node.Admit(SetOf()).ShouldBe(new Verdict(Admission.Admitted, null, 0, 0, 0));
    }

    [Fact]
    public void The_whole_burst_passes_at_once_and_not_one_more()
    {
        var limits = SetOf(LimitOf(10, 100));

        Enumerable.Range(0, 150).Count(_ => _node.Admit(limits).IsAdmitted).ShouldBe(100);
    }

    [Fact]
    public void Figures_count_down_to_zero_and_a_refusal_says_when_to_come_back()
    {
        var limits = SetOf(LimitOf(0.5, 10));
        for (var left = 9; left >= 0; left--)
        {
            _node.Admit(limits).Remaining.ShouldBe(left);
        }

        var refused = _node.Admit(limits);

        refused.Admission.ShouldBe(Admission.Refused);
        refused.Remaining.ShouldBe(0);
        refused.RetryAfterSeconds.ShouldBe(2);
        refused.ResetSeconds.ShouldBe(20);
    }

    [Fact]
    public void A_refused_call_costs_no_tokens_in_any_bucket()
    {
        var small = LimitOf(0.1, 5, "client");
        var large = LimitOf(10, 100);
        for (var i = 0; i < 50; i++)
        {
            _node.Admit(SetOf(small, large));
        }

        _node.Advance(0.3);
        Enumerable.Range(0, 150).Count(_ => _node.Admit(SetOf(large)).IsAdmitted).ShouldBe(98, "100 less the 5 that passed both, and 3 refilled");
    }

    [Theory]
    [InlineData(0.1, 10, 1)]
    [InlineData(0.7, 3, 1)]
    [InlineData(2, 120, 1)]
    [InlineData(50, 100, 1)]
    [InlineData(0.05, 10, 2.5)]
    [InlineData(3, 10, 7.3)]
    public void Waiting_as_long_as_told_admits_and_waiting_a_second_less_does_not(double rate, double burst, double cost)
    {
        var limits = SetOf(LimitOf(rate, burst));
        for (var round = 0; round < 20; round++)
        {
            var verdict = _node.Admit(limits, cost);
            while (verdict.IsAdmitted)
            {
                verdict = _node.Admit(limits, cost);
            }

            verdict.RetryAfterSeconds.ShouldBeGreaterThanOrEqualTo(1);
            if (verdict.RetryAfterSeconds > 1)
            {
                _node.Advance(verdict.RetryAfterSeconds - 1.001);
                _node.Admit(limits, cost).IsAdmitted.ShouldBeFalse();
                _node.Advance(1.001);
            }
            else
            {
                _node.Advance(1);
            }

            _node.Admit(limits, cost).IsAdmitted.ShouldBeTrue();
        }
    }

    [Fact]
    public void A_held_customer_is_told_when_its_own_share_comes_and_then_gets_it()
    {
        var limits = SetOf(LimitOf(10, 40, shared: true));
        var honoured = 0;
        for (var round = 0; round < 60; round++)
        {
            _node.Admit(limits, customer: 2).IsAdmitted.ShouldBeTrue("the other one is under its share");
            var verdict = _node.Admit(limits, customer: 1);
            for (var i = 0; i < 200; i++)
            {
                _node.Advance(0.001);
                verdict = _node.Admit(limits, customer: 1);
            }

            verdict.IsAdmitted.ShouldBeFalse();
            verdict.RetryAfterSeconds.ShouldBeInRange(1, 10);
            _node.Advance(verdict.RetryAfterSeconds);
            honoured += _node.Admit(limits, customer: 1).IsAdmitted ? 1 : 0;
        }

        honoured.ShouldBe(60);
    }

    [Fact]
    public void A_request_dearer_than_the_bucket_costs_the_whole_bucket()
    {
        var limits = SetOf(LimitOf(1, 10));

        _node.Admit(limits, cost: 25).IsAdmitted.ShouldBeTrue();
        _node.Admit(limits, cost: 25).RetryAfterSeconds.ShouldBe(10);
        _node.Advance(10);
        _node.Admit(limits, cost: 25).IsAdmitted.ShouldBeTrue();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void Nothing_is_free(double cost)
    {
        Should.Throw<ArgumentOutOfRangeException>(() => _node.Admit(SetOf(LimitOf(1, 1)), cost));
    }

    [Fact]
    public void A_refusal_is_remembered_until_the_next_token_is_due()
    {
        var limits = SetOf(LimitOf(1, 10));
        while (_node.Admit(limits).IsAdmitted)
        {
        }

        var before = _node.Engine.Exchanges;
        for (var i = 0; i < 1000; i++)
        {
            _node.Admit(limits).IsAdmitted.ShouldBeFalse();
        }

        _node.Engine.Exchanges.ShouldBe(before);
    }

    [Fact]
    public void Unused_tokens_are_returned_before_they_lapse_and_then_the_gate_is_quiet()
    {
        var limits = SetOf(LimitOf(10, 100));
        _node.Admit(limits);
        _node.Advance(1.9);
        var before = _node.Engine.Exchanges;

        _node.Advance(60);

        _node.Engine.Exchanges.ShouldBe(before);
        Enumerable.Range(0, 150).Count(_ => _node.Admit(limits).IsAdmitted).ShouldBe(100);
    }

    [Fact]
    public void Idle_gates_are_dropped()
    {
        var gates = Enumerable.Range(0, 9_000).Select(i => 310_000_000 + (i * 7)).Select(digits => VendorId.TryParse(digits.ToString(), out var vendor) ? vendor : default)
            .Where(vendor => vendor != default).ToList();
        foreach (var vendor in gates)
        {
            _node.Admit(SetOf(LimitOf(1, 1)), vendor: vendor);
        }

        _node.Gates.Count.ShouldBe(gates.Count);
        for (var minute = 0; minute < 6; minute++)
        {
            _node.Advance(60);
        }

        _node.Gates.Count.ShouldBe(0);
    }

    [Fact]
    public void A_changed_plan_takes_effect_at_once()
    {
        var small = SetOf(LimitOf(0.01, 5));
        while (_node.Admit(small).IsAdmitted)
        {
        }

        var large = SetOf(LimitOf(100, 500));
        var verdict = _node.Admit(large);
        verdict.Tightest.ShouldNotBeNull().Allowance.Burst.ShouldBe(500);
        _node.Advance(1);
        Enumerable.Range(0, 200).Count(_ => _node.Admit(large).IsAdmitted).ShouldBe(100);
        _node.Admit(small).Tightest.ShouldNotBeNull().Allowance.Burst.ShouldBe(5, "and back again");
    }

    [Fact]
    public void A_steady_request_allocates_nothing()
    {
        var limits = SetOf(LimitOf(1, 1e6, "client"), LimitOf(1_000_000, 1e9, shared: true));
        for (var i = 0; i < 20_000; i++)
        {
            _node.Admit(limits, customer: (ulong)i % 10);
            if (i % 100 == 0)
            {
                _node.Advance(0.01);
            }
        }

        var exchanges = _node.Engine.Exchanges;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            _node.Admit(limits, customer: (ulong)i % 10);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        _node.Engine.Exchanges.ShouldBe(exchanges);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void One_gate_behaves_as_one_exact_bucket_under_random_operations(int seed)
    {
        // A naive bucket per limit sees what the gate admits; it must never have been poorer, and a refusal must rest on one that is nearly as poor.
        var random = new Random(seed);
        Limit[] limits = [LimitOf(2, 12, "client"), LimitOf(20, 60, "product"), LimitOf(50, 100)];
        LimitSet[] sets = [SetOf(limits), SetOf(limits[1], limits[2]), SetOf(limits[2])];
        double[] mostHeldBack = [2, 8, 20];
        var naive = limits.Select(limit => new IdealBucket(limit.Allowance.Rate, limit.Allowance.Burst)).ToArray();
        var at = 0.0;
        for (var i = 0; i < 20_000; i++)
        {
            var step = random.Next(100) == 0 ? random.NextDouble() * 5 : random.NextDouble() * 0.03;
            _node.Advance(step);
            at = (_node.Clock.GetUtcNow() - new DateTimeOffset(2026, 11, 2, 8, 0, 0, TimeSpan.Zero)).TotalSeconds;
            var set = random.Next(sets.Length);
            var cost = random.Next(3) == 0 ? 0.1 + (random.NextDouble() * 3) : 1;

            var verdict = _node.Admit(sets[set], cost);

            for (var limit = set; limit < limits.Length; limit++)
            {
                if (verdict.IsAdmitted)
                {
                    naive[limit].TryTake(at, cost).ShouldBeTrue($"step {i}");
                }

                if (verdict.Tightest == limits[limit])
                {
                    verdict.Remaining.ShouldBeLessThanOrEqualTo((long)Math.Floor(naive[limit].LevelAt(at) + 1e-6), $"step {i}");
                }
            }

            if (!verdict.IsAdmitted)
            {
                var refusing = Array.IndexOf(limits, verdict.Tightest);
                naive[refusing].LevelAt(at).ShouldBeLessThan(cost + mostHeldBack[refusing], $"step {i}");
            }
        }
    }
}
