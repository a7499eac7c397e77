using Tta.Model;

namespace Tta.Server.Langfuse.Datasets;

/// <summary>When the work of experiments began and ended: that of the traces they link to, or of the link where nothing of a trace is stored.</summary>
internal sealed class ExperimentTimes
{
    private const int TracesAtOnce = 10_000;

    private static readonly LlmMeasure[] s_extent = [new(LlmField.Time, LlmFunction.Min), new(LlmField.EndTime, LlmFunction.Max)];
    private readonly Dictionary<string, (long StartNs, long EndNs)> _ofTraces = new(StringComparer.Ordinal);

    private ExperimentTimes()
    {
    }

    /// <summary>Looks the traces of some links up.</summary>
    public static async ValueTask<ExperimentTimes> ReadAsync(ILlmSource source, IEnumerable<DatasetRunItem> links, CancellationToken cancellationToken)
    {
        var times = new ExperimentTimes();
        foreach (string[] ids in links.Select(static link => link.TraceId).Distinct(StringComparer.Ordinal).Chunk(TracesAtOnce))
        {
            var question = new LlmAggregation
            {
                Filter = new LlmQuery { Conditions = [LlmCondition.AnyOf(LlmField.TraceId, ids)] },
                Dimensions = [LlmField.TraceId],
                Measures = s_extent,
            };
            foreach (LlmGroup trace in (await source.AggregateAsync(question, cancellationToken)).Value)
            {
                if (trace.Values[0].Number is > 0 and var startNs)
                {
                    times._ofTraces[trace.Keys[0]!] = ((long)startNs, (long)Math.Max(startNs, trace.Values[1].Number ?? 0));
                }
            }
        }

        return times;
    }

    /// <summary>Start and end of the work of a link, Unix nanoseconds.</summary>
    public (long StartNs, long EndNs) Of(DatasetRunItem link) =>
        _ofTraces.TryGetValue(link.TraceId, out (long StartNs, long EndNs) times) ? times : (link.CreatedMs * 1_000_000, link.CreatedMs * 1_000_000);
}
