using System.Collections.Frozen;
using System.Globalization;
using Digdir.Altinn.Grains;
using Digdir.Altinn.VendorRegistry.Pictures;

namespace Digdir.Altinn.Benchmarks.Contenders;

/// <summary>A registry of so many vendors in good standing, with plans high enough that nobody is refused.</summary>
internal sealed class BenchmarkVendors(int count) : IPictures
{
    private static readonly string[] Products = ["dialogporten", "melding", "formidling", "systembruker", "events", "apps"];

    public RegistryPicture Current { get; } = new()
    {
        Version = 1,
        Vendors = Enumerable.Range(0, count).Select(Vendor).ToFrozenDictionary(vendor => vendor.Id),
        Terms = [new TermsPicture("003", new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2025, 2, 1, 0, 0, 0, TimeSpan.Zero))],
    };

    /// <summary>The n-th synthetic organisation number that passes its check digit.</summary>
    public static string Number(int n)
    {
        // Numbers whose check digit would be 10 do not exist: one in eleven candidates gives way to its odd neighbour, which is never skipped itself.
        for (var candidate = 31_000_000 + (n * 2); ; candidate++)
        {
            var text = candidate.ToString("d8", CultureInfo.InvariantCulture);
            var sum = 0;
            for (var i = 0; i < 8; i++)
            {
                sum += (text[i] - '0') * ("32765432"[i] - '0');
            }

            var check = (11 - (sum % 11)) % 11;
            if (check != 10)
            {
                return text + check.ToString(CultureInfo.InvariantCulture);
            }
        }
    }

    public static string ClientOf(string vendor) => $"5f2d9b0e-6c0a-4c39-9f7f-000{vendor}";

    public static string SystemOf(string vendor) => vendor + "_regnskap-pro";

    private static VendorPicture Vendor(int n)
    {
        var number = Number(n);
        return new VendorPicture
        {
            Id = new VendorId(OrganisationNumber.Parse(number)),
            Name = "Regnskap Pro AS",
            Clients = new Dictionary<string, string?>(StringComparer.Ordinal) { [ClientOf(number)] = SystemOf(number) }.ToFrozenDictionary(StringComparer.Ordinal),
            Systems = [SystemOf(number)],
            Integrations = [.. Products.Select(product => new IntegrationPicture(product, AltinnEnvironment.Test, null))],
            Acceptances = [new AcceptancePicture("003", new(2025, 1, 15, 0, 0, 0, TimeSpan.Zero))],
            Plan = new PlanPicture(Rate: 1e6, Burst: 1e6, RatePerCustomer: 0, MaxRate: 1e6),
        };
    }
}
