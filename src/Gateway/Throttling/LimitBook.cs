using System.Collections.Concurrent;
using Digdir.Altinn.Gateway.Catalogue;
using Digdir.Altinn.Grains.Limits;
using Digdir.Altinn.VendorRegistry.Pictures;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.Gateway.Throttling;

/// <summary>
/// Which limits a call is checked against: the operation's documented limit per client, the class's, the product's and the vendor's own, most specific
/// first. Sets are built once per (plan, operation, client) and kept, because gates compare them by reference. Thread-safe; a hit allocates nothing.
/// </summary>
internal sealed class LimitBook(IOptions<LimitsOptions> options)
{
    /// <summary>Sets kept before the book starts over: far more than vendors times clients times operations with a limit of their own.</summary>
    private const int Capacity = 500_000;

    private readonly LimitsOptions _options = options.Value;
    private readonly PlanPicture _defaultPlan = new(options.Value.Vendor.Rate, options.Value.Vendor.Burst, options.Value.Vendor.RatePerCustomer, options.Value.Vendor.MaxRate);
    private readonly ConcurrentDictionary<Page, ThrottledSet> _sets = new();

    public ThrottledSet SetFor(Call call)
    {
        var operation = call.Operation;
        var client = operation.Limit is null ? 0 : call.Token?.Caller?.ClientKey ?? 0;
        var page = new Page(operation, call.Vendor?.Plan ?? _defaultPlan, client);
        if (_sets.TryGetValue(page, out var set))
        {
            return set;
        }

        if (_sets.Count >= Capacity)
        {
            _sets.Clear();
        }

        return _sets.GetOrAdd(page, static (page, book) => book.Write(page), this);
    }

    private ThrottledSet Write(Page page)
    {
        List<Limit> limits = [];
        var operation = page.Operation;
        if (operation.Limit is { } documented)
        {
            limits.Add(new Limit(new LimitKey(operation.Id.Replace('.', '-'), page.Client), Allowance.Per(documented.Calls, documented.Seconds)));
        }

#pragma warning disable CA1308 // Policy names are lower case so that they are also valid structured field Tokens.
        var kind = operation.Kind.ToString().ToLowerInvariant();
#pragma warning restore CA1308
        if (_options.Classes.TryGetValue(kind, out var ofClass))
        {
            limits.Add(LimitOf(kind, ofClass));
        }

        if (_options.Products.TryGetValue(operation.Product.Id, out var ofProduct))
        {
            limits.Add(LimitOf(operation.Product.Id, ofProduct));
        }

        var plan = page.Plan;
        limits.Add(new Limit(new LimitKey("vendor", 0), new Allowance(plan.Rate, plan.Burst), SharedByCustomers: true)
        {
            RatePerCustomer = plan.RatePerCustomer,
            MaxRate = Math.Max(plan.Rate, plan.MaxRate),
        });
        return new ThrottledSet(new LimitSet(limits), operation.Cost, _options.HeaderDraft);
    }

    private static Limit LimitOf(string name, AllowanceOptions allowance)
        => new(new LimitKey(name, 0), new Allowance(allowance.Rate, allowance.Burst), SharedByCustomers: true)
        {
            RatePerCustomer = allowance.RatePerCustomer,
            MaxRate = Math.Max(allowance.Rate, allowance.MaxRate),
        };

    /// <summary>Operations are compared by reference: a reloaded catalogue has new ones, and with them new pages.</summary>
    private readonly record struct Page(Operation Operation, PlanPicture Plan, ulong Client)
    {
        public bool Equals(Page other) => ReferenceEquals(Operation, other.Operation) && Client == other.Client && (ReferenceEquals(Plan, other.Plan) || Plan == other.Plan);

        public override int GetHashCode() => HashCode.Combine(System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(Operation), Client, Plan.Rate);
    }
}
