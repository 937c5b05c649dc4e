using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Gateway.Observations;
using Digdir.Altinn.Grains.Observations;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Policies;
using Digdir.Altinn.VendorRegistry.Refusals;

namespace Digdir.Altinn.Gateway.Policies;

/// <summary>
/// A portal session belongs to a person's browser: in a program's hands it is screen scraping (terms 7.1). One policy for the pages and one for the data
/// behind them, since programs that drive a browser load both. Only what no browser does is refused; the finer signs are evidence for people. In shadow until
/// somebody decides, because something between browser and gateway may take fields off.
/// </summary>
internal sealed class PortalSessionPolicy(bool pages) : Policy
{
    private const BrowserSigns NoBrowser = BrowserSigns.FetchMetadataMissing | BrowserSigns.AutomationAgent | BrowserSigns.LibraryAgent;

    public override string Name => pages ? PolicyNames.PortalPages : PolicyNames.PortalData;

    public override PolicyMode Unset => PolicyMode.Shadow;

    /// <summary>Looks at what a portal session's request shows; <see cref="BrowserSigns.None"/> for all others.</summary>
    public static BrowserSigns SignsOf(HttpContext context, Call call)
    {
        if (call.Token is not { Form: TokenForms.PortalSession })
        {
            return BrowserSigns.None;
        }

        return BrowserExamination.Examine(BrowserRequest.Of(context.Request.Headers, LoadOf(context, call), context.Request.IsHttps));
    }

    /// <summary>A page's address also gives the files beside it.</summary>
    private static BrowserLoad LoadOf(HttpContext context, Call call)
        => call.Operation.Kind is not (OperationKind.Page or OperationKind.Content) ? BrowserLoad.Data
            : context.Request.Headers["Sec-Fetch-Dest"] is ["script" or "style" or "image" or "font" or "manifest"] ? BrowserLoad.Asset
            : BrowserLoad.Document;

    public override Refusal? Find(Call call, AltinnEnvironment environment, DateTimeOffset now)
        => (call.Browser & NoBrowser) != 0 && pages == (call.Operation.Kind == OperationKind.Page) ? new Refusal(Problems.NotABrowser) : null;
}
