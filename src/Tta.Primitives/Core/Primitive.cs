namespace Tta.Primitives;

/// <summary>Base of every primitive: names it and traces, measures and logs each execution around <see cref="ExecuteCoreAsync"/>.</summary>
/// <remarks>
/// When nothing listens (no tracer, no meter listener, no logger) an execution is one virtual call and allocates nothing.
/// Telemetry never throws into the application: a failing listener is reported to the event source <c>Tta-Primitives</c>.
/// Thread-safe as long as the derived class is.
/// </remarks>
/// <typeparam name="TIn">What the step takes.</typeparam>
/// <typeparam name="TOut">What the step gives.</typeparam>
public abstract class Primitive<TIn, TOut> : IPrimitive<TIn, TOut>, IDescribable
{
    private readonly Instrumentation _instrumentation;

    /// <summary>Names the primitive.</summary>
    /// <param name="name">
    /// Name in spans (<c>primitive.{name}</c>), metrics and logs. Choose it from a small fixed set, it becomes a label value.
    /// Default: the class name.
    /// </param>
    /// <param name="type">Kind of primitive, value of <c>primitive.type</c>. Default: the class name.</param>
    /// <exception cref="ArgumentException">A name or type is empty.</exception>
    protected Primitive(string? name = null, string? type = null)
    {
        type ??= TypeNames.WithoutArity(GetType());
        name ??= type;
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentException.ThrowIfNullOrWhiteSpace(type);
        _instrumentation = new Instrumentation(name, type);
    }

    /// <summary>Name in spans, metrics and logs.</summary>
    public string Name => _instrumentation.Name;

    /// <summary>Kind of primitive: the value of the attribute and label <c>primitive.type</c>.</summary>
    public string Type => _instrumentation.Type;

    /// <summary>The primitives inside this one, in the order they are drawn; empty for a leaf.</summary>
    protected virtual IReadOnlyList<PrimitiveChild> Children => [];

    /// <summary>Name of the workflow that starts here, whatever runs around it; null for an ordinary step.</summary>
    private protected virtual string? WorkflowName => null;

    /// <summary>True for a wrapper that only takes note of its inner step: a span of its own would say nothing.</summary>
    private protected virtual bool IsTransparent => false;

    /// <summary>
    /// False for work that is not handed its context. While nobody observes it, the context stays among our own code: what is only there
    /// to be seen need not be made.
    /// </summary>
    internal virtual bool SeesContext => true;

    /// <summary>False for work that is not handed its token, which then stays among our own code too.</summary>
    internal virtual bool SeesToken => true;

    IReadOnlyList<PrimitiveChild> IDescribable.Children => Children;

    Type IDescribable.InputType => typeof(TIn);

    Type IDescribable.OutputType => typeof(TOut);

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is null.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before or during the execution.</exception>
    public ValueTask<TOut> ExecuteAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        return PrimitiveTelemetry.IsObservedIn(context) && !IsTransparent
            ? ExecuteObservedAsync(input, context, cancellationToken)
            : ExecuteUnobservedAsync(input, context, cancellationToken);
    }

    /// <summary>The work itself. It may throw at once or through the returned task.</summary>
    /// <param name="input">The value to work on.</param>
    /// <param name="context">The running workflow; pass it on to inner primitives.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <returns>The result.</returns>
    protected abstract ValueTask<TOut> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken);

    /// <summary>Runs the work as a part of an enclosing primitive that is observed in its place.</summary>
    internal ValueTask<TOut> ExecuteUnobservedAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            return RunAsync(input, context, cancellationToken);
        }
        catch (Exception e)
        {
            // Callers that start several steps before awaiting any must not be torn by the first that throws at once.
            return ValueTask.FromException<TOut>(e);
        }
    }

    // An async method that completes at once allocates nothing and restores Activity.Current for its caller.
    private async ValueTask<TOut> ExecuteObservedAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        Execution execution = _instrumentation.Begin(context, WorkflowName);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            TOut output = await RunAsync(input, execution.Context, cancellationToken).ConfigureAwait(false);
            _instrumentation.Succeed(in execution);
            return output;
        }
        catch (Exception e)
        {
            _instrumentation.Fail(in execution, e, cancellationToken);
            throw;
        }
    }

    private ValueTask<TOut> RunAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken) => context.HasDeadlineToKeep
        ? RunUntilDeadlineAsync(input, context, cancellationToken)
        : ExecuteCoreAsync(input, context, cancellationToken);

    private async ValueTask<TOut> RunUntilDeadlineAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        TimeSpan remaining = context.Remaining!.Value;
        using var limit = TimeLimit.Start(remaining, context.TimeProvider, isSeen: SeesToken, cancellationToken);
        try
        {
            limit.Token.ThrowIfCancellationRequested();
            return await ExecuteCoreAsync(input, context.WithDeadlineKept(), limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (limit.IsExceeded)
        {
            throw new WorkflowTimeoutException(Name, remaining, isDeadline: true, e);
        }
    }
}
