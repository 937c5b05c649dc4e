using Digdir.Altinn.Grains;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Standing;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.VendorRegistry.Tests.Standing;

public sealed class StandingRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("", "", null)]
    [InlineData("001:-9:-9", "", "001")]
    [InlineData("001:-9:-9", "001", null)]
    [InlineData("001:-9:", "", null)]
    [InlineData("001:-9:-9 002:-1:5", "001", null)]
    [InlineData("001:-9:-9 002:-1:5", "", "001")]
    [InlineData("001:-9:-9 002:-1:0", "001", "002")]
    [InlineData("001:-9:-9 002:-1:0", "002", null)]
    [InlineData("001:-9:-9 002:-1:0 003:4:8", "003", null)]
    [InlineData("001:-9:-9 002:-1: 003:4:8", "002", null)]
    [InlineData("001:-9:-9 002:-1: 003:4:8", "", "001")]
    [InlineData("001:-9: 002:-1:-1", "001", "002")]
    public void Terms_missing_are_the_newest_due_unless_it_or_a_later_one_is_accepted(string terms, string accepted, string? missing)
    {
        // Each version: name, days from now to in force, days from now to when acceptance is due.
        var registry = new RegistryPicture
        {
            Terms = [.. terms.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(version => version.Split(':')).Select(part =>
                new TermsPicture(part[0], Now.AddDays(int.Parse(part[1])), part[2].Length == 0 ? null : Now.AddDays(int.Parse(part[2]))))],
        };
        var vendor = Vendor() with { Acceptances = [.. accepted.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(version => new AcceptancePicture(version, Now))] };
        StandingRules.MissingTerms(registry, vendor, Now)?.Version.ShouldBe(missing);
        (StandingRules.MissingTerms(registry, vendor, Now) is null).ShouldBe(missing is null);
    }

    [Theory]
    [InlineData("melding", AltinnEnvironment.Production, null, true, false)]
    [InlineData("melding", AltinnEnvironment.Production, "s1", true, false)]
    [InlineData("melding", AltinnEnvironment.Test, null, false, true)]
    [InlineData("events", AltinnEnvironment.Production, null, false, false)]
    [InlineData("events", AltinnEnvironment.Test, "s1", true, false)]
    [InlineData("events", AltinnEnvironment.Test, "s2", false, false)]
    [InlineData("events", AltinnEnvironment.Test, null, false, false)]
    [InlineData("events", AltinnEnvironment.Production, "s1", false, true)]
    public void An_integration_covers_its_product_in_its_environment_for_its_system(
        string product, AltinnEnvironment environment, string? system, bool here, bool elsewhere)
    {
        var vendor = Vendor() with
        {
            Integrations =
            [
                new IntegrationPicture("melding", AltinnEnvironment.Production, null),
                new IntegrationPicture("events", AltinnEnvironment.Test, "s1"),
            ],
        };
        var question = new StandingQuestion(product, environment, system, null, null);
        StandingRules.HasIntegration(vendor, question).ShouldBe(here);
        StandingRules.HasIntegrationElsewhere(vendor, question).ShouldBe(elsewhere);
    }

    [Theory]
    [InlineData(-1, 60, "melding", true)]
    [InlineData(0, 60, "melding", true)]
    [InlineData(1, 60, "melding", false)]
    [InlineData(-60, 0, "melding", false)]
    [InlineData(-60, 1, "events", false)]
    public void Maintenance_covers_its_product_from_its_start_until_before_its_end(int from, int until, string product, bool covers)
        => new MaintenancePicture(Guid.Empty, AltinnEnvironment.Test, "melding", Now.AddSeconds(from), Now.AddSeconds(until), "Nb", "En")
            .Covers(product, AltinnEnvironment.Test, Now).ShouldBe(covers);

    [Fact]
    public void Maintenance_without_a_product_covers_all_of_its_environment_and_none_of_the_other()
    {
        var window = new MaintenancePicture(Guid.Empty, AltinnEnvironment.Test, null, Now, null, "Nb", "En");
        window.Covers("events", AltinnEnvironment.Test, Now.AddYears(1)).ShouldBeTrue();
        window.Covers("events", AltinnEnvironment.Production, Now).ShouldBeFalse();
    }

    private static VendorPicture Vendor() => new() { Id = VendorId.Parse(Numbers.First), Name = "A" };
}
