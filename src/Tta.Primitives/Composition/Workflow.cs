using System.Runtime.CompilerServices;

namespace Tta.Primitives;

/// <summary>Where workflows begin: names them and makes their steps.</summary>
public static partial class Workflow
{
    /// <summary>
    /// A workflow: its execution is one <c>invoke_workflow</c> span with the steps below it, counted in <c>workflow.*</c> metrics.
    /// </summary>
    /// <typeparam name="TIn">What the workflow takes.</typeparam>
    /// <typeparam name="TOut">What it gives.</typeparam>
    /// <param name="name">Name in spans, metrics and logs; choose it from a small fixed set.</param>
    /// <param name="primitive">The work.</param>
    /// <returns>The workflow; a primitive like any other, so workflows nest.</returns>
    public static Primitive<TIn, TOut> Create<TIn, TOut>(string name, IPrimitive<TIn, TOut> primitive) =>
        new WorkflowPrimitive<TIn, TOut>(name, Observed.Of(primitive));

    /// <summary>Same as <see cref="Create{TIn,TOut}(string, IPrimitive{TIn,TOut})"/>, to be written last.</summary>
    /// <typeparam name="TIn">What the workflow takes.</typeparam>
    /// <typeparam name="TOut">What it gives.</typeparam>
    /// <param name="primitive">The work.</param>
    /// <param name="name">Name in spans, metrics and logs.</param>
    /// <returns>The workflow.</returns>
    public static Primitive<TIn, TOut> Named<TIn, TOut>(this IPrimitive<TIn, TOut> primitive, string name) => Create(name, primitive);

    /// <summary>Runs a primitive in a new context.</summary>
    /// <typeparam name="TIn">What the primitive takes.</typeparam>
    /// <typeparam name="TOut">What it gives.</typeparam>
    /// <param name="primitive">The work.</param>
    /// <param name="input">The value to work on.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>The result.</returns>
    public static ValueTask<TOut> ExecuteAsync<TIn, TOut>(
        this IPrimitive<TIn, TOut> primitive, TIn input, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(primitive);
        return primitive.ExecuteAsync(input, new WorkflowContext(), cancellationToken);
    }

    /// <summary>What a primitive is made of, without running it.</summary>
    /// <typeparam name="TIn">What the primitive takes.</typeparam>
    /// <typeparam name="TOut">What it gives.</typeparam>
    /// <param name="primitive">The primitive.</param>
    /// <returns>The graph, ready to be written as text, Mermaid or JSON.</returns>
    public static PrimitiveGraph Describe<TIn, TOut>(this IPrimitive<TIn, TOut> primitive)
    {
        ArgumentNullException.ThrowIfNull(primitive);
        return PrimitiveGraph.Of(primitive);
    }

    /// <summary>A step made of a function.</summary>
    /// <typeparam name="TIn">What the step takes.</typeparam>
    /// <typeparam name="TOut">What it gives.</typeparam>
    /// <param name="name">Name in spans, metrics and logs.</param>
    /// <param name="func">The work.</param>
    /// <returns>The step.</returns>
    public static Primitive<TIn, TOut> Step<TIn, TOut>(string name, Func<TIn, TOut> func) => FuncPrimitive.Of(func, name);

    /// <summary>A step made of a function that sees the context.</summary>
    /// <typeparam name="TIn">What the step takes.</typeparam>
    /// <typeparam name="TOut">What it gives.</typeparam>
    /// <param name="name">Name in spans, metrics and logs.</param>
    /// <param name="func">The work.</param>
    /// <returns>The step.</returns>
    [OverloadResolutionPriority(-1)] // An async lambda whose second parameter is not used fits this and the one with a token.
    public static Primitive<TIn, TOut> Step<TIn, TOut>(string name, Func<TIn, WorkflowContext, TOut> func) => FuncPrimitive.Of(func, name);

    /// <summary>A step made of an async function.</summary>
    /// <typeparam name="TIn">What the step takes.</typeparam>
    /// <typeparam name="TOut">What it gives.</typeparam>
    /// <param name="name">Name in spans, metrics and logs.</param>
    /// <param name="func">The work.</param>
    /// <returns>The step.</returns>
    [OverloadResolutionPriority(1)] // A lambda that only throws fits both this and the plain function.
    public static Primitive<TIn, TOut> Step<TIn, TOut>(string name, Func<TIn, Task<TOut>> func) => FuncPrimitive.Of(func, name);

    /// <summary>A step made of an async function that can be cancelled.</summary>
    /// <typeparam name="TIn">What the step takes.</typeparam>
    /// <typeparam name="TOut">What it gives.</typeparam>
    /// <param name="name">Name in spans, metrics and logs.</param>
    /// <param name="func">The work.</param>
    /// <returns>The step.</returns>
    public static Primitive<TIn, TOut> Step<TIn, TOut>(string name, Func<TIn, CancellationToken, Task<TOut>> func) =>
        FuncPrimitive.Of(func, name);

    /// <summary>A step made of an async function that sees the context.</summary>
    /// <typeparam name="TIn">What the step takes.</typeparam>
    /// <typeparam name="TOut">What it gives.</typeparam>
    /// <param name="name">Name in spans, metrics and logs.</param>
    /// <param name="func">The work.</param>
    /// <returns>The step.</returns>
    public static Primitive<TIn, TOut> Step<TIn, TOut>(
        string name, Func<TIn, WorkflowContext, CancellationToken, ValueTask<TOut>> func) =>
        FuncPrimitive.Of(func, name);
}
