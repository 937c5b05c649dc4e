using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Digdir.Altinn.Gateway.Overruns;
using Digdir.Altinn.Gateway.Traces;
using Digdir.Altinn.Gateway.Vendors;
using Digdir.Altinn.Grains;
using Digdir.Altinn.Grains.Hashing;
using Digdir.Altinn.Grains.Observations;
using Microsoft.Extensions.Options;

namespace Digdir.Altinn.Gateway.Observations;

/// <summary>
/// Reads answers after they were sent and tells the observer, away from the requests: a bounded queue, emptied by a few work items that exist only while there
/// is something in it. What is too much is left out and counted, never waited for. Thread-safe.
/// </summary>
internal sealed partial class ObservedCalls : IThreadPoolWorkItem
{
    /// <summary>Calls handled before another work item gets its turn on the thread.</summary>
    private const int Turn = 64;

    /// <summary>Objects kept for later calls.</summary>
    private const int MostSpare = 1024;

    private readonly ConcurrentQueue<ObservedCall> _waiting = new();
    private readonly ConcurrentQueue<ObservedCall> _spare = new();
    private readonly Origins _origins = new();
    private readonly ObservationMapper _mapper;
    private readonly IObserver _observer;
    private readonly ObservationOptions _options;
    private readonly ObservationMetrics _metrics;
    private readonly ILogger<ObservedCalls> _logger;
    private readonly OverrunMonitor _overruns;
    private readonly TraceRecorder? _trace;
    private readonly int _mostReaders;
    private int _readers;
    private int _waitingCalls;
    private int _spareCalls;
    private long _waitingBytes;

    [ThreadStatic]
    private static AnswerThings? _things;

    [ThreadStatic]
    private static Observation[]? _parties;

    public ObservedCalls(
        ObservationMapper mapper, IObserver observer, OverrunMonitor overruns, TraceRecorder trace, IOptions<ObservationOptions> options, ObservationMetrics metrics,
        ILogger<ObservedCalls> logger)
    {
        _overruns = overruns;
        _trace = trace.IsOn ? trace : null;
        _mapper = mapper;
        _observer = observer;
        _options = options.Value;
        _metrics = metrics;
        _logger = logger;
        _mostReaders = _options.Readers > 0 ? _options.Readers : Math.Max(1, Environment.ProcessorCount / 4);
    }

    /// <summary>Work items under way; 0 when nothing waits.</summary>
    internal int Readers => Volatile.Read(ref _readers);

    /// <summary>What things are hashed with.</summary>
    public IdentityHash Keys => _mapper.Keys;

    /// <summary>An object for a call.</summary>
    public ObservedCall Take()
    {
        if (_spare.TryDequeue(out var call))
        {
            Interlocked.Decrement(ref _spareCalls);
            return call;
        }

        return new ObservedCall(this);
    }

    /// <summary>Takes a call that has ended.</summary>
    public void Enqueue(ObservedCall call)
    {
        if (Interlocked.Increment(ref _waitingCalls) > _options.WaitingCalls)
        {
            Interlocked.Decrement(ref _waitingCalls);
            _metrics.Unobserved();
            Give(call);
            return;
        }

        if (call.Tee.KeptLength > 0 && Interlocked.Add(ref _waitingBytes, call.Tee.KeptLength) > _options.WaitingBytes)
        {
            Interlocked.Add(ref _waitingBytes, -call.Tee.KeptLength);
            _metrics.Unread(call.Question.Group.Product, "busy");
            call.Tee.Forget();
        }

        _waiting.Enqueue(call);
        SendReader();
    }

    /// <summary>Observation of a call failed before it could be queued.</summary>
    public void Failed(Exception surprise)
    {
        _metrics.Failed();
        Log.Surprise(_logger, surprise);
    }

    void IThreadPoolWorkItem.Execute()
    {
        for (var handled = 0; _waiting.TryDequeue(out var call); handled++)
        {
            Interlocked.Decrement(ref _waitingCalls);
            Interlocked.Add(ref _waitingBytes, -call.Tee.KeptLength);
            Handle(call);
            if (handled == Turn)
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                return;
            }
        }

        Interlocked.Decrement(ref _readers);

