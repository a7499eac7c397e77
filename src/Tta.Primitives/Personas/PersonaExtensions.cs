namespace Tta.Primitives;

/// <summary>Hands parts of a workflow to personas.</summary>
public static class PersonaExtensions
{
    /// <summary>Runs the step on behalf of a persona: everything inside is labelled with it. After the step the former one is back.</summary>
    /// <typeparam name="TIn">What the step takes.</typeparam>
    /// <typeparam name="TOut">What it gives.</typeparam>
    /// <param name="primitive">The step.</param>
    /// <param name="persona">Name of the persona, from a small fixed set.</param>
    /// <param name="chatMode">Its chat mode; null keeps the present one.</param>
    /// <returns>The step under that persona.</returns>
    public static Primitive<TIn, TOut> WithPersona<TIn, TOut>(
        this IPrimitive<TIn, TOut> primitive, string persona, string? chatMode = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(persona);
        return new PersonaSwitchPrimitive<TIn, TOut>(persona, chatMode, primitive);
    }
}
