namespace Tta.Server.Ingest;

/// <summary>What is stored; label <c>signal</c> of the server's metrics.</summary>
internal enum IngestSignal
{
    Traces,
    Metrics,
    Logs,
    Llm,
}
