using Digdir.Altinn.Grains.Conduct;

namespace Digdir.Altinn.Grains.Tests.Conduct;

/// <summary>Settings that the test decides, the same for all vendors.</summary>
internal sealed class FixedConduct : IConductSettings
{
    public ConductSettings Now { get; set; } = new() { Mode = ConductMode.Enforce };

    /// <summary>Called whenever the settings are asked for.</summary>
    public Action? Asked { get; set; }

    public ConductSettings Of(VendorId vendor)
    {
        Asked?.Invoke();
        return Now;
    }
}
