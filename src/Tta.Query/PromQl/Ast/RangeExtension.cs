namespace Tta.Query.PromQl;

/// <summary>Whether a selector may use samples outside its window.</summary>
public enum RangeExtension
{
    /// <summary>Only samples inside the window.</summary>
    None,

    /// <summary><c>anchored</c>: the newest sample before the window gives the value at its start.</summary>
    Anchored,

    /// <summary><c>smoothed</c>: values at both edges lie on the lines between the samples around them.</summary>
    Smoothed,
}