        // What came between the last look and the line above has nobody yet.
        if (!_waiting.IsEmpty)
        {
            SendReader();
        }
    }

    /// <summary>One more reader, unless there are as many as there may be. Counted only when it goes: a count that is wrong once stays wrong, and nobody reads any more.</summary>
    private void SendReader()
    {
        var readers = Volatile.Read(ref _readers);
        while (readers < _mostReaders)
        {
            var before = Interlocked.CompareExchange(ref _readers, readers + 1, readers);
            if (before == readers)
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                return;
            }

            readers = before;
        }
    }

    private void Handle(ObservedCall call)
    {
        try
        {
            Tell(call);
        }
        catch (Exception surprise)
        {
            Failed(surprise);
        }

        Give(call);
    }

    private void Give(ObservedCall call)
    {
        call.Clear();
        if (Interlocked.Increment(ref _spareCalls) <= MostSpare)
        {
            _spare.Enqueue(call);
        }
        else
        {
            Interlocked.Decrement(ref _spareCalls);
        }
    }

    private void Tell(ObservedCall call)
    {
        var things = _things ??= new AnswerThings();
        things.Clear();
        ref var question = ref call.Question;
        if (question.Unknown > 0)
        {
            _metrics.Unknown(question.Group.Product, question.Unknown);
        }

        var answer = call.Answer;
        if (call.Tee.Kept is { } kept && answer.Body != 0)
        {
            answer = answer with { Body = Read(call, kept, things) };
            if (things.CursorGiven != 0)
            {
                answer = answer with { CursorGiven = things.CursorGiven };
            }

            if (things.Count == 1)
            {
                answer = answer with { CreatedAt = things.CreatedAt };
            }

            if (things.IsCut)
            {
                answer = answer with { Facts = answer.Facts | ObservationFacts.ThingsCut };
            }
        }

        var vendor = VendorOf(call);
        Span<int> ends = stackalloc int[question.PartyCount];
        var listed = things.ByParty(ends);
        var parties = Room(question.PartyCount);
        for (var i = 0; i < parties.Length; i++)
        {
            var own = ends[i] - (i == 0 ? 0 : ends[i - 1]);
            parties[i] = _mapper.Observe(question, i, answer, things.Count < 0 ? -1 : parties.Length == 1 ? things.Count : own);
        }

        _observer.Observe(vendor, parties, ends, listed);
        if (_trace is not null && call.Operation is { } operation)
        {
            for (var i = 0; i < parties.Length; i++)
            {
                _trace.Record(vendor, operation, parties[i], listed[(i == 0 ? 0 : ends[i - 1])..ends[i]], first: i == 0);
            }
        }

        if (call.Upstream is { } upstream && !vendor.IsUnknown)
        {
            // A write takes as long as its sender: only how long an answer to a read takes says how the product is.
            var took = question.Group.Class == ReadClass.Write ? 0 : upstream.TotalMilliseconds;
            _overruns.Hear(question.Group.Product, vendor, took, call.ProductFailed, question.At);
        }
    }

    /// <summary>Room for what a call shows of its parties: the thread's own, used again.</summary>
    private static Span<Observation> Room(int parties)
    {
        if (_parties is null || _parties.Length < parties)
        {
            _parties = new Observation[parties == 1 ? 1 : CallQuestion.MostParties];
        }

        return _parties.AsSpan(0, parties);
    }

    /// <summary>Whose the call is: a portal session, of which the token does not say, is that vendor's whose machines call from the same address.</summary>
    private VendorId VendorOf(ObservedCall call)
    {
        ref readonly var question = ref call.Question;
        if (call.Vendor.IsUnknown)
        {
            return _origins.VendorOf(question.Origin, question.At) ?? VendorId.Unknown;
        }

        if ((question.Facts & ObservationFacts.Person) == 0)
        {
            _origins.Saw(question.Origin, call.Vendor, question.At);
        }

        return call.Vendor;
    }

    /// <summary>Reads what was kept of the answer.</summary>
    /// <returns>The body's hash: of what it says rather than of how it was compressed, as far as that is known.</returns>
    private ulong Read(ObservedCall call, byte[] kept, AnswerThings things)
    {
        if (call.Encoding is not { } encoding)
        {
            return Read(call, kept.AsSpan(0, call.Tee.KeptLength), call.Tee.IsWhole, call.Answer.Body, things);
        }

        if (!AnswerDecoding.Knows(encoding))
        {
            Unread(call, "encoding");
            return call.Answer.Body;
        }

        var length = AnswerDecoding.Decode(kept, call.Tee.KeptLength, encoding, _options.DecodedBytes, out var decoded, out var isWhole);
        isWhole &= call.Tee.IsWhole;
        var said = decoded.AsSpan(0, length);
        var body = Read(call, said, isWhole, isWhole ? XxHash64.Of(said, Keys.Seed) : call.Answer.Body, things);
        CryptographicOperations.ZeroMemory(said);
        ArrayPool<byte>.Shared.Return(decoded);
        return body == 0 ? 1 : body;
    }

    private ulong Read(ObservedCall call, ReadOnlySpan<byte> said, bool isWhole, ulong body, AnswerThings things)
    {
        if (!call.IsJson || call.Plan is not { IsRead: true } plan)
        {
            return body;
        }

        if (plan.HasItems)
        {
            AnswerReader.Read(said, isWhole, plan, call.Question.Parties, Keys, things, call.Aliases);
            if (!isWhole || things.Count < 0)
            {
                Unread(call, isWhole ? "not_understood" : "too_large");
            }
        }

        // What a GraphQL answer calls things is the caller's choice, call by call.
        return (plan.Volatile.Length > 0 || call.IsGraph) && isWhole && AnswerReader.HashOf(said, plan, Keys.Seed, isNamed: !call.IsGraph) is var settled and not 0 ? settled : body;
    }

    private void Unread(ObservedCall call, string reason)
    {
        if (call.Plan is { HasItems: true } && call.IsJson)
        {
            _metrics.Unread(call.Question.Group.Product, reason);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A call could not be observed for a reason nobody expected")]
        public static partial void Surprise(ILogger logger, Exception surprise);
    }
}
