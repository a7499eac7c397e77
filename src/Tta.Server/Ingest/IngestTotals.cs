namespace Tta.Server.Ingest;

/// <summary>Items stored since the start of the process.</summary>
internal readonly record struct IngestTotals(long Spans, long Samples, long Logs, long LlmCalls);
