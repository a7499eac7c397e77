namespace Tta.Model;

/// <summary>What is aggregated.</summary>
public enum LlmView : byte
{
    /// <summary>Observations.</summary>
    Observations,

    /// <summary>Traces.</summary>
    Traces,

    /// <summary>Sessions.</summary>
    Sessions,

    /// <summary>Scores.</summary>
    Scores,
}
