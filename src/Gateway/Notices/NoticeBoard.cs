using System.Collections.Frozen;
using System.Collections.Immutable;
using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.VendorRegistry.Pictures;

namespace Digdir.Altinn.Gateway.Notices;

/// <summary>
/// One picture's notices by operation: compiled once per picture and catalogue, so that a call to an operation that no notice is about costs the look at one
/// place of an array. Immutable.
/// </summary>
internal sealed class NoticeBoard
{
    private readonly OperationNotices?[] _byOrdinal;

    private NoticeBoard(RegistryPicture registry, OperationCatalogue catalogue, OperationNotices?[] byOrdinal)
    {
        Registry = registry;
        Catalogue = catalogue;
        _byOrdinal = byOrdinal;
    }

    /// <summary>The picture it was made from.</summary>
    public RegistryPicture Registry { get; }

    /// <summary>The catalogue it was made for.</summary>
    public OperationCatalogue Catalogue { get; }

    /// <summary>Puts up the board. Pure.</summary>
    /// <param name="registry">The picture.</param>
    /// <param name="catalogue">The catalogue.</param>
    /// <param name="environment">The node's: notices about the other one do not concern it.</param>
    public static NoticeBoard Of(RegistryPicture registry, OperationCatalogue catalogue, AltinnEnvironment environment)
    {
        var notices = registry.Notices.Where(notice => Matters(notice) && notice.Environments.Contains(environment)).ToList();
        var windows = registry.Maintenance.Where(window => window.Environment == environment).ToList();
        if (notices.Count == 0 && windows.Count == 0)
        {
            return new NoticeBoard(registry, catalogue, []);
        }

        return new NoticeBoard(registry, catalogue, [.. catalogue.Operations.Select(operation => Compile(operation, notices, windows, registry, environment))]);
    }

    /// <summary>What is said about an operation; null when nothing is.</summary>
    /// <param name="operation">Of this board's catalogue or, while that is being replaced, of the one before.</param>
    public OperationNotices? Find(Operation operation)
    {
        var byOrdinal = _byOrdinal;
        if (byOrdinal.Length == 0)
        {
            return null;
        }

        if (operation.Ordinal < byOrdinal.Length && ReferenceEquals(Catalogue.Operations[operation.Ordinal], operation))
        {
            return byOrdinal[operation.Ordinal];
        }

        return Catalogue.Find(operation.Id) is { } same ? byOrdinal[same.Ordinal] : null;
    }

    /// <summary>What was removed stays so after its notice is completed.</summary>
    private static bool Matters(NoticePicture notice) => notice.Kind switch
    {
        NoticeKind.BreakingChange => notice.Stands || (notice is { State: NoticeState.Completed, Removes: true }),
        NoticeKind.Maintenance => notice.Stands,
        _ => false,
    };

    private static OperationNotices? Compile(
        Operation operation, List<NoticePicture> notices, List<MaintenancePicture> windows, RegistryPicture registry, AltinnEnvironment environment)
    {
        var about = notices.Where(notice => IsAbout(notice, operation)).ToList();
        var their = windows.Where(window => window.Product is null || string.Equals(window.Product, operation.Product.Id, StringComparison.Ordinal))
            .Select(window => WorkOf(window, registry)).ToList();
        if (about.Count == 0 && their.Count == 0)
        {
            return null;
        }

        var owners = about.SelectMany(notice => notice.ServiceOwners).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        return Make(operation, about.Where(notice => notice.ServiceOwners.IsEmpty), their, environment, owners.Count == 0 ? null : owners.ToFrozenDictionary(
            owner => owner,
            owner => Make(operation, about.Where(notice => notice.ServiceOwners.IsEmpty || notice.ServiceOwners.Contains(owner, StringComparer.OrdinalIgnoreCase)), their, environment, null),
            StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>What an operator has switched on, under the name of its notice where it has one that is public.</summary>
    private static PlannedWork WorkOf(MaintenancePicture window, RegistryPicture registry)
        => window.Notice is { } id && registry.FindNotice(id) is { } notice
            ? new PlannedWork(id, window.From, window.Until, notice)
            : new PlannedWork(window.Id, window.From, window.Until, null);

    private static bool IsAbout(NoticePicture notice, Operation operation)
        => notice.Operations.IsEmpty
            ? notice.Products.IsEmpty || notice.Products.Contains(operation.Product.Id, StringComparer.Ordinal)
            : notice.Operations.Contains(operation.Id, StringComparer.Ordinal);

    private static OperationNotices Make(
        Operation operation, IEnumerable<NoticePicture> about, List<PlannedWork> windows, AltinnEnvironment environment, FrozenDictionary<string, OperationNotices>? byOwner)
    {
        var all = about.ToList();
        var changes = all.Where(notice => notice.Kind == NoticeKind.BreakingChange).OrderBy(notice => notice.StartsAt ?? DateTimeOffset.MaxValue).ThenBy(notice => notice.Id).ToImmutableArray();
        var announced = all.Where(notice => notice is { Kind: NoticeKind.Maintenance, StartsAt: not null })
            .Select(notice => new PlannedWork(notice.Id, notice.StartsAt.GetValueOrDefault(), notice.EndsAt, notice));
        return new OperationNotices(
            changes,
            [.. announced.Concat(windows).OrderBy(work => work.From).ThenBy(work => work.Id)],
            Continues(operation) ? [] :
            [
                .. changes.Where(change => change.Stands)
                    .SelectMany(change => change.Brownouts.Where(brownout => brownout.Environment == environment).Select(brownout => new PlannedBrownout(brownout.From, brownout.Until, change)))
                    .OrderBy(brownout => brownout.From),
            ])
        {
            ByServiceOwner = byOwner,
        };
    }

    /// <summary>Calls that carry on an upload in parts: one that has begun is let finish.</summary>
    private static bool Continues(Operation operation) => operation.ExpiredTokenGrace > TimeSpan.Zero && !HttpMethods.IsPost(operation.Method);
}
