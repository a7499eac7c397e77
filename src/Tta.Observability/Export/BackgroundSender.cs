using System.Collections.Concurrent;
using OpenTelemetry;

namespace Tta.Observability;

/// <summary>
/// Sends items in the background, in batches. Bounded: what exceeds the queue is dropped and counted. A receiver that is down
/// or slow costs the application nothing. Thread-safe.
/// </summary>
internal abstract class BackgroundSender<T> : IDisposable
{
    private const long MaxBatchBytes = 4 * 1024 * 1024;
    private static readonly TimeSpan s_ending = TimeSpan.FromSeconds(1);

    private readonly ExportSignal _signal;
    private readonly int _capacity;
    private readonly ConcurrentQueue<T> _queue = new();
    private readonly ConcurrentQueue<TaskCompletionSource> _flushes = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly SemaphoreSlim _hurry = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _sending;
    private int _waiting;
    private int _isAwake;
    private bool _isClosing;

    protected BackgroundSender(ExportSignal signal, int capacity, ModelCallTarget target, ExportCounters counters, ProblemLog problems)
    {
        _signal = signal;
        Target = target;
        _capacity = capacity;
        Counters = counters;
        Problems = problems;
        // The loop outlives the caller's flow: it must not carry the caller's span or scopes along.
        using (ExecutionContext.SuppressFlow())
        {
            _sending = Task.Run(RunAsync);
        }
    }

    protected ModelCallTarget Target { get; }

    protected ExportCounters Counters { get; }

    protected ProblemLog Problems { get; }

    /// <summary>Sends what was queued before the call.</summary>
    /// <returns>Whether that ended in time; items that the receiver refused were counted as dropped.</returns>
    public bool Flush(int timeoutMs)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _flushes.Enqueue(done);
        _hurry.Release();
        Wake();
        return Task.WaitAny([done.Task, _sending], timeoutMs) >= 0;
    }

    /// <summary>Sends what is queued, without retries that would not end in time, and stops.</summary>
    public bool Shutdown(int timeoutMs)
    {
        Volatile.Write(ref _isClosing, true);
        bool flushed = Flush(timeoutMs);
        _stop.Cancel();
        return _sending.Wait(s_ending) && flushed;
    }

    public void Dispose()
    {
        _stop.Cancel();
        _sending.Wait(s_ending);
        GC.SuppressFinalize(this);
    }

    /// <summary>Takes a place in the queue.</summary>
    /// <returns>False when there is none; the loss is counted.</returns>
    protected bool TryReserve()
    {
        if (!_stop.IsCancellationRequested && Interlocked.Increment(ref _waiting) <= _capacity)
        {
            return true;
        }

        Interlocked.Decrement(ref _waiting);
        Counters.CountDropped(_signal, ExportCounters.QueueFull);
        return false;
    }

    /// <summary>Puts an item on the place taken by <see cref="TryReserve"/>.</summary>
    protected void Enqueue(T item)
    {
        _queue.Enqueue(item);
        if (Volatile.Read(ref _waiting) >= Target.BatchCount)
        {
            _hurry.Release();
        }

        Wake();
    }

    /// <summary>Called by one thread at a time.</summary>
    /// <param name="batch">At least one item.</param>
    /// <param name="isLastChance">Whether there is no time for a second attempt.</param>
    /// <param name="cancel">Ends the attempts.</param>
    /// <returns>How many of them the receiver accepted.</returns>
    protected abstract Task<int> SendAsync(IReadOnlyList<T> batch, bool isLastChance, CancellationToken cancel);

    /// <summary>Memory that an item holds, apart from its fixed part.</summary>
    protected virtual long BytesOf(T item) => 0;

    /// <summary>The batch was sent or lost, and its memory is free.</summary>
    protected virtual void Release(long bytes)
    {
    }

    private void Wake()
    {
        if (Interlocked.Exchange(ref _isAwake, 1) == 0)
        {
            _wake.Release();
        }
    }

    private async Task RunAsync()
    {
        using IDisposable quiet = SuppressInstrumentationScope.Begin();
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                await _wake.WaitAsync(_stop.Token).ConfigureAwait(false);
                if (_flushes.IsEmpty)
                {
                    // More items may join the batch, unless somebody waits or it is full.
                    await _hurry.WaitAsync(Target.FlushInterval, _stop.Token).ConfigureAwait(false);
                }

                Volatile.Write(ref _isAwake, 0);
                while (_hurry.Wait(0, CancellationToken.None))
                {
                    // Signals that have done their work.
                }

                var waiting = new List<TaskCompletionSource>();
                while (_flushes.TryDequeue(out TaskCompletionSource? flush))
                {
                    waiting.Add(flush);
                }

                await SendQueuedAsync().ConfigureAwait(false);
                waiting.ForEach(static flush => flush.TrySetResult());
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The end.
        }
        finally
        {
            Counters.CountDropped(_signal, ExportCounters.ExportFailed, _queue.Count);
        }
    }

    private async Task SendQueuedAsync()
    {
        var batch = new List<T>(Math.Min(Target.BatchCount, 128));
        while (!_queue.IsEmpty)
        {
            batch.Clear();
            long bytes = 0;
            while (batch.Count < Target.BatchCount && bytes < MaxBatchBytes && _queue.TryDequeue(out T? item))
            {
                batch.Add(item);
                bytes += BytesOf(item);
            }

            int sent = 0;
            try
            {
                sent = await SendAsync(batch, Volatile.Read(ref _isClosing), _stop.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // One batch that cannot be sent must not end the sending of others.
                Problems.Report("background-export-defect", $"cannot export {_signal}: {e.GetType().Name}: {e.Message}. Please report this");
            }
            finally
            {
                Counters.CountSent(_signal, sent);
                Counters.CountDropped(_signal, ExportCounters.ExportFailed, batch.Count - sent);
                Interlocked.Add(ref _waiting, -batch.Count);
                Release(bytes);
            }
        }
    }
}
