using Digdir.Altinn.Simulation.World;
using CultureInfo = System.Globalization.CultureInfo;

namespace Digdir.Altinn.Simulation.Vendors;

/// <summary>
/// One vendor with all its routines on a virtual clock, calling Altinn through the gateway under test. A routine is an iterator that yields when it wants to
/// go on. What the gateway answers comes back to the routine: the loop is closed. Not thread-safe.
/// </summary>
internal sealed class VendorUnderTest(Surroundings world, Dice dice, GatewayUnderTest gateway)
{
    /// <summary>Things on a page.</summary>
    public const int Page = 25;

    private readonly PriorityQueue<IEnumerator<long>, (long At, long Turn)> _agenda = new();
    private readonly Dictionary<Party, (long At, long Interval)> _firstRefusal = [];
    private readonly ulong[] _things = new ulong[Page];
    private long _turn;
    private bool _restarted;

    public long Now { get; private set; } = Calendar.Start;

    public Dice Dice => dice;

    public Surroundings World => world;

    public GatewayUnderTest Gateway => gateway;

    public Truth Truth => gateway.Truth;

    /// <summary>Starts a routine at the instant.</summary>
    public void Start(long at, IEnumerable<long> routine)
        => _agenda.Enqueue(routine.GetEnumerator(), (Math.Max(at, Now), _turn++));

    /// <summary>Lets time pass until the end of the run, or until it is enough.</summary>
    public void Run(Func<VendorUnderTest, bool>? enough = null)
    {
        while (_agenda.TryDequeue(out var routine, out var due) && due.At < world.End)
        {
            Now = due.At;
            if (!_restarted && Now >= world.Restart)
            {
                _restarted = true;
                gateway.Restart(Now);
            }

            if (routine.MoveNext())
            {
                _agenda.Enqueue(routine, (Math.Max(routine.Current, Now), _turn++));
            }
            else
            {
                routine.Dispose();
            }

            if (enough?.Invoke(this) == true)
            {
                return;
            }
        }

        Now = world.End;
        gateway.Pass(Now);
    }

    /// <summary>Reads a party's overview.</summary>
    /// <param name="party">The party.</param>
    /// <param name="caller">Who reads.</param>
    /// <param name="purpose">Why.</param>
    /// <param name="query">Its query; that of the party's page when null.</param>
    /// <param name="filter">Which half of the things is asked for, 0 to 63; -1 for all.</param>
    /// <param name="page">Which page, from 0.</param>
    /// <param name="declared">The event it reacts to, when the vendor says so.</param>
    /// <param name="validates">True when it sends back the validator of the answer before: the product then answers 304 while nothing has changed.</param>
    public Reply List(Party party, Caller caller, Purpose purpose, string? query = null, int filter = -1, int page = 0, string? declared = null, bool validates = false)
        => Overview(Operations.DialogSearch, party, caller, purpose, query ?? party.PageQuery(page), filter, page, declared, validates);

    /// <summary>Asks for the state of a form of the party's, which changes when its inbox does.</summary>
    public Reply Ask(Party party, string query, Caller caller, Purpose purpose)
    {
        party.Advance(Now);
        var form = party.Items[0];
        var call = new SimulatedCall(Operations.ProcessGet, Item.NameOf(party.Key), query, party, caller);
        if (Stopped(call, purpose, party) is { } stopped)
        {
            return stopped;
        }

        var news = party.Latest.ChangedAt > form.AskedAt ? 1 : 0;
        form.AskedAt = party.Latest.ChangedAt;
        return Answer(call, new SimulatedAnswer(200, 0, 700) { Body = Dice.Mix((ulong)form.AskedAt, 11) }, 0, purpose, news, 0);
    }

    /// <summary>Lists a party's messages through the interface that is not for it.</summary>
    public Reply WrongList(Party party, Caller caller, Purpose purpose)
        => Overview(Operations.MessageList, party, caller, purpose, "?resourceId=demo&role=Recipient&status=Published", -1, 0, null, false);

    /// <summary>Opens one thing of a party.</summary>
    public Reply Open(Party party, Item item, Caller caller, Purpose purpose, string? declared = null)
    {
        var call = new SimulatedCall(Operations.DialogGet, item.Name, "", party, caller) { Declared = declared };
        if (Stopped(call, purpose, null) is { } stopped)
        {
            return stopped;
        }

        var news = item.SeenOpen == item.Revision ? 0 : 1;
        item.SeenOpen = item.Revision;
        _things[0] = SimulatedFacts.Thing(item, ((ulong)item.Marks << 32) | item.Revision);
        return Answer(call, new SimulatedAnswer(200, 0, 4_000) { IsList = true, CreatedAt = item.CreatedAt }, 1, purpose, news, 0);
    }

    /// <summary>Opens one of many things that the run does not keep: an archive's, never read twice.</summary>
    public Reply OpenArchived(Party party, ulong id, Caller caller, Purpose purpose)
    {
        var name = Item.NameOf(id);
        var call = new SimulatedCall(Operations.DialogGet, name, "", party, caller);
        if (Stopped(call, purpose, null) is { } stopped)
        {
            return stopped;
        }

        _things[0] = SimulatedFacts.Thing(name);
        return Answer(call, new SimulatedAnswer(200, 0, 4_000) { IsList = true, CreatedAt = Calendar.Start - (long)(id % (3 * 365)) * Calendar.Day }, 1, purpose, 1, 0);
    }

