namespace Digdir.Altinn.VendorRegistry.Holds;

/// <summary>Why a vendor is put on hold; each rests on a clause of the terms for vendors.</summary>
internal enum HoldGround
{
    /// <summary>A critical or serious incident at the vendor (1.2.8).</summary>
    Incident = 0,

    /// <summary>A breach that is serious or was not remedied in time (7.2).</summary>
    Breach = 1,

    /// <summary>Misuse of Altinn or of information from it (7.1).</summary>
    Misuse = 2,

    /// <summary>Screen scraping (7.1).</summary>
    ScreenScraping = 3,

    /// <summary>Security breached, or a breach poorly followed up (7.1).</summary>
    SecurityBreach = 4,

    /// <summary>Use that is not part of a public task (1.2.1).</summary>
    PrivateUse = 5,

    /// <summary>Polling that goes on in spite of the limits (1.2.4).</summary>
    ExcessivePolling = 6,

    /// <summary>Disturbs a service owner's services or data (1.2.5).</summary>
    ThirdPartyHarm = 7,

    /// <summary>Contact information is missing or dead (1.2.7).</summary>
    ContactMissing = 8,

    /// <summary>A revision was refused or showed non-compliance (6).</summary>
    Revision = 9,

    /// <summary>The terms are terminated (9).</summary>
    Termination = 10,

    /// <summary>The vendor asked for it.</summary>
    VendorRequest = 11,
}

/// <summary>The clause each ground rests on.</summary>
internal static class HoldGrounds
{
    public static string? ClauseOf(HoldGround ground) => ground switch
    {
        HoldGround.Incident => "1.2.8",
        HoldGround.Breach => "7.2",
        HoldGround.Misuse or HoldGround.ScreenScraping or HoldGround.SecurityBreach => "7.1",
        HoldGround.PrivateUse => "1.2.1",
        HoldGround.ExcessivePolling => "1.2.4",
        HoldGround.ThirdPartyHarm => "1.2.5",
        HoldGround.ContactMissing => "1.2.7",
        HoldGround.Revision => "6",
        HoldGround.Termination => "9",
        HoldGround.VendorRequest => null,
        _ => throw new ArgumentOutOfRangeException(nameof(ground), ground, "No such ground."),
    };
}
