using Tta.Primitives;

namespace Tta.Observability;

/// <summary>Stages of a workflow: each is done by a persona and ends at quality gates.</summary>
public static class StageExtensions
{
    /// <summary>Makes a step a stage. Stages are composed like any other step: <c>design.AsStage(..) >> build.AsStage(..)</c>.</summary>
    /// <typeparam name="TIn">What the step takes.</typeparam>
    /// <typeparam name="TOut">What it gives.</typeparam>
    /// <param name="work">The step.</param>
    /// <param name="stage">Name of the stage, from a small fixed set.</param>
    /// <param name="persona">Who does it, by name, with or without <c>tta-</c>.</param>
    /// <param name="personas">The personas.</param>
    /// <param name="gates">What the result must pass, in this order.</param>
    /// <returns>The stage. It fails with <see cref="QualityGateFailedException"/> at the first gate that does not open.</returns>
    /// <exception cref="ArgumentException">The name is blank, or there is no such persona.</exception>
    public static Primitive<TIn, TOut> AsStage<TIn, TOut>(
        this IPrimitive<TIn, TOut> work, string stage, string persona, PersonaTracker personas, params IReadOnlyList<QualityGate<TOut>> gates)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentException.ThrowIfNullOrWhiteSpace(stage);
        ArgumentNullException.ThrowIfNull(personas);
        personas.GetBudget(persona);
        return new StagePrimitive<TIn, TOut>(stage, persona, work, personas, gates);
    }
}
