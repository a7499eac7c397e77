namespace Tta.Primitives;

/// <summary>A step made of a delegate. The delegate kinds differ in what they return, so each has its own adapter.</summary>
internal static class FuncPrimitive
{
    public const string Type = "LambdaPrimitive";
    private const string NameOfLambda = "Lambda";

    public static Primitive<TIn, TOut> Of<TIn, TOut>(Func<TIn, TOut> func, string? name = null) =>
        new Sync<TIn, TOut>(NotNull(func), name ?? TypeNames.OfMethod(func, NameOfLambda));

    public static Primitive<TIn, TOut> Of<TIn, TOut>(Func<TIn, Task<TOut>> func, string? name = null) =>
        new Async<TIn, TOut>(NotNull(func), name ?? TypeNames.OfMethod(func, NameOfLambda));

    public static Primitive<TIn, TOut> Of<TIn, TOut>(Func<TIn, WorkflowContext, TOut> func, string name)
    {
        ArgumentNullException.ThrowIfNull(func);
        return new Contextual<TIn, TOut>((input, context, _) => new ValueTask<TOut>(func(input, context)), name);
    }

    public static Primitive<TIn, TOut> Of<TIn, TOut>(Func<TIn, CancellationToken, Task<TOut>> func, string? name = null) =>
        new Cancellable<TIn, TOut>(NotNull(func), name ?? TypeNames.OfMethod(func, NameOfLambda));

    public static Primitive<TIn, TOut> Of<TIn, TOut>(
        Func<TIn, WorkflowContext, CancellationToken, ValueTask<TOut>> func, string? name = null) =>
        new Contextual<TIn, TOut>(NotNull(func), name ?? TypeNames.OfMethod(func, NameOfLambda));

    private static T NotNull<T>(T? func) where T : Delegate => func ?? throw new ArgumentNullException(nameof(func));

    private sealed class Sync<TIn, TOut>(Func<TIn, TOut> func, string name) : Primitive<TIn, TOut>(name, FuncPrimitive.Type)
    {
        internal override bool SeesContext => false;

        internal override bool SeesToken => false;

        protected override ValueTask<TOut> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken) =>
            new(func(input));
    }

    private sealed class Async<TIn, TOut>(Func<TIn, Task<TOut>> func, string name) : Primitive<TIn, TOut>(name, FuncPrimitive.Type)
    {
        internal override bool SeesContext => false;

        internal override bool SeesToken => false;

        protected override ValueTask<TOut> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken) =>
            new(func(input));
    }

    private sealed class Cancellable<TIn, TOut>(Func<TIn, CancellationToken, Task<TOut>> func, string name)
        : Primitive<TIn, TOut>(name, FuncPrimitive.Type)
    {
        internal override bool SeesContext => false;

        protected override ValueTask<TOut> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken) =>
            new(func(input, cancellationToken));
    }

    private sealed class Contextual<TIn, TOut>(Func<TIn, WorkflowContext, CancellationToken, ValueTask<TOut>> func, string name)
        : Primitive<TIn, TOut>(name, FuncPrimitive.Type)
    {
        protected override ValueTask<TOut> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken) =>
            func(input, context, cancellationToken);
    }
}
