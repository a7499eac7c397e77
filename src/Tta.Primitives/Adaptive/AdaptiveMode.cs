namespace Tta.Primitives;

/// <summary>How far an adaptive primitive may go.</summary>
public enum AdaptiveMode
{
    /// <summary>The baseline always runs; nothing is learned.</summary>
    Off,

    /// <summary>The baseline always runs and is measured.</summary>
    Observe,

    /// <summary>A small part of the executions tries candidates and measures them; the rest runs the baseline.</summary>
    Validate,

    /// <summary>As <see cref="Validate"/>, and a candidate that proved better runs in place of the baseline.</summary>
    Active,
}
