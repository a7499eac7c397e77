namespace Tta.Primitives;

public static partial class Workflow
{
    /// <summary>A step with alternatives that are measured against it and may, when told to, take its place. Off unless switched on.</summary>
    /// <typeparam name="TIn">What the strategies take.</typeparam>
    /// <typeparam name="TOut">What they give.</typeparam>
    /// <param name="baseline">What runs unless something proved better.</param>
    /// <param name="candidates">The alternatives by name, at least one. For steps that may run twice.</param>
    /// <param name="options">How it learns and how far it may go.</param>
    /// <returns>The adaptive step.</returns>
    public static AdaptivePrimitive<TIn, TOut> Adaptive<TIn, TOut>(
        IPrimitive<TIn, TOut> baseline,
        IEnumerable<(string Name, IPrimitive<TIn, TOut> Primitive)> candidates,
        AdaptiveOptions<TIn>? options = null) =>
        new(baseline, candidates, options ?? AdaptiveOptions<TIn>.Default);

    /// <summary>
    /// A step with alternatives that are tried when it fails, in an order that follows their success (0.7) and speed (0.3) when told to. Off, with
    /// the order as given, unless switched on.
    /// </summary>
    /// <typeparam name="TIn">What the step takes.</typeparam>
    /// <typeparam name="TOut">What it gives.</typeparam>
    /// <param name="primary">The step.</param>
    /// <param name="fallbacks">The alternatives by name, at least one.</param>
    /// <param name="options">How it learns and how far it may go; its kinds, durations and times to put aside are not used.</param>
    /// <returns>The step with alternatives.</returns>
    public static AdaptiveFallbackPrimitive<TIn, TOut> AdaptiveFallback<TIn, TOut>(
        IPrimitive<TIn, TOut> primary,
        IEnumerable<(string Name, IPrimitive<TIn, TOut> Primitive)> fallbacks,
        AdaptiveOptions<TIn>? options = null) =>
        new(primary, fallbacks, options ?? new AdaptiveOptions<TIn> { Name = "AdaptiveFallback" });
}
