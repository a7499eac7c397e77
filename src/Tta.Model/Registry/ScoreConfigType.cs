namespace Tta.Model;

/// <summary>Kind of value that a score has.</summary>
public enum ScoreConfigType
{
    /// <summary>A number.</summary>
    Numeric,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>One of several categories.</summary>
    Categorical,

    /// <summary>Free text.</summary>
    Text,
}
