using Digdir.Altinn.Gateway.Telemetry;
using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Refusals;
using Microsoft.AspNetCore.Http.Features;

namespace Digdir.Altinn.Gateway.Catalogue;

/// <summary>
/// Finds the request's operation and makes its <see cref="Call"/>, or refuses what the catalogue does not open. Right after routing and before
/// authentication: what the catalogue holds is public, and a caller with a mistyped path is better told so than asked for a token.
/// </summary>
internal sealed class CatalogueMiddleware(RequestDelegate next, IPictures pictures, AppHosts hosts, ICatalogue catalogue)
{
    public Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        var route = endpoint?.Metadata.GetMetadata<CatalogueRoute>();
        if (route is null)
        {
            // Endpoints of the gateway's own, such as the vendor API, are none of ours.
            return endpoint is null ? RefuseUnknownAsync(context, null) : next(context);
        }

        var notPlain = PlainTarget.Refuse(context.Features.Get<IHttpRequestFeature>()?.RawTarget);
        if (notPlain is { } reason)
        {
            return RefuseAsync(context, new Refusal(Problems.HeaderRefused) { Detail = reason });
        }

        if (route.Form != RouteForm.Platform && RefuseServiceOwner(context, route.Form) is { } refusal)
        {
            return RefuseAsync(context, refusal);
        }

        if (route.Operation is not { } operation)
        {
            return RefuseUnknownAsync(context, route);
        }

        var call = new Call(operation, pictures.Current);
        context.Features.Set(call);
        return operation.Closed is { } closed ? RefuseClosedAsync(context, call, closed) : next(context);
    }

    /// <summary>The service owner in the path becomes part of a host's name, so it must be a plain name, and the one the caller's Host names if that is an app's.</summary>
    private Refusal? RefuseServiceOwner(HttpContext context, RouteForm form)
    {
        var byHost = hosts.ServiceOwnerIn(context.Request.Headers.Host.ToString());
        if (form == RouteForm.AppHost && byHost.IsEmpty)
        {
            return new Refusal(Problems.UnknownOperation);
        }

        // Templates without {org} are closed operations and fallbacks, which go nowhere.
        if (context.Request.RouteValues["org"] is not string org)
        {
            return null;
        }

        if (!AppHosts.IsServiceOwner(org))
        {
            return new Refusal(Problems.HeaderRefused)
            {
                Detail = new Text("Første del av stien er ikke et tjenesteeiernavn med små bokstaver, sifre og bindestrek.", "The path's first part is not a service owner's name of lower-case letters, digits and hyphens."),
            };
        }

        return form == RouteForm.AppHost && !byHost.Equals(org, StringComparison.OrdinalIgnoreCase)
            ? new Refusal(Problems.HeaderRefused) { Detail = new Text("Vertsnavnet og stien nevner hver sin tjenesteeier.", "Host and path name different service owners.") }
            : null;
    }

    private Task RefuseUnknownAsync(HttpContext context, CatalogueRoute? route)
    {
        if (route is null)
        {
            var known = string.Join(", ", catalogue.Current.Products.Select(product => product.NameNb));
            return RefuseAsync(context, new Refusal(Problems.UnknownOperation)
            {
                Detail = new Text($"Stien hører ikke til noe produkt. Gatewayen fører til {known}.", $"The path belongs to no product. The gateway leads to {known}."),
            });
        }

        var product = route.Product;
        var members = new Dictionary<string, object?> { ["product"] = product.Id };
        var methods = catalogue.Current.MethodsAt(product, route.Form == RouteForm.Platform ? OperationHost.Platform : OperationHost.App, PathThere(context, route.Form));
        if (methods.IsEmpty)
        {
            return RefuseAsync(context, new Refusal(Problems.UnknownOperation)
            {
                Detail = new Text($"{product.NameNb} har ingen slik operasjon i katalogen.", $"{product.NameEn} has no such operation in the catalogue."),
                Members = members,
            });
        }

        context.Response.Headers.Allow = string.Join(", ", methods);
        return RefuseAsync(context, new Refusal(Problems.MethodNotAllowed)
        {
            Detail = new Text($"Her tar {product.NameNb} imot {string.Join(", ", methods)}.", $"Here {product.NameEn} takes {string.Join(", ", methods)}."),
            Members = members,
        });
    }

    private static ReadOnlySpan<char> PathThere(HttpContext context, RouteForm form)
    {
        var path = context.Request.Path.Value.AsSpan();
        var prefix = form switch
        {
            RouteForm.AppPath => AppHosts.PathPrefix.Length,
            RouteForm.AppHost => AppHosts.HostPrefix.Length,
            _ => 0,
        };
        return path[Math.Min(prefix, path.Length)..];
    }

    private static Task RefuseClosedAsync(HttpContext context, Call call, ClosedReason reason)
    {
        call.Refusal = new Refusal(Problems.ClosedOperation)
        {
            Detail = new Text(reason.Nb, reason.En),
            Members = new Dictionary<string, object?> { ["product"] = call.Operation.Product.Id, ["operation"] = call.Operation.Id },
        };
        return RefuseAsync(context, call.Refusal);
    }

    private static Task RefuseAsync(HttpContext context, Refusal refusal)
    {
        Ending.Set(context, Outcome.Refused, refusal.Problem);
        return ProblemResponse.WriteAsync(context, refusal);
    }
}
