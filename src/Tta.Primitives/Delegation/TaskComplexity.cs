namespace Tta.Primitives;

/// <summary>How hard a task is, or the hardest that a model is trusted with; in rising order.</summary>
public enum TaskComplexity
{
    /// <summary>One step: a fact, a format, a translation.</summary>
    Simple,

    /// <summary>A few steps of one kind.</summary>
    Moderate,

    /// <summary>Several steps of several kinds.</summary>
    Complex,

    /// <summary>What few people could do.</summary>
    Expert,
}
