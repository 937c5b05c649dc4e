using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Levels;
using static Digdir.Altinn.Grains.Tests.Conduct.ConductedVendor;

namespace Digdir.Altinn.Grains.Tests.Conduct;

/// <summary>The emergency brake, pulled by a person.</summary>
public sealed class BrakeTests
{
    private readonly ConductedVendor _vendor = new();

    [Fact]
    public void The_brake_holds_a_vendor_to_twice_its_usual_rate_for_an_hour_and_never_what_it_was_called_to_read()
    {
        for (var hour = 0; hour < 100; hour++)
        {
            for (var call = 0; call < 600; call++)
            {
                _vendor.Now += 6_000;
                _vendor.Conduct.Hear(_vendor.Answer(Ask(call % 300)), [1]);
            }
        }

        _vendor.Conduct.TakeEvents();
        _vendor.Conduct.Settings = _vendor.Conduct.Settings with { Mode = ConductMode.Shadow };
        _vendor.Conduct.Brake(_vendor.Now).ShouldBeTrue();
        var told = _vendor.Conduct.TakeEvents().Single(happened => happened.Kind == ConductEventKind.Braked);
        told.PerHour.ShouldBe(1200, 12);
        told.Deadline.ShouldBe(_vendor.Now + Hour);

        var passed = 0;
        for (var second = 0; second < 3590; second++)
        {
            _vendor.Now += 1_000;
            for (var call = 0; call < 5; call++)
            {
                var judgement = _vendor.Read((second * 5) + call + 1000);
                passed += judgement.Passes ? 1 : 0;
                (judgement.Passes || judgement.Braked).ShouldBeTrue();
            }

            if (second % 100 == 0)
            {
                _vendor.Event(second);
                _vendor.Read(second).Passes.ShouldBeTrue();
            }
        }

        passed.ShouldBeNear(1220, 25);
        _vendor.Now += 11_000;
        _vendor.Conduct.Levels(_vendor.Now).Braked.ShouldBeFalse();
        Enumerable.Range(20_000, 100).ShouldAllBe(party => _vendor.Read(party).Passes);
    }

    [Fact]
    public void A_refusal_by_the_brake_says_exactly_how_long()
    {
        _vendor.Read(1);
        _vendor.Conduct.Brake(_vendor.Now);
        Judgement judgement;
        do
        {
            judgement = _vendor.Read(2);
        }
        while (judgement.Passes);

        _vendor.Now += judgement.RetryAfterMs - 1;
        _vendor.Judge(Ask(2)).Passes.ShouldBeFalse();
        _vendor.Now += 1;
        _vendor.Judge(Ask(2)).Passes.ShouldBeTrue();
        _vendor.Conduct.Release(_vendor.Now);
        _vendor.Judge(Ask(2)).Passes.ShouldBeTrue();
    }

    [Fact]
    public void A_disabled_brake_cannot_be_pulled()
    {
        _vendor.Conduct.Settings = _vendor.Conduct.Settings with { MayBrake = false };

        _vendor.Conduct.Brake(_vendor.Now).ShouldBeFalse();
        _vendor.Conduct.TakeEvents().ShouldBeEmpty();
    }
}
