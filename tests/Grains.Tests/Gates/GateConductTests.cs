using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Gates;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Tests.Conduct;
using static Digdir.Altinn.Grains.Tests.Gates.TestNode;

namespace Digdir.Altinn.Grains.Tests.Gates;

public sealed class GateConductTests : IDisposable
{
    private readonly TestNode _node = new();

    private IVendorGate Gate => _node.Gates.Of(Vendor);

    public void Dispose() => _node.Dispose();

    [Fact]
    public async Task A_vendor_that_is_not_slowed_is_judged_without_asking()
    {
        await JudgeAsync();
        _node.Engine.Questions.ShouldBe(1, "what is not known is asked for");

        for (var i = 0; i < 100; i++)
        {
            var judged = Gate.JudgeAsync(Question(), CancellationToken.None);
            judged.IsCompletedSuccessfully.ShouldBeTrue();
            (await judged).Passes.ShouldBeTrue();
        }

        _node.Engine.Questions.ShouldBe(1);
        _node.Advance(31);
        await JudgeAsync();
        _node.Engine.Questions.ShouldBe(2, "other nodes may have seen more since");
    }

    [Fact]
    public async Task What_was_observed_is_heard_within_a_tick()
    {
        Observe(5);
        (await LookAsync()).Groups.ShouldBeEmpty();

        _node.Advance(0.25);

        (await LookAsync()).Groups.ShouldHaveSingleItem().Calls.ShouldBe(5);
        _node.Engine.Batches.ShouldBe(1);
        _node.Advance(5);
        _node.Engine.Batches.ShouldBe(1, "nothing to tell, nothing told");
    }

    [Fact]
    public async Task A_slowed_group_is_judged_by_the_grain_on_everything_this_gate_saw()
    {
        await SlowAsync(Level.Soft);
        var batches = _node.Engine.Batches;

        Observe(3);
        (await JudgeAsync()).Level.ShouldBe(Level.Soft);

        (await LookAsync()).Groups[0].Calls.ShouldBe(11, "the three were heard with the question");
        _node.Engine.Batches.ShouldBe(batches, "and not by themselves");
        (await Gate.JudgeAsync(Question() with { Group = new ReadGroup("melding", ReadClass.List) }, CancellationToken.None)).Level.ShouldBe(Level.Clear);
    }

    [Fact]
    public async Task A_slowed_read_is_refused_and_passes_when_its_time_has_come()
    {
        await SlowAsync(Level.Soft);
        Observe(1);
        _node.Advance(1);

        var refused = await JudgeAsync();
        refused.Passes.ShouldBeFalse();
        _node.Advance(refused.RetryAfterMs / 1000.0);

        (await JudgeAsync()).Passes.ShouldBeTrue();
    }

    [Fact]
    public async Task A_grain_out_of_reach_lets_every_read_pass_and_makes_none_wait_twice()
    {
        await SlowAsync(Level.Hard);
        Observe(1);
        _node.Advance(1);
        (await JudgeAsync()).Passes.ShouldBeFalse();
        _node.Engine.Throws = true;

        (await JudgeAsync()).Passes.ShouldBeTrue();
        var asked = _node.Engine.Questions;
        for (var i = 0; i < 50; i++)
        {
            (await JudgeAsync()).Passes.ShouldBeTrue();
        }

        _node.Engine.Questions.ShouldBe(asked);
        _node.Engine.Throws = false;
        _node.Advance(2.1);
        (await JudgeAsync()).Passes.ShouldBeFalse();
    }

    [Fact]
    public async Task A_grain_that_keeps_a_read_waiting_is_given_up_after_the_timeout()
    {
        await SlowAsync(Level.Hard);
        Observe(1);
        _node.Advance(1);
        _node.Engine.Holds = true;

        var judged = Gate.JudgeAsync(Question(), CancellationToken.None).AsTask();
        judged.IsCompleted.ShouldBeFalse();
        _node.Advance(0.5);

        (await judged.WaitAsync(TimeSpan.FromSeconds(10))).Passes.ShouldBeTrue();
        _node.Engine.Release();
    }

    [Fact]
    public async Task While_the_grain_is_away_the_oldest_observations_give_way()
    {
        using var node = new TestNode(new GateRules { Observations = 64 });
        node.Engine.Throws = true;
        var gate = node.Gates.Of(Vendor);
        for (var i = 0; i < 1000; i++)
        {
            gate.Observe(Seen(node), [1]);
        }

        // What was on its way when the grain came back may have failed a moment later: more is told until something is heard.
        node.Engine.Throws = false;
        var told = 64;
        IReadOnlyList<GroupView> heard = [];
        while (heard.Count == 0 && told < 264)
        {
            node.Advance(1);
            gate.Observe(Seen(node), [1]);
            told++;
            node.Advance(1);
            heard = (await node.Engine.LookAsync(Vendor, CancellationToken.None)).Groups;
        }

        heard.ShouldHaveSingleItem().Calls.ShouldBeInRange(1, told);
    }

    [Fact]
    public void Observing_and_passing_judgement_allocate_nothing()
    {
        using var node = new TestNode();
        var gate = node.Gates.Of(Vendor);
        ulong[] things = [1, 2, 3];
        var seen = Seen(node);
        var question = Question();
        for (var i = 0; i < 3; i++)
        {
            Round(200);
            node.Advance(0.25);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        Round(200);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        void Round(int calls)
        {
            for (var i = 0; i < calls; i++)
            {
                Passes(gate, question);
                gate.Observe(seen, things);
            }
        }
    }

    [Fact]
    public async Task A_gate_that_closes_hands_over_what_it_has()
    {
        Observe(4);

        await _node.Gates.DisposeAsync();

        (await LookAsync()).Groups.ShouldHaveSingleItem().Calls.ShouldBe(4);
    }

    private static bool Passes(IVendorGate gate, in ReadQuestion question)
    {
        var judged = gate.JudgeAsync(question, CancellationToken.None);
        return judged.IsCompletedSuccessfully ? judged.Result.Passes : throw new InvalidOperationException("It waits for the grain.");
    }

    /// <summary>Makes the vendor known as a poller and has people put it at a level.</summary>
    private async Task SlowAsync(Level level)
    {
        Observe(8);
        _node.Advance(0.25);
        _node.Settings.Now = _node.Settings.Now with { Decisions = [new GroupDecision(1, Question().Group, level, 1)] };
        await _node.Engine.LookAsync(Vendor, CancellationToken.None);
        _node.Advance(31);
        await JudgeAsync();
        // Nobody is refused by what is not stored.
        _node.Advance(3);
    }

    private void Observe(int calls)
    {
        for (var i = 0; i < calls; i++)
        {
            Gate.Observe(Seen(_node), [1]);
        }
    }

    private static Observation Seen(TestNode node) => new()
    {
        At = node.Clock.GetUtcNow().ToUnixTimeMilliseconds(),
        Group = Question().Group,
        Operation = 1,
        Party = 5,
        Fingerprint = 6,
        RawQuery = 6,
        Status = 200,
        Weight = 1,
        Things = 1,
    };

    private static ReadQuestion Question() => new() { Group = ConductedVendor.Lists, Party = 5, Fingerprint = 6 };

    private async Task<Judgement> JudgeAsync() => await Gate.JudgeAsync(Question(), CancellationToken.None);

    private async Task<ConductView> LookAsync() => await _node.Engine.LookAsync(Vendor, CancellationToken.None);
}
