using Digdir.Altinn.Grains.Gates;
using Digdir.Altinn.Grains.Limits;
using Digdir.Altinn.Grains.Tests.Simulation;
using static Digdir.Altinn.Grains.Tests.Gates.TestNode;

namespace Digdir.Altinn.Grains.Tests.Gates;

public sealed class UnreachableGrainTests : IDisposable
{
    private readonly TestNode _node = new(new GateRules { DegradedShare = 0.25 });
    private readonly LimitSet _limits = SetOf(LimitOf(20, 100));

    public void Dispose() => _node.Dispose();

    [Fact]
    public void The_degraded_share_answers_and_says_so()
    {
        _node.Engine.Throws = true;

        var verdicts = Enumerable.Range(0, 100).Select(_ => _node.Admit(_limits)).ToList();

        verdicts.Count(verdict => verdict.Admission == Admission.Degraded).ShouldBe(25);
        verdicts[0].Remaining.ShouldBe(24);
        verdicts[99].Admission.ShouldBe(Admission.Refused);
        verdicts[99].RetryAfterSeconds.ShouldBe(1);
    }

    [Fact]
    public void What_the_gate_holds_is_spent_first()
    {
        for (var i = 0; i < 20; i++)
        {
            _node.Admit(_limits);
        }

        _node.Engine.Throws = true;

        var verdicts = Enumerable.Range(0, 100).Select(_ => _node.Admit(_limits).Admission).ToList();

        verdicts[0].ShouldBe(Admission.Admitted);
        verdicts.Count(admission => admission == Admission.Degraded).ShouldBe(25);
        verdicts.LastIndexOf(Admission.Admitted).ShouldBeLessThan(verdicts.IndexOf(Admission.Degraded));
    }

    [Fact]
    public void It_is_never_unlimited_however_long_it_lasts()
    {
        _node.Engine.Throws = true;
        var envelope = new IdealBucket(5, 25);
        for (var at = 0.0; at < 60; at += 0.01)
        {
            if (_node.Admit(_limits).IsAdmitted)
            {
                envelope.Take(at);
            }

            _node.Advance(0.01);
        }

        envelope.Lowest.ShouldBeGreaterThan(-1e-3);
        envelope.Admitted.ShouldBeInRange(315, 325);
    }

    [Fact]
    public void It_recovers_by_itself_once_the_grain_is_back()
    {
        _node.Engine.Throws = true;
        for (var i = 0; i < 100; i++)
        {
            _node.Admit(_limits);
            _node.Advance(0.1);
        }

        _node.Engine.Throws = false;
        _node.Admit(_limits);
        _node.Advance(3);

        _node.Admit(_limits).Admission.ShouldBe(Admission.Admitted);
        Enumerable.Range(0, 150).Count(_ => _node.Admit(_limits).Admission == Admission.Admitted).ShouldBe(99);
    }

    [Fact]
    public async Task A_grain_that_does_not_answer_in_time_holds_up_one_request_at_most_half_a_second()
    {
        _node.Engine.Holds = true;
        var first = _node.Gates.Of(Vendor).AdmitAsync(_limits, 0, 1, CancellationToken.None).AsTask();

        _node.Advance(0.499);
        first.IsCompleted.ShouldBeFalse();
        _node.Advance(0.001);

        (await first.WaitAsync(TimeSpan.FromSeconds(10))).Admission.ShouldBe(Admission.Degraded);
        _node.Admit(_limits).Admission.ShouldBe(Admission.Degraded, "the next one does not wait");
    }

    [Fact]
    public async Task Requests_wait_together_for_one_exchange()
    {
        _node.Engine.Holds = true;
        var waiting = Enumerable.Range(0, 150).Select(_ => _node.Gates.Of(Vendor).AdmitAsync(_limits, 0, 1, CancellationToken.None).AsTask()).ToList();
        _node.Engine.Exchanges.ShouldBe(1);

        _node.Engine.Release();
        var verdicts = await Task.WhenAll(waiting);

        verdicts.Count(verdict => verdict.IsAdmitted).ShouldBe(100);
        _node.Engine.Exchanges.ShouldBeLessThanOrEqualTo(4);
    }

    [Fact]
    public async Task A_caller_who_hangs_up_stops_waiting()
    {
        _node.Engine.Holds = true;
        using var hangUp = new CancellationTokenSource();
        var waiting = _node.Gates.Of(Vendor).AdmitAsync(_limits, 0, 1, hangUp.Token);

        await hangUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () => await waiting);

        _node.Engine.Release();
        (await _node.Gates.Of(Vendor).AdmitAsync(_limits, 0, 1, CancellationToken.None)).IsAdmitted.ShouldBeTrue();
        Enumerable.Range(0, 150).Count(_ => _node.Admit(_limits).IsAdmitted).ShouldBe(99, "nothing was taken for the one who left");
    }
}
