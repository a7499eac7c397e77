namespace Tta.Model;

/// <summary>What an observation is. The names on the wire are these in upper case (Langfuse).</summary>
public enum LlmObservationType : byte
{
    /// <summary>A piece of work; the default.</summary>
    Span,

    /// <summary>A call of a model.</summary>
    Generation,

    /// <summary>A moment without duration.</summary>
    Event,

    /// <summary>An agent at work.</summary>
    Agent,

    /// <summary>A call of a tool.</summary>
    Tool,

    /// <summary>A link between steps.</summary>
    Chain,

    /// <summary>A retrieval from a store of documents.</summary>
    Retriever,

    /// <summary>A judgement of an output.</summary>
    Evaluator,

    /// <summary>A call of an embedding model.</summary>
    Embedding,

    /// <summary>A check that may stop the work.</summary>
    Guardrail,
}
