namespace Tta.Model;

/// <summary>Who gave a score. The names on the wire are these in upper case (Langfuse).</summary>
public enum LlmScoreSource : byte
{
    /// <summary>A program.</summary>
    Api,

    /// <summary>A person.</summary>
    Annotation,

    /// <summary>A model as judge.</summary>
    Eval,
}
