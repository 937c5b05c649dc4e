using Digdir.Altinn.Grains.Observations;

namespace Digdir.Altinn.Grains.Scraping;

/// <summary>What a portal session's calls showed in a window. 150 bytes. Not thread-safe.</summary>
internal sealed class BrowserCounts
{
    // One odd call may be an extension's; three are the client's.
    private const int Seen = 3;

    private static readonly BrowserSigns[] Kinds =
        [BrowserSigns.NoLanguage, BrowserSigns.AnyTypePage, BrowserSigns.NoBrotli, BrowserSigns.HintsDisagree, BrowserSigns.OldProtocol];

    private readonly ulong[] _pages = new ulong[10];
    private readonly int[] _kinds = new int[Kinds.Length];
    private int _next;
    private int _missing;
    private int _impossible;
    private int _automation;
    private int _library;
    private int _odd;
    private int _data;
    private int _documents;
    private int _assets;
    private int _referred;

    /// <summary>Takes in a call; one that was not examined says nothing.</summary>
    public void Hear(in Observation call)
    {
        var signs = call.Browser;
        if ((signs & BrowserSigns.Examined) == 0)
        {
            return;
        }

        _missing += One(signs, BrowserSigns.FetchMetadataMissing);
        _impossible += One(signs, BrowserSigns.FetchMetadataImpossible);
        _automation += One(signs, BrowserSigns.AutomationAgent);
        _library += One(signs, BrowserSigns.LibraryAgent);
        _odd += One(signs, BrowserSigns.OddOrder);
        for (var i = 0; i < Kinds.Length; i++)
        {
            _kinds[i] += One(signs, Kinds[i]);
        }

        var isFromSession = (signs & BrowserSigns.RefererInSession) != 0 || (call.Referer != 0 && _pages.AsSpan().Contains(call.Referer));
        _referred += isFromSession ? 1 : 0;
        if ((signs & BrowserSigns.DocumentOrAsset) == 0)
        {
            _data++;
        }
        else if ((signs & BrowserSigns.Asset) != 0)
        {
            _assets++;
        }
        else
        {
            // Data calls and assets are nobody's referer: only documents have a place in the chain.
            _documents++;
            _pages[_next] = call.RawQuery;
            _next = (_next + 1) % _pages.Length;
        }
    }

    /// <summary>Fills in its figures.</summary>
    public void Measure(ref SubjectFigures figures)
    {
        figures.MetadataMissing = _missing;
        figures.MetadataImpossible = _impossible;
        figures.Automation = _automation;
        figures.Library = _library;
        figures.OddOrders = _odd;
        figures.DataCalls = _data;
        figures.Documents = _documents;
        figures.Assets = _assets;
        figures.Referred = _referred;
        foreach (var kind in _kinds)
        {
            figures.Inconsistencies += kind >= Seen ? 1 : 0;
        }
    }

    /// <summary>Begins anew; the session's last pages stay.</summary>
    public void Clear()
    {
        _missing = _impossible = _automation = _library = _odd = _data = _documents = _assets = _referred = 0;
        Array.Clear(_kinds);
    }

    private static int One(BrowserSigns signs, BrowserSigns sign) => (signs & sign) != 0 ? 1 : 0;
}
