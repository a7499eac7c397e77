namespace Tta.Primitives;

/// <summary>When alternatives are used in place of a failed step.</summary>
public sealed record FallbackOptions
{
    internal static readonly FallbackOptions Default = new();

    /// <summary>Name in spans and metrics. Default: <c>FallbackPrimitive</c>.</summary>
    public string Name { get; init; } = "FallbackPrimitive";

    /// <summary>Which errors lead to the next alternative. Default: all. Cancellation by the caller never does.</summary>
    public Func<Exception, bool> ShouldFallBack { get; init; } = static _ => true;

    internal FallbackOptions Validated()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Name);
        ArgumentNullException.ThrowIfNull(ShouldFallBack);
        return this;
    }
}
