using Digdir.Altinn.Gateway.Vendors;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Conduct;
using Digdir.Altinn.Grains.Scraping;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Digdir.Altinn.Gateway.Tests.Vendors;

/// <summary>The one rule that tells who is calling, as a table.</summary>
public sealed class CallersTests
{
    private const string Vendor = "991825827";
    private const string Customer = "310923044";
    private const string Third = "974761076";
    private const string Person = "08844397713";

    private static readonly IdentityHash Hash = new("a secret of the test, long enough");

    // Each claim: an organisation number to read, "-" for absent, "x" for another scheme, "!" for malformed.
    [Theory]
    [InlineData("system user", Vendor, "-", Customer, null, Vendor, Customer)]
    [InlineData("system user before supplier", Vendor, Third, Customer, null, Vendor, Customer)]
    [InlineData("system user before person", Vendor, "-", Customer, Person, Vendor, Customer)]
    [InlineData("system user of the vendor itself", Vendor, "-", Vendor, null, Vendor, Vendor)]
    [InlineData("delegated", Customer, Vendor, null, null, Vendor, Customer)]
    [InlineData("delegated before person", Customer, Vendor, null, Person, Vendor, Customer)]
    [InlineData("person", Vendor, "-", null, Person, Vendor, null)]
    [InlineData("own organisation", Vendor, "-", null, null, Vendor, Vendor)]
    public void Follows_the_order_of_the_rules(string because, string consumer, string supplier, string? systemUser, string? person, string vendor, string? customer)
    {
        var (caller, fault) = Callers.Of(Claims(consumer, supplier, systemUser, person), Hash);
        fault.ShouldBe(IdentityFault.None, because);
        caller.ShouldNotBeNull(because);
        caller.Vendor.ShouldBe(VendorId.Parse(vendor), because);
        caller.Customer?.ToString().ShouldBe(customer, because);
        (caller.PersonKey != 0).ShouldBe(person is not null, because);
        caller.CustomerKey.ShouldBe(customer is not null ? Hash.OfOrganisation(OrganisationNumber.Parse(customer)) : Hash.OfPerson(Person), because);
        caller.ClientKey.ShouldBe(Hash.OfClient("client"));
        caller.System.ShouldBe(systemUser is null ? null : "system");
    }

    [Theory]
    [InlineData("nothing at all", "-", "-", null, null, IdentityFault.NobodyNamed)]
    [InlineData("a system user of nobody's", "-", "-", Customer, null, IdentityFault.NobodyNamed)]
    [InlineData("a person of no client", "-", "-", null, Person, IdentityFault.NobodyNamed)]
    [InlineData("a supplier of nobody", "-", Vendor, null, null, IdentityFault.NobodyNamed)]
    [InlineData("an unreadable system user is not the consumer itself", Vendor, "-", "!", null, IdentityFault.Malformed)]
    [InlineData("an unreadable supplier is not the consumer itself", Vendor, "!", null, null, IdentityFault.Malformed)]
    [InlineData("a foreign supplier is not the consumer itself", Vendor, "x", null, null, IdentityFault.OtherScheme)]
    [InlineData("a foreign customer", Vendor, "-", "x", null, IdentityFault.OtherScheme)]
    [InlineData("a foreign consumer", "x", "-", null, null, IdentityFault.OtherScheme)]
    [InlineData("an unreadable consumer", "!", "-", null, null, IdentityFault.Malformed)]
    [InlineData("an unreadable customer of a supplier", "!", Vendor, null, null, IdentityFault.Malformed)]
    [InlineData("a short person", Vendor, "-", null, "0884439771", IdentityFault.Malformed)]
    [InlineData("no digits", Vendor, "-", null, "0884439771x", IdentityFault.Malformed)]
    [InlineData("other digits", Vendor, "-", null, "٠٨٨٤٤٣٩٧٧١٣", IdentityFault.Malformed)]
    public void Identifies_nobody_rather_than_somebody_else(string because, string consumer, string supplier, string? systemUser, string? person, object fault)
    {
        var identification = Callers.Of(Claims(consumer, supplier, systemUser, person), Hash);
        identification.Caller.ShouldBeNull(because);
        identification.Fault.ShouldBe((IdentityFault)fault, because);
    }

    [Fact]
    public void A_person_in_the_portal_has_no_vendor()
    {
        var (caller, fault) = Callers.Of(new IdentityClaims { IsPortal = true }, Hash);
        fault.ShouldBe(IdentityFault.None);
        caller.ShouldNotBeNull().Vendor.ShouldBeNull();
    }

