namespace Digdir.Altinn.Gateway.Telemetry;

/// <summary>
/// Lines on their way to the log: one bounded buffer that callers fill with whole lines and one thread that empties it. A caller never waits for the output;
/// when the buffer is full the line is dropped and counted, and the count is written when there is room again. Thread-safe. Allocates nothing per line.
/// </summary>
internal sealed class LogLines : IDisposable
{
    private readonly Stream _output;
    private readonly Func<long, byte[]> _dropNotice;
    private readonly Lock _guard = new();
    private readonly Lock _outputGuard = new();
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly Thread _thread;
    private byte[] _filling;
    private byte[] _emptying;
    private int _filled;
    private long _dropped;
    private long _droppedTold;
    private bool _woken;
    private volatile bool _stopping;

    /// <param name="output">Where lines go. Not disposed.</param>
    /// <param name="capacity">Bytes that can wait; twice that is allocated.</param>
    /// <param name="dropNotice">Makes the line, with its line end, that tells how many lines were dropped.</param>
    public LogLines(Stream output, int capacity, Func<long, byte[]> dropNotice)
    {
        _output = output;
        _dropNotice = dropNotice;
        _filling = new byte[capacity];
        _emptying = new byte[capacity];

        // A thread of its own: an output that blocks must not cost the pool one of its few.
        _thread = new Thread(Empty) { IsBackground = true, Name = "log" };
        _thread.Start();
    }

    /// <summary>Lines dropped so far.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Adds a line, which ends with its line end. False when it was dropped.</summary>
    public bool TryAdd(ReadOnlySpan<byte> line)
    {
        bool wake;
        lock (_guard)
        {
            if (_stopping || line.Length > _filling.Length - _filled)
            {
                _dropped++;
                return false;
            }

            line.CopyTo(_filling.AsSpan(_filled));
            _filled += line.Length;
            wake = !_woken && _filled > _filling.Length / 2;
            _woken |= wake;
        }

        if (wake)
        {
            _wake.Set();
        }

        return true;
    }

    /// <summary>Writes what waits, now, on the caller's thread.</summary>
    public void Flush()
    {
        lock (_outputGuard)
        {
            int count;
            long dropped;
            lock (_guard)
            {
                (_filling, _emptying) = (_emptying, _filling);
                (count, _filled) = (_filled, 0);
                _woken = false;
                dropped = _dropped - _droppedTold;
                _droppedTold = _dropped;
            }

            try
            {
                if (count > 0)
                {
                    _output.Write(_emptying, 0, count);
                }

                if (dropped > 0)
                {
                    _output.Write(_dropNotice(dropped));
                }

                if (count > 0 || dropped > 0)
                {
                    _output.Flush();
                }
            }
            catch (Exception failure) when (failure is IOException or ObjectDisposedException or UnauthorizedAccessException)
            {
                // The log's reader is gone. Traffic goes on without a log rather than not at all.
            }
        }
    }

    /// <summary>Writes the rest and ends the thread. Lines added later are dropped.</summary>
    public void Dispose()
    {
        if (_stopping)
        {
            return;
        }

        _stopping = true;
        _wake.Set();
        if (_thread.Join(TimeSpan.FromSeconds(5)))
        {
            Flush();
            _wake.Dispose();
        }
    }

    private void Empty()
    {
        while (!_stopping)
        {
            // Ten writes a second: a reader notices no delay, and thousands of lines share one system call.
            _wake.WaitOne(TimeSpan.FromMilliseconds(100));
            Flush();
        }
    }
}
