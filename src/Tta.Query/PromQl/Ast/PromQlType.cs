namespace Tta.Query.PromQl;

/// <summary>Type of an expression.</summary>
public enum PromQlType
{
    /// <summary>One number per evaluation time.</summary>
    Scalar,

    /// <summary>A text; only literals have it.</summary>
    String,

    /// <summary>At most one sample per series and evaluation time.</summary>
    InstantVector,

    /// <summary>The samples of each series in a window that ends at the evaluation time.</summary>
    RangeVector,
}
