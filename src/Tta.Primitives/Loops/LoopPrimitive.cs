namespace Tta.Primitives;

/// <summary>Runs a body on its own result again and again while a condition holds.</summary>
internal sealed class LoopPrimitive<T>(
    IPrimitive<T, T> body, Func<T, int, bool> goesOn, int maxIterations, bool limitIsError)
    : Primitive<T, T>("LoopPrimitive", "LoopPrimitive")
{
    protected override IReadOnlyList<PrimitiveChild> Children => [PrimitiveChild.Of($"up to {maxIterations} times", body)];

    protected override async ValueTask<T> ExecuteCoreAsync(T input, WorkflowContext context, CancellationToken cancellationToken)
    {
        T value = input;
        int iteration = 0;
        for (; goesOn(value, iteration); iteration++)
        {
            if (iteration == maxIterations)
            {
                throw new LoopLimitException(Name, maxIterations);
            }

            value = await RunOnceAsync(iteration, value, context, cancellationToken).ConfigureAwait(false);
            if (!limitIsError && iteration + 1 == maxIterations)
            {
                iteration++;
                break;
            }
        }

        CurrentSpan.Set("loop.iterations", iteration);
        return value;
    }

    private async ValueTask<T> RunOnceAsync(int iteration, T value, WorkflowContext context, CancellationToken cancellationToken)
    {
        using ChildSpan span = ChildSpan.Start("loop.iteration", context);
        span.Set("loop.index", iteration);
        try
        {
            return await body.ExecuteAsync(value, context.AtTurn(iteration), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            span.Fail(e, cancellationToken);
            throw;
        }
    }
}
