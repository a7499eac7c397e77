namespace Tta.Primitives;

/// <summary>A primitive inside another one.</summary>
public sealed class PrimitiveChild
{
    private PrimitiveChild(string role, object primitive)
    {
        Role = role;
        Primitive = primitive;
    }

    /// <summary>What it is there for: <c>step 1</c>, <c>branch 0</c>, <c>route fast</c>, <c>primary</c>.</summary>
    public string Role { get; }

    internal object Primitive { get; }

    /// <summary>Names the part that an inner primitive plays.</summary>
    /// <typeparam name="TIn">What the inner primitive takes.</typeparam>
    /// <typeparam name="TOut">What it gives.</typeparam>
    /// <param name="role">What it is there for.</param>
    /// <param name="primitive">The inner primitive.</param>
    /// <returns>The child.</returns>
    public static PrimitiveChild Of<TIn, TOut>(string role, IPrimitive<TIn, TOut> primitive)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(role);
        ArgumentNullException.ThrowIfNull(primitive);
        return new PrimitiveChild(role, primitive);
    }

    /// <summary>Names the part that an inner stream plays.</summary>
    /// <typeparam name="TIn">What the inner stream takes.</typeparam>
    /// <typeparam name="TItem">What it gives, many times.</typeparam>
    /// <param name="role">What it is there for.</param>
    /// <param name="stream">The inner stream.</param>
    /// <returns>The child.</returns>
    public static PrimitiveChild Of<TIn, TItem>(string role, IStreamPrimitive<TIn, TItem> stream)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(role);
        ArgumentNullException.ThrowIfNull(stream);
        return new PrimitiveChild(role, stream);
    }
}
