namespace Digdir.Altinn.Grains.Scraping;

/// <summary>One kind of evidence (reference 2.2). A pure function of the figures; thread-safe.</summary>
internal abstract class Signal
{
    /// <summary>The reference's number: <c>S13</c>.</summary>
    public abstract string Id { get; }

    /// <summary>Its group.</summary>
    public abstract SignalGroup Group { get; }

    /// <summary>The threat it speaks of, by OWASP's id; empty for what exonerates.</summary>
    public virtual string Threat => Owasp.Scraping;

    /// <summary>True where it means something.</summary>
    public abstract bool AppliesTo(Surface surface);

    /// <summary>Its log-likelihood ratio; 0 when it has nothing to say.</summary>
    public abstract double Weigh(in SubjectFigures figures);

    /// <summary>One sentence with the figures, for when it weighs anything.</summary>
    public abstract Explanation Explain(in SubjectFigures figures);
}
