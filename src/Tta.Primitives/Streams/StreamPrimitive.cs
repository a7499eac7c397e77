using System.Runtime.CompilerServices;

namespace Tta.Primitives;

/// <summary>Base of every stream: one span, one duration and one count for the whole enumeration, and the time to its first item.</summary>
/// <remarks>
/// The span is current while the stream works and the consumer's own while the consumer does, also between two items. A consumer that
/// leaves early has had what it wanted: that is a success. Thread-safe as long as the derived class is.
/// </remarks>
/// <typeparam name="TIn">What the step takes.</typeparam>
/// <typeparam name="TItem">What it gives, many times.</typeparam>
public abstract class StreamPrimitive<TIn, TItem> : IStreamPrimitive<TIn, TItem>, IDescribable
{
    private readonly Instrumentation _instrumentation;

    /// <summary>Names the stream.</summary>
    /// <param name="name">Name in spans, metrics and logs, from a small fixed set. Default: the class name.</param>
    /// <param name="type">Kind of primitive. Default: the class name.</param>
    protected StreamPrimitive(string? name = null, string? type = null)
    {
        type ??= TypeNames.WithoutArity(GetType());
        _instrumentation = new Instrumentation(name ?? type, type);
    }

    /// <summary>Name in spans, metrics and logs.</summary>
    public string Name => _instrumentation.Name;

    /// <summary>Kind of primitive.</summary>
    public string Type => _instrumentation.Type;

    /// <summary>The primitives inside this one.</summary>
    protected virtual IReadOnlyList<PrimitiveChild> Children => [];

    IReadOnlyList<PrimitiveChild> IDescribable.Children => Children;

    Type IDescribable.InputType => typeof(TIn);

    Type IDescribable.OutputType => typeof(IAsyncEnumerable<TItem>);

    /// <inheritdoc/>
    public IAsyncEnumerable<TItem> StreamAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        return PrimitiveTelemetry.IsObservedIn(context)
            ? StreamObservedAsync(input, context, cancellationToken)
            : RunAsync(input, context, cancellationToken);
    }

    /// <summary>The work itself; an async iterator.</summary>
    /// <param name="input">The value to work on.</param>
    /// <param name="context">The running workflow; pass it on to inner primitives.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <returns>The items.</returns>
    protected abstract IAsyncEnumerable<TItem> StreamCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken);

    private async IAsyncEnumerable<TItem> StreamObservedAsync(
        TIn input, WorkflowContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Execution execution = _instrumentation.Begin(context, workflowName: null);
        long count = 0;
        bool hasFailed = false;
        IAsyncEnumerator<TItem>? items = null;
        try
        {
            while (true)
            {
                // Each item is asked for in the consumer's flow of calls: the span and the context are made current again every time.
                StreamSpan.MakeCurrent(in execution);
                TItem item;
                try
                {
                    items ??= RunAsync(input, execution.Context, cancellationToken).GetAsyncEnumerator(cancellationToken);
                    if (!await items.MoveNextAsync().ConfigureAwait(false))
                    {
                        break;
                    }

                    item = items.Current;
                }
                catch (Exception e)
                {
                    hasFailed = true;
                    StreamSpan.SetItems(in execution, count);
                    _instrumentation.Fail(in execution, e, cancellationToken);
                    throw;
                }

                if (count++ == 0)
                {
                    StreamSpan.SetFirstItem(in execution);
                }

                yield return item;
            }
        }
        finally
        {
            StreamSpan.MakeCurrent(in execution);
            await EndAsync(items, execution, count, hasFailed, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask EndAsync(
        IAsyncEnumerator<TItem>? items, Execution execution, long count, bool hasFailed, CancellationToken cancellationToken)
    {
        try
        {
            if (items is not null)
            {
                await items.DisposeAsync().ConfigureAwait(false);
            }
        }
        catch (Exception e) when (!hasFailed)
        {
            StreamSpan.SetItems(in execution, count);
            _instrumentation.Fail(in execution, e, cancellationToken);
            throw;
        }

        if (!hasFailed)
        {
            StreamSpan.SetItems(in execution, count);
            _instrumentation.Succeed(in execution);
        }
    }

    private IAsyncEnumerable<TItem> RunAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken) =>
        context.HasDeadlineToKeep
            ? RunUntilDeadlineAsync(input, context, cancellationToken)
            : StreamCoreAsync(input, context, cancellationToken);

    private async IAsyncEnumerable<TItem> RunUntilDeadlineAsync(
        TIn input, WorkflowContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TimeSpan remaining = context.Remaining!.Value;
        using var limit = TimeLimit.Start(remaining, context.TimeProvider, isSeen: true, cancellationToken);
        IAsyncEnumerator<TItem> items =
            StreamCoreAsync(input, context.WithDeadlineKept(), limit.Token).GetAsyncEnumerator(limit.Token);
        await using (items.ConfigureAwait(false))
        {
            while (true)
            {
                try
                {
                    limit.Token.ThrowIfCancellationRequested();
                    if (!await items.MoveNextAsync().ConfigureAwait(false))
                    {
                        yield break;
                    }
                }
                catch (OperationCanceledException e) when (limit.IsExceeded)
                {
                    throw new WorkflowTimeoutException(Name, remaining, isDeadline: true, e);
                }

                yield return items.Current;
            }
        }
    }
}
