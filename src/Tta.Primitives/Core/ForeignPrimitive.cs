namespace Tta.Primitives;

/// <summary>Gives an implementation of the bare interface the observation of <see cref="Primitive{TIn,TOut}"/>.</summary>
internal sealed class ForeignPrimitive<TIn, TOut>(IPrimitive<TIn, TOut> inner)
    : Primitive<TIn, TOut>(TypeNames.WithoutArity(inner.GetType()), TypeNames.WithoutArity(inner.GetType()))
{
    protected override ValueTask<TOut> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken) =>
        inner.ExecuteAsync(input, context, cancellationToken);
}

/// <summary>The door through which every inner primitive enters a composition.</summary>
internal static class Observed
{
    /// <summary>The primitive itself when it observes itself, else wrapped so that it does.</summary>
    public static IPrimitive<TIn, TOut> Of<TIn, TOut>(IPrimitive<TIn, TOut> primitive)
    {
        ArgumentNullException.ThrowIfNull(primitive);

        // A contravariant use (a step of object in a chain of string) is no Primitive<TIn, TOut>, yet observes itself.
        return primitive is IDescribable ? primitive : new ForeignPrimitive<TIn, TOut>(primitive);
    }
}
