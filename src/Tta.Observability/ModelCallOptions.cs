namespace Tta.Observability;

/// <summary>Export of model calls (spans with <c>gen_ai.operation.name</c>) to the LLM store of <c>tta</c> or to Langfuse.</summary>
public sealed class ModelCallOptions
{
    /// <summary>Whether model calls are exported.</summary>
    /// <value>True by default.</value>
    public bool Enabled { get; set; } = true;

    /// <summary>Base address; <c>/api/public/otel/v1/traces</c> is appended.</summary>
    /// <value>Null: <c>LANGFUSE_HOST</c>, <c>LANGFUSE_BASE_URL</c>, then <c>http://127.0.0.1:3000</c>.</value>
    public Uri? Host { get; set; }

    /// <summary>Public key of the Langfuse project.</summary>
    /// <value>Null: <c>LANGFUSE_PUBLIC_KEY</c>, then no authentication.</value>
    public string? PublicKey { get; set; }

    /// <summary>Secret key of the Langfuse project.</summary>
    /// <value>Null: <c>LANGFUSE_SECRET_KEY</c>, then no authentication.</value>
    public string? SecretKey { get; set; }

    /// <summary>Whether prompts and completions are sent.</summary>
    /// <value>Null: <c>OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT</c>, then true for a loopback host and false otherwise.</value>
    public bool? CaptureContent { get; set; }

    /// <summary>Longest prompt or completion sent, in characters; longer ones are cut and say so.</summary>
    /// <value>1,000,000 by default.</value>
    public int MaxContentLength { get; set; } = 1_000_000;

    /// <summary>Most model calls that wait to be sent; further ones are dropped and counted.</summary>
    /// <value>2,048 by default.</value>
    public int QueueSize { get; set; } = 2_048;

    /// <summary>Most bytes of prompts and completions that wait to be sent; further calls are sent without content.</summary>
    /// <value>64 MiB by default.</value>
    public long MaxQueuedContentBytes { get; set; } = 64 * 1024 * 1024;
}
