using System.Collections.Concurrent;
using System.Diagnostics;
using OpenTelemetry;

namespace Tta.Observability;

/// <summary>
/// Sends model calls in the background. Bounded in number and in bytes; what exceeds a bound is dropped, or loses its content,
/// and is counted. A receiver that is down or slow costs the application nothing. Thread-safe.
/// </summary>
internal sealed class ModelCallSender : IDisposable
{
    private const int MaxBatchCount = 128;
    private const long MaxBatchContentBytes = 4 * 1024 * 1024;
    private static readonly TimeSpan s_linger = TimeSpan.FromSeconds(1);

    private readonly ModelCallClient _client;
    private readonly ModelCallOptions _options;
    private readonly bool _captureContent;
    private readonly ExportCounters _counters;
    private readonly ConcurrentQueue<ModelCall> _queue = new();
    private readonly ConcurrentQueue<TaskCompletionSource> _flushes = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly SemaphoreSlim _hurry = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _sending;
    private int _waiting;
    private long _waitingBytes;
    private int _isAwake;
    private bool _isClosing;

    public ModelCallSender(ModelCallClient client, ModelCallOptions options, bool captureContent, ExportCounters counters)
    {
        _client = client;
        _options = options;
        _captureContent = captureContent;
        _counters = counters;
        // The loop outlives the caller's flow: it must not carry the caller's span or scopes along.
        using (ExecutionContext.SuppressFlow())
        {
            _sending = Task.Run(RunAsync);
        }
    }

    public void Enqueue(Activity span)
    {
        if (_stop.IsCancellationRequested || Interlocked.Increment(ref _waiting) > _options.QueueSize)
        {
            Interlocked.Decrement(ref _waiting);
            _counters.CountDropped(ExportSignal.ModelCalls, ExportCounters.QueueFull);
            return;
        }

        long bytes = _captureContent ? ModelCall.ContentBytesOf(span) : 0;
        bool withContent = _captureContent && Interlocked.Add(ref _waitingBytes, bytes) <= _options.MaxQueuedContentBytes;
        if (_captureContent && !withContent)
        {
            Interlocked.Add(ref _waitingBytes, -bytes);
            bytes = 0;
            _counters.CountDropped(ExportSignal.ModelCalls, ExportCounters.ContentDropped);
        }

        _queue.Enqueue(new ModelCall(span, bytes, withContent));
        if (Volatile.Read(ref _waiting) >= MaxBatchCount)
        {
            _hurry.Release();
        }

        Wake();
    }

    /// <summary>Sends what was queued before the call.</summary>
    /// <returns>Whether that ended in time; calls that the receiver refused were counted as dropped.</returns>
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
        Wake();
        return _sending.Wait(TimeSpan.FromSeconds(1)) && flushed;
    }

    public void Dispose()
    {
        _stop.Cancel();
        Wake();
        _sending.Wait(TimeSpan.FromSeconds(1));
        _client.Dispose();
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
                    // More calls may join the batch, unless somebody waits or it is full.
                    await _hurry.WaitAsync(s_linger, _stop.Token).ConfigureAwait(false);
                }

                Volatile.Write(ref _isAwake, 0);
                while (_hurry.Wait(0))
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
            _counters.CountDropped(ExportSignal.ModelCalls, ExportCounters.ExportFailed, _queue.Count);
        }
    }

    private async Task SendQueuedAsync()
    {
        var batch = new List<ModelCall>(MaxBatchCount);
        while (!_queue.IsEmpty)
        {
            batch.Clear();
            long bytes = 0;
            while (batch.Count < MaxBatchCount && bytes < MaxBatchContentBytes && _queue.TryDequeue(out ModelCall call))
            {
                batch.Add(call);
                bytes += call.ContentBytes;
            }

            bool isSent = false;
            try
            {
                isSent = await _client.SendAsync(batch, isLastChance: Volatile.Read(ref _isClosing), _stop.Token).ConfigureAwait(false);
            }
            finally
            {
                if (isSent)
                {
                    _counters.CountSent(ExportSignal.ModelCalls, batch.Count);
                }
                else
                {
                    _counters.CountDropped(ExportSignal.ModelCalls, ExportCounters.ExportFailed, batch.Count);
                }

                Interlocked.Add(ref _waiting, -batch.Count);
                Interlocked.Add(ref _waitingBytes, -bytes);
            }
        }
    }
}
