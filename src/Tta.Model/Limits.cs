namespace Tta.Model;

/// <summary>
/// Every limit of the server in one place, each with its unit and default. An error that a limit causes names the property, the
/// value met and the setting <c>limits.&lt;snake_case name&gt;</c> that raises it. Immutable and thread-safe.
/// </summary>
public sealed record Limits
{
    /// <summary>Largest request body as received, bytes. Default 64 MiB, as OTLP recommends.</summary>
    public int MaxRequestBytes { get; init; } = 64 << 20;

    /// <summary>Largest request body after decompression, bytes. Default 64 MiB.</summary>
    public int MaxDecompressedBytes { get; init; } = 64 << 20;

    /// <summary>
    /// Memory that all request bodies together may hold, from their first byte until they are stored, decompressed ones included, bytes; more are
    /// told to come again later. Default 256 MiB.
    /// </summary>
    public long MaxInFlightRequestBytes { get; init; } = 256 << 20;

    /// <summary>Most a request body may expand when decompressed, as a ratio; checked from 1 MiB on. Default 500.</summary>
    public double MaxCompressionRatio { get; init; } = 500;

    /// <summary>Largest batch of Langfuse events, bytes. Default 4.5 MiB; Langfuse's clients stay below 3.5 MB.</summary>
    public int MaxLangfuseBatchBytes { get; init; } = 4_718_592;

    /// <summary>Deepest nesting of JSON documents. Default 256.</summary>
    public int MaxJsonDepth { get; init; } = 256;

    /// <summary>Deepest nesting of attribute values. Default 64, which is also the most.</summary>
    public int MaxAttributeDepth { get; init; } = SpanDecoder.MaxDepth;

    /// <summary>Most attributes on one span, event, link, resource, scope or log record. Default 1,000.</summary>
    public int MaxAttributes { get; init; } = 1_000;

    /// <summary>Largest span message, bytes. Default 4 MiB.</summary>
    public int MaxSpanBytes { get; init; } = 4 << 20;

    /// <summary>Longest log line, bytes; longer lines are refused. Default 256 KiB.</summary>
    public int MaxLogLineBytes { get; init; } = 256 << 10;

    /// <summary>Most structured metadata labels on one log entry. Default 128.</summary>
    public int MaxLogMetadataLabels { get; init; } = 128;

    /// <summary>Most labels of one series or stream. Default 64.</summary>
    public int MaxLabelsPerSeries { get; init; } = 64;

    /// <summary>Longest label name, bytes. Default 1,024.</summary>
    public int MaxLabelNameBytes { get; init; } = 1_024;

    /// <summary>Longest label value, bytes. Default 4,096.</summary>
    public int MaxLabelValueBytes { get; init; } = 4_096;

    /// <summary>Most series in the metrics store. Default 1,000,000.</summary>
    public int MaxSeries { get; init; } = 1_000_000;

    /// <summary>Most streams in the log store. Default 50,000.</summary>
    public int MaxStreams { get; init; } = 50_000;

    /// <summary>How far behind the newest sample of its series a sample may be. Default 1 hour.</summary>
    public TimeSpan OutOfOrderWindow { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How far ahead of the clock data may be. Default 10 minutes.</summary>
    public TimeSpan FutureWindow { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Most samples that one query may hold in memory. Default 50,000,000.</summary>
    public long MaxQuerySamples { get; init; } = 50_000_000;

    /// <summary>Most points per series of a range query. Default 11,000.</summary>
    public int MaxQueryPoints { get; init; } = 11_000;

    /// <summary>Longest run of a query. Default 2 minutes.</summary>
    public TimeSpan QueryTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Queries that run at the same time; more wait. Default 20.</summary>
    public int MaxConcurrentQueries { get; init; } = 20;

    /// <summary>Deepest nesting of a query expression. Default 200.</summary>
    public int MaxQueryDepth { get; init; } = 200;

    /// <summary>Longest query text, characters. Default 65,536.</summary>
    public int MaxQueryLength { get; init; } = 65_536;

    /// <summary>Most log entries of one query. Default 5,000.</summary>
    public int MaxLogEntries { get; init; } = 5_000;

    /// <summary>Most traces of one search. Default 1,500.</summary>
    public int MaxTraces { get; init; } = 1_500;

    /// <summary>Most spans of the traces that one search answers with; traces beyond are left out, the first never. Default 200,000.</summary>
    public int MaxSearchSpans { get; init; } = 200_000;

    /// <summary>Most that prompts, datasets and the like may take in memory, as JSON, bytes. Default 256 MiB.</summary>
    public long MaxRegistryBytes { get; init; } = 256 << 20;

    /// <summary>Largest image, sound or document, bytes. Default 100 MiB.</summary>
    public long MaxMediaBytes { get; init; } = 100 << 20;

    /// <summary>
    /// Most label sets of the metrics made from spans, for calls and for edges between services each; what is beyond is counted in one overflow
    /// series. A label set is about 20 series. Default 2,000.
    /// </summary>
    public int MaxSpanMetricSets { get; init; } = 2_000;

    /// <summary>Most spans of one trace that a TraceQL query looks at, the earliest first. Default 100,000.</summary>
    public int MaxTraceSpans { get; init; } = 100_000;

    /// <summary>Most series of one TraceQL metrics query. Default 1,000.</summary>
    public int MaxTraceSeries { get; init; } = 1_000;

    /// <summary>Most that waits on disk to be forwarded to another server, before compression, bytes; the oldest is dropped. Default 1 GiB.</summary>
    public long MaxForwardQueueBytes { get; init; } = 1L << 30;

    /// <summary>Age, seen from the newest that waits, from which on what waits to be forwarded is dropped. Default 7 days.</summary>
    public TimeSpan MaxForwardAge { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Free disk space below which ingest stops, as a ratio of the disk. Default 0.02.</summary>
    public double FreeSpaceFloorRatio { get; init; } = 0.02;

    /// <summary>Free disk space below which ingest stops, bytes, whichever is smaller. Default 1 GiB.</summary>
    public long FreeSpaceFloorBytes { get; init; } = 1L << 30;
}
