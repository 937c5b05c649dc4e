using System.Globalization;
using Digdir.Altinn.Sandbox.Cast;

namespace Digdir.Altinn.Sandbox.SampleTokens;

/// <summary><c>GET /token</c>: a signed token for experiments, as plain text.</summary>
internal static class SampleTokensApi
{
    private static readonly string[] Parameters = ["form", "vendor", "customer", "person", "scope", "lifetime", "client", "role", "dialog"];
    private static readonly string[] Roles = ["reader", "caseworker", "approver", "auditor"];

    public static void MapSampleTokens(this IEndpointRouteBuilder routes)
        => routes.MapGet("/token", (HttpRequest request, TokenMint mint) => Read(request.Query) switch
        {
            (SampleWish wish, _) => Results.Text(mint.Make(wish)),
            (_, var fault) => Results.Problem(fault, title: "The token cannot be made", statusCode: StatusCodes.Status400BadRequest),
        });

    private static (SampleWish? Wish, string? Fault) Read(IQueryCollection query)
    {
        if (query.Keys.FirstOrDefault(key => !Parameters.Contains(key, StringComparer.Ordinal)) is not null)
        {
            return (null, $"Unknown parameter. Allowed: {string.Join(", ", Parameters)}.");
        }

        if (query["form"].FirstOrDefault() is not { } form || !TokenMint.Forms.ContainsKey(form))
        {
            return (null, $"form must be one of {string.Join(", ", TokenMint.Forms.Keys)}.");
        }

        var wish = new SampleWish { Form = form, Scope = query["scope"].FirstOrDefault(), Client = query["client"].FirstOrDefault() };
        if (query["vendor"].FirstOrDefault() is { } vendor)
        {
            if (Party.NumberIn(vendor) is not { Length: 9 } number)
            {
                return (null, "vendor must be an organisation number of nine digits whose check digit holds.");
            }

            wish = wish with { Vendor = number };
        }

        if (query["customer"].FirstOrDefault() is { } customer)
        {
            if (Party.NumberIn(customer) is not { } number)
            {
                return (null, "customer must be an organisation number of nine digits, or a synthetic person number of eleven, whose check digits hold.");
            }

            wish = number.Length == 9 ? wish with { Customer = number } : wish with { Person = number };
        }

        if (query["person"].FirstOrDefault() is { } person)
        {
            if (!SyntheticNumbers.IsPerson(person))
            {
                return (null, "person must be a synthetic person number of eleven digits whose check digits hold.");
            }

            wish = wish with { Person = person };
        }

        if (query["lifetime"].FirstOrDefault() is { } lifetime)
        {
            if (!int.TryParse(lifetime, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds) || seconds is 0 or < -86_400 or > 86_400)
            {
                return (null, "lifetime must be a whole number of seconds from -86400 to 86400, not 0; negative makes a token that has expired.");
            }

            wish = wish with { Lifetime = TimeSpan.FromSeconds(seconds) };
        }

        if (query["role"].FirstOrDefault() is { } role)
        {
            var roles = role.Split(',', ' ');
            if (roles.Any(one => !Roles.Contains(one, StringComparer.Ordinal)))
            {
                return (null, $"role must be one or more of {string.Join(", ", Roles)}, separated by commas.");
            }

            wish = wish with { Roles = roles };
        }

        if (query["dialog"].FirstOrDefault() is { } dialog)
        {
            if (!Guid.TryParse(dialog, out var id))
            {
                return (null, "dialog must be a UUID.");
            }

            wish = wish with { Dialog = id };
        }

        return (wish, null);
    }
}
