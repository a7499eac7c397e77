namespace Tta.Pricing;

/// <summary>How a sum of units compares with the number of a <see cref="TierCondition"/>.</summary>
public enum UsageComparison
{
    /// <summary><c>gt</c></summary>
    GreaterThan,

    /// <summary><c>gte</c></summary>
    GreaterOrEqual,

    /// <summary><c>lt</c></summary>
    LessThan,

    /// <summary><c>lte</c></summary>
    LessOrEqual,

    /// <summary><c>eq</c></summary>
    Equal,

    /// <summary><c>neq</c></summary>
    NotEqual,
}
