namespace Tta.Observability;

/// <summary>What a Langfuse trace carries besides its name.</summary>
public sealed class LangfuseTraceOptions
{
    /// <summary>Session the trace belongs to, for example a conversation.</summary>
    /// <value>Null by default.</value>
    public string? SessionId { get; set; }

    /// <summary>Words to find it by.</summary>
    /// <value>Empty by default.</value>
    public IList<string> Tags { get; } = [];

    /// <summary>Further facts.</summary>
    /// <value>Empty by default.</value>
    public IDictionary<string, string> Metadata { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What the trace starts from. Content: goes to the LLM store only.</summary>
    /// <value>Null by default.</value>
    public string? Input { get; set; }
}
