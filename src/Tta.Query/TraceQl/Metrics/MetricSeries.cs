using Tta.Model;

namespace Tta.Query.TraceQl;

/// <summary>A series while it is computed: one value per step, NaN where there is none.</summary>
internal sealed record MetricSeries(SeriesLabels Labels, double[] Values, IReadOnlyList<SpanExemplar> Exemplars)
{
    public bool IsEmpty
    {
        get
        {
            foreach (double value in Values)
            {
                if (!double.IsNaN(value))
                {
                    return false;
                }
            }

            return true;
        }
    }
}

/// <summary>A span behind a value; the value is NaN where the series counts spans.</summary>
internal readonly record struct SpanExemplar(IReadOnlyList<KeyValue> Labels, double Value, int Step, long TimestampMs);
