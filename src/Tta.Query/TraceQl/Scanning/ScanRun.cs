using System.Globalization;
using System.Runtime.CompilerServices;
using Tta.Model;

namespace Tta.Query.TraceQl;

/// <summary>Reads the traces of one query: counts them, keeps to the limits, gathers warnings.</summary>
internal sealed class ScanRun(ITraceScanSource source, Limits limits)
{
    private readonly SortedSet<string> _warnings = new(StringComparer.Ordinal);
    private readonly TraceView _view = new();
    private long _traces;
    private long _spans;
    private long _cutTraces;

    public TraceQlStatistics Statistics => new(_traces, _spans);

    /// <summary>The traces, one at a time in the same view.</summary>
    public async IAsyncEnumerable<TraceView> ReadAsync(TraceScan scan, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (Trace trace in source.ScanAsync(scan, cancellationToken).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            _view.Load(trace, limits.MaxTraceSpans);
            _traces++;
            _spans += _view.Count;
            _cutTraces += _view.Count < trace.Spans.Count ? 1 : 0;
            for (int i = 0; i < trace.Warnings.Count; i++)
            {
                _warnings.Add(trace.Warnings[i]);
            }

            yield return _view;
        }
    }

    public IReadOnlyList<string> Warnings()
    {
        if (_cutTraces > 0)
        {
            _warnings.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{_cutTraces} traces have more than {limits.MaxTraceSpans} spans (limits.max_trace_spans); their later spans were not looked at"));
        }

        return [.. _warnings];
    }
}
