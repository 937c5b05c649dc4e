using Digdir.Altinn.Grains.Tests.Simulation;
using Digdir.Altinn.Grains.Vendors;
using static Digdir.Altinn.Grains.Tests.Vendors.Reports;

namespace Digdir.Altinn.Grains.Tests.Vendors;

/// <summary>Each mechanism keeps the envelope in a case of its own; taken away, the same case breaks it. An ideal bucket sees what is spent.</summary>
public sealed class SafeguardTests
{
    [Fact]
    public void The_outstanding_account_keeps_the_bucket_from_refilling_past_what_gates_hold()
    {
        Lowest(Safeguards.All).ShouldBeGreaterThan(-1e-6);
        Lowest(Safeguards.All & ~Safeguards.OutstandingAccount).ShouldBeLessThan(-30);

        static double Lowest(Safeguards safeguards)
        {
            var grain = First(new GrainRules { Safeguards = safeguards });
            var spent = new IdealBucket(50, 100);
            // One gate fetches the whole burst and holds on to it; the bucket refills meanwhile; then both gates spend at once.
            var held = grain.Exchange(Asks(1, 1, 100), At(0)).Granted();
            var fresh = grain.Exchange(Asks(2, 1, 100), At(1.9)).Granted();
            spent.Take(1.9, held + fresh);
            return spent.Lowest;
        }
    }

    [Fact]
    public void The_learning_mode_keeps_a_new_activation_from_minting_what_older_lots_may_still_spend()
    {
        const double SafeShare = 0.25;
        Lowest(Safeguards.All).ShouldBeGreaterThan(-100 * SafeShare - 1e-6);
        Lowest(Safeguards.All & ~Safeguards.LearningMode).ShouldBeLessThan(-90);

        static double Lowest(Safeguards safeguards)
        {
            var rules = new GrainRules { Safeguards = safeguards, SafeShare = SafeShare };
            var spent = new IdealBucket(50, 100);
            var held = First(rules).Exchange(Asks(1, 1, 100), At(0)).Granted();
            // The grain is lost with its account. Its successor knows that there was one, and no more.
            var successor = new VendorGrain(2, Origin.Unknown(At(0.1), rules), rules);
            var fresh = successor.Exchange(Asks(2, 1, 100), At(0.1)).Granted();
            spent.Take(0.1, held + fresh);
            return spent.Lowest;
        }
    }

    [Fact]
    public void Learning_ends_when_older_lots_have_lapsed()
    {
        var rules = new GrainRules { Learning = TimeSpan.FromSeconds(3), SafeShare = 0.25 };
        var grain = new VendorGrain(2, Origin.Unknown(At(0), rules), rules);

        Ask(0).ShouldBe(25, "a quarter of the burst");
        Ask(1).ShouldBe(12, "a quarter of the rate, in whole requests");
        Ask(3).ShouldBe(25);
        Ask(4).ShouldBe(50, "the whole rate");
        Ask(64).ShouldBe(100, "the whole burst");

        double Ask(double seconds)
        {
            var granted = grain.Exchange(Asks(1, (long)(seconds * 1000) + 1, 1000, epoch: 2), At(seconds)).Granted();
            grain.Exchange(Asks(1, (long)(seconds * 1000) + 2, 0, epoch: 2), At(seconds));
            return granted;
        }
    }

    [Fact]
    public void Lots_of_another_epoch_are_neither_confirmed_nor_credited()
    {
        Credited(Safeguards.All).ShouldBe((0, 0));
        Credited(Safeguards.All & ~Safeguards.Epochs).ShouldNotBe((0, 0));

        static (double Confirmed, double Granted) Credited(Safeguards safeguards)
        {
            var grain = new VendorGrain(7, Origin.First(At(0)), new GrainRules { Safeguards = safeguards });
            grain.Exchange(Asks(1, 1, 100, epoch: 0), At(0));
            // The reply was lost: what this gate holds and gives back was minted by an earlier activation.
            var confirmed = grain.Exchange(Asks(1, 2, 0, left: 30, returned: 20, epoch: 6), At(0)).Confirmed();
            return (confirmed, grain.Exchange(Asks(2, 1, 100, epoch: 0), At(0)).Granted());
        }
    }

    [Fact]
    public void A_late_report_cannot_undo_what_a_newer_one_told()
    {
        Lowest(Safeguards.All).ShouldBeGreaterThan(-1e-6);
        Lowest(Safeguards.All & ~Safeguards.Sequence).ShouldBeLessThan(-30);

        static double Lowest(Safeguards safeguards)
        {
            var grain = First(new GrainRules { Safeguards = safeguards });
            var spent = new IdealBucket(50, 100);
            var late = Asks(1, 1, 0, left: 0);
            var held = grain.Exchange(Asks(1, 2, 100), At(0)).Granted();
            // Sent before the grant, heard after it: it says the gate holds nothing, and so makes room to refill.
            grain.Exchange(late, At(0.01));
            var fresh = grain.Exchange(Asks(2, 1, 100), At(1.9)).Granted();
            spent.Take(1.9, held + fresh);
            return spent.Lowest;
        }
    }

    [Fact]
    public void A_report_heard_twice_grants_once()
    {
        var grain = First();
        var report = Asks(1, 1, 10);

        grain.Exchange(report, At(0)).Granted().ShouldBe(10);
        grain.Exchange(report, At(0)).Buckets.ShouldBeEmpty();
    }
}
