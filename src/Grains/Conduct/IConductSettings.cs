namespace Digdir.Altinn.Grains.Conduct;

/// <summary>Where grains learn what people have decided. Thread-safe; asked at every batch, so it answers from memory, with the same instance while nothing changed.</summary>
internal interface IConductSettings
{
    /// <summary>What holds for a vendor now.</summary>
    ConductSettings Of(VendorId vendor);
}
