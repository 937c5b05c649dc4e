using System.Text;
using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Levels;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.Grains.Vendors;

namespace Digdir.Altinn.Grains.Tests.Conduct;

/// <summary>What a monitor may do with the emergency brake, and what only a person may.</summary>
public sealed class OverrunTests
{
    private static readonly Overrun Seen = new("dialogporten", Shadow: false, 0.8, 0.4, 900, 80, 3000, 300);

    private readonly ConductedVendor _vendor = new();

    [Fact]
    public void A_monitor_pulls_the_brake_once_and_it_lets_go_by_itself()
    {
        _vendor.Conduct.Brake(_vendor.Now, Seen).ShouldBeTrue();
        var told = _vendor.Conduct.TakeEvents().ShouldHaveSingleItem();
        (told.Kind, told.Shadow, told.Overrun).ShouldBe((ConductEventKind.Braked, false, Seen));
        _vendor.Conduct.Look(_vendor.Now).BrakedFor.ShouldBe(Seen);
        var until = _vendor.Conduct.Look(_vendor.Now).BrakedUntil;

        _vendor.Now += 30 * ConductedVendor.Minute;
        _vendor.Conduct.Brake(_vendor.Now, Seen).ShouldBeTrue();
        _vendor.Conduct.Look(_vendor.Now).BrakedUntil.ShouldBe(until);
        _vendor.Conduct.TakeEvents().ShouldBeEmpty();

        _vendor.Now += 31 * ConductedVendor.Minute;
        _vendor.Conduct.Look(_vendor.Now).BrakedUntil.ShouldBe(0);
        _vendor.Conduct.Look(_vendor.Now).BrakedFor.ShouldBeNull();
    }

    [Fact]
    public void After_a_restart_it_is_still_told_what_it_was_pulled_for()
    {
        _vendor.Conduct.Brake(_vendor.Now, Seen);
        var until = _vendor.Conduct.Look(_vendor.Now).BrakedUntil;

        _vendor.Now += 10 * ConductedVendor.Minute;
        _vendor.Restart(Stored);

        (_vendor.Conduct.Look(_vendor.Now).BrakedUntil, _vendor.Conduct.Look(_vendor.Now).BrakedFor).ShouldBe((until, Seen));
        _vendor.Now += 51 * ConductedVendor.Minute;
        _vendor.Conduct.Snapshot(_vendor.Now).BrakedFor.ShouldBeNull("it has let go");
    }

    [Fact]
    public void A_state_of_before_that_was_kept_brakes_as_long_as_it_said()
    {
        _vendor.Conduct.Brake(_vendor.Now, Seen);
        var until = _vendor.Conduct.Look(_vendor.Now).BrakedUntil;

        _vendor.Restart(snapshot => Parse(Encoding.UTF8.GetString(Bytes(snapshot)).Replace("\"BrakedFor\":", "\"Unknown\":", StringComparison.Ordinal)));

        (_vendor.Conduct.Look(_vendor.Now).BrakedUntil, _vendor.Conduct.Look(_vendor.Now).BrakedFor).ShouldBe((until, null));
    }

    [Fact]
    public void A_person_holds_it_longer()
    {
        _vendor.Conduct.Brake(_vendor.Now, Seen);
        var until = _vendor.Conduct.Look(_vendor.Now).BrakedUntil;
        _vendor.Now += 30 * ConductedVendor.Minute;
        _vendor.Conduct.Brake(_vendor.Now).ShouldBeTrue();
        _vendor.Conduct.Look(_vendor.Now).BrakedUntil.ShouldBe(until + (30 * ConductedVendor.Minute));
    }

    [Fact]
    public void In_shadow_it_is_evidence_and_nothing_is_braked()
    {
        _vendor.Conduct.Brake(_vendor.Now, Seen with { Shadow = true }).ShouldBeTrue();
        _vendor.Conduct.TakeEvents().ShouldHaveSingleItem().Shadow.ShouldBeTrue();
        _vendor.Conduct.Look(_vendor.Now).BrakedUntil.ShouldBe(0);
    }

