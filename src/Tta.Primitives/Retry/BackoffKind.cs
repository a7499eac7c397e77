namespace Tta.Primitives;

/// <summary>How the wait grows from attempt to attempt.</summary>
public enum BackoffKind
{
    /// <summary><c>BaseDelay * Factor^n</c>, n from 0.</summary>
    Exponential,

    /// <summary><c>BaseDelay * (n + 1)</c>, n from 0.</summary>
    Linear,

    /// <summary>Always <c>BaseDelay</c>.</summary>
    Constant,
}
