namespace Tta.Model;

/// <summary>A question for sums over many observations, traces, sessions or scores. Immutable.</summary>
public sealed record LlmAggregation
{
    /// <summary>What is aggregated. Default: observations.</summary>
    public LlmView View { get; init; }

    /// <summary>Which of them; order, cursor, skip, limit and content are not used.</summary>
    public LlmQuery Filter { get; init; } = new();

    /// <summary>Text fields to group by; grouping by tags makes a group of each set of tags. Default: one group.</summary>
    public IReadOnlyList<LlmField> Dimensions { get; init; } = [];

    /// <summary>Time buckets to group by, besides.</summary>
    public LlmBucket Bucket { get; init; }

    /// <summary>Width of time buckets that count from the epoch, nanoseconds; it replaces <see cref="Bucket"/>. Default 0: no such buckets.</summary>
    public long BucketWidthNs { get; init; }

    /// <summary>Columns of the answer.</summary>
    public required IReadOnlyList<LlmMeasure> Measures { get; init; }

    /// <summary>Bins of histograms. Default 10.</summary>
    public int HistogramBins { get; init; } = 10;

    /// <summary>
    /// Prices all observations anew instead of using their costs: as calls of this model, or with an empty text as calls of their own
    /// model at the prices of now. Costs that senders gave stay only where no price is known. Default: no.
    /// </summary>
    public string? RepriceAs { get; init; }
}
