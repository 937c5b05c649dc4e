using System.Linq.Expressions;
using Digdir.Altinn.VendorRegistry.Cases;
using Digdir.Altinn.VendorRegistry.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.VendorRegistry.Evidence;

/// <summary>
/// Lets evidence and cases go when their time is over: evidence of no case by itself, a decided case with all its evidence. A bounded number of rows at a time,
/// each time with one entry in the audit log that says how many. Every process with the registry role does so; two at once do no harm.
/// </summary>
internal sealed class EvidenceRetention(IServiceScopeFactory scopes, IOptions<EvidenceOptions> options, TimeProvider clock, ILogger<EvidenceRetention> log) : Retention(TimeSpan.FromHours(1), clock, log)
{
    /// <summary>The action in the audit log.</summary>
    public const string Action = "evidence.lapse";

    /// <summary>Rows that one change lets go: others wait for it.</summary>
    public const int MostInChange = 500;

    private const string Actor = "registry";

    /// <summary>Changes in one round; what is left comes with the next.</summary>
    private const int MostChanges = 20;

    /// <summary>Ids begin with their time, which is the key's order; the instant itself decides, and may lie a little behind where the grain's clock did.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromDays(2);

    /// <inheritdoc/>
    public override async Task<int> TidyAsync(CancellationToken cancellation)
    {
        var gone = 0;
        for (var i = 0; i < MostChanges; i++)
        {
            var some = await StepAsync(cancellation);
            gone += some;
            if (some < MostInChange)
            {
                break;
            }
        }

        return gone;
    }

    private async Task<int> StepAsync(CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var registry = scope.ServiceProvider.GetRequiredService<RegistryChanges>();
        var db = registry.Db;
        var oldest = registry.Now.AddMonths(-options.Value.Months);
        var lapsed = IsLapsed(oldest, registry.Now.AddMonths(-options.Value.AcceptedMonths));

        // Looked for outside the change, which keeps others waiting. Nothing that is found can come back: evidence stays where it was put, and decisions are final.
        var before = Guid.CreateVersion7(oldest + Margin);
        var evidence = await db.Evidence.Where(row => row.Case == null && row.At < oldest && row.Id.CompareTo(before) < 0)
            .OrderBy(row => row.Id).Select(row => row.Id).Take(MostInChange).ToListAsync(cancellation);
        evidence.AddRange(await db.Evidence.Where(row => db.Cases.Where(lapsed).Any(breach => breach.Id == row.Case))
            .Select(row => row.Id).Take(MostInChange - evidence.Count).ToListAsync(cancellation));
        var cases = await db.Cases.Where(lapsed).Where(breach => !db.Evidence.Any(row => row.Case == breach.Id && !evidence.Contains(row.Id)))
            .Select(breach => breach.Id).Take(MostInChange).ToListAsync(cancellation);
        if (evidence.Count + cases.Count == 0)
        {
            return 0;
        }

        await using var change = await registry.BeginAsync(Actor, Action, cancellation);
        var (pieces, whole) = (0, 0);
        if (evidence.Count > 0)
        {
            pieces = await change.Db.Evidence.Where(row => evidence.Contains(row.Id)).ExecuteDeleteAsync(cancellation);
        }

        if (cases.Count > 0)
        {
            whole = await change.Db.Cases.Where(breach => cases.Contains(breach.Id)).ExecuteDeleteAsync(cancellation);
        }

        if (pieces + whole > 0)
        {
            change.NoteLapse("evidence", ("cases", whole), ("evidence", pieces));
            await registry.CommitAsync(change);
        }

        return pieces + whole;
    }

    /// <summary>Cases whose time is over.</summary>
    private static Expression<Func<BreachCase, bool>> IsLapsed(DateTimeOffset dismissed, DateTimeOffset accepted)
        => breach => (breach.State == CaseState.Dismissed && breach.DecidedAt < dismissed) || (breach.State == CaseState.Accepted && breach.DecidedAt < accepted);
}
