using Digdir.Altinn.VendorRegistry.Admin;

namespace Digdir.Altinn.VendorRegistry.Plans;

/// <summary>A vendor's own plan: what its vendor-wide bucket allows instead of the configured default.</summary>
internal sealed class Plan : IVendorSetting
{
    public required string Vendor { get; init; }

    /// <summary>Requests per second.</summary>
    public double Rate { get; private set; }

    /// <summary>Requests at once.</summary>
    public double Burst { get; private set; }

    /// <summary>Extra requests per second for each active customer.</summary>
    public double RatePerCustomer { get; private set; }

    /// <summary>The highest rate customers can raise it to.</summary>
    public double MaxRate { get; private set; }

    public long Revision { get; set; }

    public string Subject => $"vendors/{Vendor}/plan";

    public string? OfVendor => Vendor;

    public void Set(double rate, double burst, double ratePerCustomer, double maxRate)
    {
        Rate = rate;
        Burst = burst;
        RatePerCustomer = ratePerCustomer;
        MaxRate = maxRate;
    }
}
