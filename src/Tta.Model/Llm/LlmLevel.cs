namespace Tta.Model;

/// <summary>How much an observation matters. The names on the wire are these in upper case (Langfuse).</summary>
public enum LlmLevel : byte
{
    /// <summary>The default.</summary>
    Default,

    /// <summary>For developers.</summary>
    Debug,

    /// <summary>Something is not as it should be.</summary>
    Warning,

    /// <summary>It failed.</summary>
    Error,
}
