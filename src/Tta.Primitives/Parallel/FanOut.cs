using System.Globalization;
using System.Runtime.ExceptionServices;

namespace Tta.Primitives;

/// <summary>One execution of parallel branches: a bounded number of workers take branch after branch.</summary>
internal sealed class FanOut<TIn>(
    BranchRun<TIn>[] runs,
    TIn input,
    WorkflowContext context,
    BranchOptions options,
    string? spanName,
    string indexAttribute,
    CancellationToken cancellationToken)
{
    private const string BranchIndex = "parallel.branch";
    private const string FanOutMoment = "parallel.fan_out";
    private const string FanIn = "parallel.fan_in";

    private static readonly string[] s_spanNames =
        [.. Enumerable.Range(0, 16).Select(static i => "parallel.branch_" + i.ToString(CultureInfo.InvariantCulture))];

    private readonly CancellationTokenSource _cancelOthers = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    private int _next = -1;
    private Exception? _firstError;

    /// <summary>Runs all branches; on return each has ended. Throws nothing but what the options ask for.</summary>
    public static ValueTask RunAsync(
        BranchRun<TIn>[] runs, TIn input, WorkflowContext context, BranchOptions options, CancellationToken cancellationToken) =>
        RunAsync(runs, input, context, options, spanName: null, BranchIndex, cancellationToken);

    /// <summary>Runs all branches; on return each has ended. Throws nothing but what the options ask for.</summary>
    /// <param name="runs">The branches.</param>
    /// <param name="input">What each takes.</param>
    /// <param name="context">The running workflow.</param>
    /// <param name="options">Concurrency and what a failure means.</param>
    /// <param name="spanName">One name for all spans; null numbers them, which only a fixed number of branches may.</param>
    /// <param name="indexAttribute">Attribute that tells the spans apart.</param>
    /// <param name="cancellationToken">Ends all early.</param>
    public static async ValueTask RunAsync(
        BranchRun<TIn>[] runs,
        TIn input,
        WorkflowContext context,
        BranchOptions options,
        string? spanName,
        string indexAttribute,
        CancellationToken cancellationToken)
    {
        await new FanOut<TIn>(runs, input, context, options, spanName, indexAttribute, cancellationToken).RunToEndAsync().ConfigureAwait(false);
        if (options.OnFailure == BranchFailure.WaitForAll)
        {
            KeyValuePair<int, Exception>[] failures =
                [.. runs.Index().Where(static run => run.Item.Error is not null).Select(static run => KeyValuePair.Create(run.Index, run.Item.Error!))];
            if (failures.Length > 0)
            {
                throw new BranchesFailedException(runs.Length, failures);
            }
        }
    }

    /// <summary>Runs all branches and leaves every error in its run, but for the first when it cancels the others.</summary>
    public static ValueTask RunToEndAsync(
        BranchRun<TIn>[] runs, TIn input, WorkflowContext context, BranchOptions options, CancellationToken cancellationToken) =>
        new FanOut<TIn>(runs, input, context, options, spanName: null, BranchIndex, cancellationToken).RunToEndAsync();

    private async ValueTask RunToEndAsync()
    {
        context.Checkpoint(FanOutMoment);
        using (_cancelOthers)
        {
            var workers = new Task[Math.Min(options.MaxConcurrency, runs.Length)];
            for (int i = 0; i < workers.Length; i++)
            {
                // On the thread pool, so that branches that compute run side by side like those that wait.
                workers[i] = Task.Run(WorkAsync, CancellationToken.None);
            }

            await Task.WhenAll(workers).ConfigureAwait(false);
        }

        context.Checkpoint(FanIn);

        cancellationToken.ThrowIfCancellationRequested();
        if (_firstError is { } error)
        {
            ExceptionDispatchInfo.Throw(error);
        }
    }

    private async Task WorkAsync()
    {
        for (int i = Interlocked.Increment(ref _next); i < runs.Length; i = Interlocked.Increment(ref _next))
        {
            if (_cancelOthers.IsCancellationRequested)
            {
                return;
            }

            await RunBranchAsync(i).ConfigureAwait(false);
        }
    }

    private async Task RunBranchAsync(int index)
    {
        WorkflowContext child = context.CreateBranch(index);
        using ChildSpan span = ChildSpan.Start(spanName ?? SpanName(index), child);
        span.Set(indexAttribute, index);
        try
        {
            await runs[index].RunAsync(input, child, _cancelOthers.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            span.Fail(e, _cancelOthers.Token);
            runs[index].Error = e;
            if (options.OnFailure == BranchFailure.CancelOthers && Interlocked.CompareExchange(ref _firstError, e, null) is null)
            {
                await _cancelOthers.CancelAsync().ConfigureAwait(false);
            }
        }
    }

    private static string SpanName(int index) =>
        index < s_spanNames.Length ? s_spanNames[index] : "parallel.branch_" + index.ToString(CultureInfo.InvariantCulture);
}
