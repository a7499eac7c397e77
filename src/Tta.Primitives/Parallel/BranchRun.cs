namespace Tta.Primitives;

/// <summary>One branch of one execution: runs an inner primitive and keeps what came of it.</summary>
internal abstract class BranchRun<TIn>
{
    public Exception? Error { get; set; }

    public abstract ValueTask RunAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken);
}

/// <inheritdoc/>
internal sealed class BranchRun<TIn, TOut>(IPrimitive<TIn, TOut> primitive) : BranchRun<TIn>
{
    private TOut? _value;

    public TOut Value => _value!;

    public BranchOutcome<TOut> Outcome => new(_value, Error);

    public override async ValueTask RunAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken) =>
        _value = await primitive.ExecuteAsync(input, context, cancellationToken).ConfigureAwait(false);
}
