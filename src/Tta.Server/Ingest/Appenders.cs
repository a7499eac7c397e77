using Tta.Model;

namespace Tta.Server.Ingest;

/// <summary>Where data are stored.</summary>
internal sealed record Appenders(ITraceAppender Traces, IMetricAppender Metrics, ILogAppender Logs, ILlmAppender Llm);
