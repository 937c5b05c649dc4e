using System.Runtime.InteropServices;

namespace Digdir.Altinn.Grains.Scraping;

/// <summary>
/// Threshold random walk over first contacts (reference 2.3; Jung et al. 2004), as a cumulative sum so that a clean history cannot be banked: does the share
/// of things that are not there, or not theirs, look like trying rather than like mistakes?
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct ThresholdWalk
{
    /// <summary>Share of failures of one who tries (θ1).</summary>
    public const double Trying = 0.60;

    /// <summary>Height at which it alarms, for up to a thousand contacts. Wald's 9.2 is for a single test; this one never ends.</summary>
    public const double Height = 15;

    /// <summary>Where the walk stands; never below 0.</summary>
    public double Sum { get; set; }

    /// <summary>First contacts taken in since <see cref="Restart"/>.</summary>
    public int Contacts { get; private set; }

    /// <summary>Of them 403 or 404.</summary>
    public int Failures { get; private set; }

    /// <summary>True once it has alarmed.</summary>
    public bool HasAlarmed { get; private set; }

    /// <summary>
    /// The height for so many contacts: a standing test meets a false alarm at a rate per contact, so whoever makes ten times as many contacts in a day
    /// gets ln 10 more, and the rate per day stays.
    /// </summary>
    public static double HeightFor(int contacts) => Height + Math.Log(Math.Max(1, contacts / 1000.0));

    /// <summary>Where a walk stands after one more step.</summary>
    public static double After(double sum, bool failed, double benign)
        => Math.Max(0, sum + (failed ? Math.Log(Trying / benign) : Math.Log((1 - Trying) / (1 - benign))));

    /// <summary>Takes in one first contact.</summary>
    /// <param name="failed">It was answered 403 or 404.</param>
    /// <param name="benign">Share of failures of one who means well (θ0), in (0, 0.6).</param>
    /// <returns>True when it alarms now; the walk starts over.</returns>
    public bool Hear(bool failed, double benign)
    {
        Contacts++;
        Failures += failed ? 1 : 0;
        Sum = After(Sum, failed, benign);
        if (Sum < HeightFor(Contacts))
        {
            return false;
        }

        Sum = 0;
        HasAlarmed = true;
        return true;
    }

    /// <summary>Begins a new day: the alarm is over, the walk goes on from where it stands.</summary>
    public void Restart()
    {
        Contacts = 0;
        Failures = 0;
        HasAlarmed = false;
    }
}
