namespace Tta.Server.Cli;

/// <summary>A span as the terminal shows it.</summary>
internal sealed class TraceStep
{
    public required string SpanId { get; init; }

    public required string? ParentId { get; init; }

    public required string Service { get; init; }

    public required string Operation { get; init; }

    public required long StartUs { get; init; }

    public required long DurationUs { get; init; }

    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    public List<TraceStep> Children { get; } = [];

    public int Depth { get; set; }

    public bool IsError => Tags.GetValueOrDefault("error") == "true" || Tags.GetValueOrDefault("otel.status_code") == "ERROR";

    /// <summary>Time that no child accounts for, microseconds.</summary>
    public long SelfUs
    {
        get
        {
            long coveredUs = 0;
            long untilUs = StartUs;
            foreach (TraceStep child in Children.OrderBy(c => c.StartUs))
            {
                long start = Math.Max(child.StartUs, untilUs);
                long end = Math.Min(child.StartUs + child.DurationUs, StartUs + DurationUs);
                if (end > start)
                {
                    coveredUs += end - start;
                    untilUs = end;
                }
            }

            return DurationUs - coveredUs;
        }
    }
}