    /// <summary>Asks for what lies at a party's number, whether or not there is anything.</summary>
    public Reply OpenNumber(long partyId, bool exists, Caller caller, Purpose purpose)
    {
        var call = new SimulatedCall(Operations.ActiveInstances, partyId.ToString(CultureInfo.InvariantCulture), "", null, caller);
        if (Stopped(call, purpose, null) is { } stopped)
        {
            return stopped;
        }

        _things[0] = SimulatedFacts.Thing(Item.NameOf((ulong)partyId));
        var status = exists ? 200 : dice.Chance(0.5) ? 403 : 404;
        return Answer(call, new SimulatedAnswer(status, 0, 300) { IsList = exists }, exists ? 1 : 0, purpose, 1, 0);
    }

    /// <summary>Asks how one's own submission fares.</summary>
    public Reply Status(Party party, string instance, int state, Caller caller)
    {
        var call = new SimulatedCall(Operations.ProcessGet, instance, "", party, caller);
        return Stopped(call, Purpose.Status, null)
            ?? Answer(call, new SimulatedAnswer(200, 0, 700) { Body = Dice.Mix((ulong)state, 7) }, 0, Purpose.Status, 0, 0);
    }

    /// <summary>Changes something.</summary>
    public Reply Write(SimulatedOperation operation, string? name, Party party, Caller caller)
    {
        var call = new SimulatedCall(operation, name, "", party, caller);
        return Stopped(call, Purpose.Write, null)
            ?? Answer(call, new SimulatedAnswer(204, 0, 0), 0, Purpose.Write, 0, 0);
    }

    private Reply Overview(SimulatedOperation operation, Party party, Caller caller, Purpose purpose, string query, int filter, int page, string? declared, bool validates)
    {
        party.Advance(Now);
        validates &= party.ValidatedAt > 0;
        var call = new SimulatedCall(operation, null, query, party, caller) { Declared = declared, Validates = validates };
        if (Stopped(call, purpose, party) is { } stopped)
        {
            return stopped;
        }

        int count = 0, news = 0, fresh = 0;
        if (validates && party.ValidatedAt == party.Latest.ChangedAt)
        {
            return Answer(call, new SimulatedAnswer(304, 0, 0), 0, purpose, 0, 0);
        }

        party.ValidatedAt = party.Latest.ChangedAt;
        var items = party.Items;
        var oldest = long.MaxValue;
        var i = items.Count - 1 - (page * Page);
        for (; i >= 0 && count < Page; i--)
        {
            var item = items[i];
            if (filter >= 0 && ((item.Id >> filter) & 1) == 0)
            {
                continue;
            }

            if (item.SeenInList != item.Revision)
            {
                news++;
                fresh += Now - item.ChangedAt <= Calendar.Hour ? 1 : 0;
                item.SeenInList = item.Revision;
                oldest = Math.Min(oldest, item.ChangedAt);
            }

            _things[count++] = SimulatedFacts.Thing(item, (ulong)item.ChangedAt);
        }

        if (_firstRefusal.Count > 0 && purpose == Purpose.Poll && _firstRefusal.Remove(party, out var refused) && news > 0)
        {
            // Without the refusals the next attempt after the change would have found it.
            Truth.Delayed(Now - Math.Max(refused.At, oldest), refused.Interval);
        }

        var answer = new SimulatedAnswer(200, 0, 120 + (900L * count)) { IsList = true, Cursor = i >= 0 ? party.Cursor(page + 1) : null };
        return Answer(call, answer, count, purpose, news, fresh);
    }

    private Reply Answer(in SimulatedCall call, in SimulatedAnswer answer, int things, Purpose purpose, int news, int fresh)
    {
        Truth.Answered(purpose, news, fresh, isOverview: call.Name is null);
        gateway.Hear(call, answer, _things.AsSpan(0, things), Now);
        return new Reply(answer.Status, 0, news, world.Latency());
    }

    /// <summary>The refusal or failure that the call meets, or null.</summary>
    private Reply? Stopped(in SimulatedCall call, Purpose purpose, Party? party)
    {
        Truth.Made(purpose, Now);
        if (gateway.Refuses(call, Now, out var seconds, out var interval))
        {
            Truth.RefusedCall(purpose, isCredited: purpose switch
            {
                Purpose.Status or Purpose.Write => true,
                Purpose.Event => call.Party?.CalledFor > 0,
                Purpose.Person => call.Caller.Person is not null,
                _ => false,
            });
            if (party is not null && purpose == Purpose.Poll)
            {
                _firstRefusal.TryAdd(party, (Now, interval));
            }

            return new Reply(429, seconds, 0, 1);
        }

        if (call.Party is { CalledFor: > 0 } called)
        {
            called.CalledFor--;
        }

        var (status, wait) = world.Trouble(Now);
        if (status == 0)
        {
            return null;
        }

        gateway.Hear(call, new SimulatedAnswer(status, wait, 200), [], Now);
        return new Reply(status, wait, 0, world.Latency());
    }
}
