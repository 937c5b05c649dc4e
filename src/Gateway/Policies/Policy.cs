using Digdir.Altinn.VendorRegistry.Pictures;
using Digdir.Altinn.VendorRegistry.Refusals;

namespace Digdir.Altinn.Gateway.Policies;

/// <summary>
/// One rule about a request that can be off, in shadow or enforced, each by itself. Policies are pure, stateless and asked for every request: they
/// decide on the call, its picture and the time, and allocate only when they find something.
/// </summary>
internal abstract class Policy
{
    /// <summary>Name in configuration, the admin API, logs and metrics.</summary>
    public abstract string Name { get; }

    /// <summary>The mode as long as neither the registry nor the configuration sets one.</summary>
    public virtual PolicyMode Unset => PolicyMode.Enforce;

    /// <summary>Why the request should not pass, or null when it may.</summary>
    public abstract Refusal? Find(Call call, AltinnEnvironment environment, DateTimeOffset now);

    /// <summary>Completes a refusal that is sent: what has to be said of the request's own address is not worked out for findings in shadow.</summary>
    public virtual Refusal Answer(HttpContext context, Refusal refusal) => refusal;
}
