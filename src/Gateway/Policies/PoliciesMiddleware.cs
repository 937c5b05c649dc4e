using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Refusals;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.Gateway.Policies;

/// <summary>Asks every policy that is not off, in order, and refuses on the first that finds something and enforces.</summary>
internal sealed class PoliciesMiddleware(
    RequestDelegate next, IEnumerable<Policy> policies, IOptions<PoliciesOptions> options, AltinnOptions altinn, PolicyMetrics metrics, TimeProvider time)
{
    private readonly Policy[] _policies = [.. policies];
    private Modes _modes = new(null, []);

    public Task InvokeAsync(HttpContext context)
    {
        if (Call.Of(context) is not { } call)
        {
            return next(context);
        }

        call.Browser = PortalSessionPolicy.SignsOf(context, call);
        var modes = ModesOf(call.Registry);
        var now = time.GetUtcNow();
        for (var i = 0; i < _policies.Length; i++)
        {
            if (modes[i] == PolicyMode.Off || _policies[i].Find(call, altinn.Environment, now) is not { } refusal)
            {
                continue;
            }

            metrics.Found(_policies[i], modes[i], call, refusal.Problem.Code);
            if (modes[i] == PolicyMode.Enforce)
            {
                call.Refusal = _policies[i].Answer(context, refusal);
                return ProblemResponse.WriteAsync(context, call.Refusal);
            }

            (call.Shadowed ??= []).Add(_policies[i].Name);
        }

        return next(context);
    }

    /// <summary>The modes are worked out once per picture. Two threads may do so at once; both come to the same result.</summary>
    private PolicyMode[] ModesOf(RegistryPicture picture)
    {
        var modes = Volatile.Read(ref _modes);
        if (!ReferenceEquals(modes.Picture, picture))
        {
            var values = new PolicyMode[_policies.Length];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = picture.Policies.TryGetValue(new PolicyKey(_policies[i].Name, altinn.Environment), out var set) ? set
                    : options.Value.Modes.TryGetValue(_policies[i].Name, out var configured) ? configured
                    : _policies[i].Unset;
            }

            modes = new Modes(picture, values);
            Volatile.Write(ref _modes, modes);
        }

        return modes.Values;
    }

    private sealed record Modes(RegistryPicture? Picture, PolicyMode[] Values);
}