    [Theory]
    [InlineData("0192:991825827", OrganisationClaimState.Read)]
    [InlineData("0192:310923044", OrganisationClaimState.Read)]
    [InlineData("0192:991825828", OrganisationClaimState.Malformed)]
    [InlineData("0192:99182582", OrganisationClaimState.Malformed)]
    [InlineData("0192:9918258270", OrganisationClaimState.Malformed)]
    [InlineData("0192: 991825827", OrganisationClaimState.Malformed)]
    [InlineData("0192:991825827 ", OrganisationClaimState.Malformed)]
    [InlineData("0192:991825827:x", OrganisationClaimState.Malformed)]
    [InlineData("0192:0192:991825827", OrganisationClaimState.Malformed)]
    [InlineData("0192:", OrganisationClaimState.Malformed)]
    [InlineData("991825827", OrganisationClaimState.Malformed)]
    [InlineData("NO:991825827", OrganisationClaimState.Malformed)]
    [InlineData("", OrganisationClaimState.Malformed)]
    [InlineData("0192:٩٩١٨٢٥٨٢٧", OrganisationClaimState.Malformed)]
    [InlineData("9908:991825827", OrganisationClaimState.OtherScheme)]
    [InlineData("0007:5560360793", OrganisationClaimState.OtherScheme)]
    public void Organisations_are_Norwegian_numbers_whose_check_digit_holds(string id, object state) => OrganisationClaim.Parse(id).State.ShouldBe((OrganisationClaimState)state);

    [Fact]
    public void Keys_are_the_secrets_own_and_tell_kinds_apart()
    {
        var number = OrganisationNumber.Parse(Vendor);
        Hash.OfOrganisation(number).ShouldBe(new IdentityHash("a secret of the test, long enough").OfOrganisation(number));
        Hash.OfOrganisation(number).ShouldNotBe(new IdentityHash("another secret").OfOrganisation(number));
        Hash.OfOrganisation(number).ShouldNotBe(Hash.OfPerson(Vendor));
        Hash.OfClient(Vendor).ShouldNotBe(Hash.OfPerson(Vendor));
        new IdentityHash().OfClient("c").ShouldNotBe(new IdentityHash().OfClient("c"));
        Hash.OfClient(new string('å', 500)).ShouldNotBe(0ul);
    }

    [Fact]
    public void Which_calls_are_sampled_as_evidence_depends_on_the_secret()
    {
        var samples = new[] { 'a', 'a', 'b' }.Select(letter => SampleOf(new string(letter, 32))).ToArray();

        samples[1].ShouldBe(samples[0]);
        samples[2].ShouldNotBe(samples[0]);

        static long[] SampleOf(string secret)
        {
            var services = new ServiceCollection();
            var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Vendors:HashKey", secret)]).Build();
            services.AddSingleton<IConfiguration>(configuration);
            services.AddSingleton(new AltinnOptions());
            services.AddSingleton(TimeProvider.System);
            services.AddLogging();
            services.AddVendors(configuration);
            services.AddGrains();
            using var provider = services.BuildServiceProvider();
            var sample = new Sample(provider.GetRequiredService<ConductRules>().SampleSeed);
            for (var at = 0; at < 1000; at++)
            {
                sample.Offer(new SampledCall(at, default, 1, 200, 10, 1, 1), 1);
            }

            return [.. sample.Calls().Select(call => call.At)];
        }
    }

    [Fact]
    public void The_secret_is_required_in_production_and_never_short()
    {
        var production = new VendorOptionsValidator(new AltinnOptions { Environment = VendorRegistry.Pictures.AltinnEnvironment.Production });
        var test = new VendorOptionsValidator(new AltinnOptions());
        production.Validate(null, new VendorOptions()).Failed.ShouldBeTrue();
        production.Validate(null, new VendorOptions { HashKey = new string('k', 31) }).Failed.ShouldBeTrue();
        production.Validate(null, new VendorOptions { HashKey = new string('k', 32) }).Succeeded.ShouldBeTrue();
        test.Validate(null, new VendorOptions()).Succeeded.ShouldBeTrue();
        test.Validate(null, new VendorOptions { HashKey = "short" }).Failed.ShouldBeTrue();
    }

    private static IdentityClaims Claims(string consumer, string supplier, string? systemUser, string? person) => new()
    {
        Consumer = Organisation(consumer),
        Supplier = Organisation(supplier),
        SystemUser = systemUser is null ? null : new SystemUserClaim(Organisation(systemUser), "system"),
        Person = person,
        Client = "client",
    };

    private static OrganisationClaim Organisation(string text) => text switch
    {
        "-" => default,
        "x" => new OrganisationClaim(OrganisationClaimState.OtherScheme, default),
        "!" => OrganisationClaim.Malformed,
        _ => OrganisationClaim.Of(OrganisationNumber.Parse(text)),
    };
}