    [Fact]
    public void Where_the_brake_is_disabled_a_monitor_cannot_pull_it()
    {
        _vendor.Conduct.Settings = _vendor.Conduct.Settings with { MayBrake = false };
        _vendor.Conduct.Brake(_vendor.Now, Seen).ShouldBeFalse();
        _vendor.Conduct.TakeEvents().ShouldBeEmpty();
    }

    [Fact]
    public void Under_the_brake_writes_pass_and_reads_that_nothing_called_for_do_not()
    {
        _vendor.Conduct.Brake(_vendor.Now, Seen);
        var refused = 0;
        for (var i = 0; i < 400; i++)
        {
            _vendor.Now += 1_000;
            refused += _vendor.Read(ConductedVendor.Ask(i % 20)).Passes ? 0 : 1;
            _vendor.Judge(ConductedVendor.Ask(i % 20, new ReadGroup("dialogporten", ReadClass.Write))).Passes.ShouldBeTrue();
        }

        refused.ShouldBeGreaterThan(300);
    }

    /// <summary>The world knows which reads an event called for: the first three for its party within a quarter of an hour, whoever asks.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void No_credited_read_is_refused_under_the_brake(int seed)
    {
        var random = new Random(seed);
        var (credited, refused) = (0, 0);
        for (var step = 0; step < 3_000; step++)
        {
            _vendor.Conduct.Brake(_vendor.Now, Seen);
            _vendor.Now += random.Next(1, 5_000);
            var party = random.Next(20);
            if (random.Next(4) > 0)
            {
                refused += _vendor.Read(party).Passes ? 0 : 1;
                continue;
            }

            _vendor.Event(party);
            for (var read = 0; read < 3; read++)
            {
                _vendor.Now += random.Next(1, 2_000);
                var judgement = _vendor.Read(party);
                judgement.Passes.ShouldBeTrue($"seed {seed}, step {step}, read {read} after an event: {judgement}");
                credited++;
            }
        }

        credited.ShouldBeGreaterThan(1_000);
        refused.ShouldBeGreaterThan(200);
    }

    [Fact]
    public void One_event_brings_no_more_than_its_reads_through_the_brake_however_many_were_refused()
    {
        _vendor.Read(0);
        _vendor.Exhaust(0);
        _vendor.Conduct.Brake(_vendor.Now, Seen);
        while (_vendor.Read(ConductedVendor.Ask(0)).Passes)
        {
            _vendor.Now++;
        }

        for (ulong question = 1; question <= 40; question++)
        {
            _vendor.Read(Ask(question)).Passes.ShouldBeFalse();
        }

        // They have waited as they were told, and each of them may be tried again: all at once, on one event.
        _vendor.Conduct.Hear(new EventDelivery(_vendor.Now, ConductedVendor.Party(0), ConductedVendor.Lists.Product, 0, Delivered: true));
        _vendor.Now += ConductedVendor.Minute;
        var passed = 0;
        for (ulong question = 1; question <= 40; question++)
        {
            passed += _vendor.Read(Ask(question)).Passes ? 1 : 0;
        }

        passed.ShouldBeInRange(3, 5);

        static ReadQuestion Ask(ulong question) => ConductedVendor.Ask(0) with { Fingerprint = question };
    }

    /// <summary>As the store gives it back.</summary>
    private static ConductSnapshot Stored(ConductSnapshot snapshot) => Parse(Encoding.UTF8.GetString(Bytes(snapshot)));

    private static byte[] Bytes(ConductSnapshot snapshot) => new GrainState(DateTimeOffset.UnixEpoch, []) { Conduct = snapshot }.ToBytes().ToArray();

    private static ConductSnapshot Parse(string state) => GrainState.Parse(Encoding.UTF8.GetBytes(state))?.Conduct ?? throw new InvalidOperationException("The state cannot be read.");
}
