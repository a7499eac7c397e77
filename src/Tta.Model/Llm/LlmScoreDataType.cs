namespace Tta.Model;

/// <summary>What the value of a score is. The names on the wire are these in upper case (Langfuse).</summary>
public enum LlmScoreDataType : byte
{
    /// <summary>A number.</summary>
    Numeric,

    /// <summary>One of some texts.</summary>
    Categorical,

    /// <summary>0 or 1.</summary>
    Boolean,

    /// <summary>Free text.</summary>
    Text,

    /// <summary>The output as it should have been.</summary>
    Correction,
}
