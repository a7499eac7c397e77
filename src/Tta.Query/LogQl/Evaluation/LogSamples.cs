using Tta.Model;
using Tta.Query.PromQl;

namespace Tta.Query.LogQl;

/// <summary>The samples that the lines of a window aggregation become: one series per label set.</summary>
internal sealed class LogSamples(LogRangeExpr expr, SampleBudget budget, ScanStatistics statistics)
{
    private readonly Dictionary<Labels, SampleBuffer> _series = [];
    private readonly LineState _line = new();
    private readonly LabelSubset? _grouping = expr.Grouping is { } grouping ? new LabelSubset(!grouping.Without, grouping.Labels) : null;
    private readonly bool _countsBytes = expr.Op is "bytes_over_time" or "bytes_rate";
    private Labels? _lastStream;
    private SampleBuffer? _lastBuffer;

    public async Task ReadAsync(ILogSource source, long startMs, long endInclusiveMs, CancellationToken cancellationToken)
    {
        const long NsPerMs = 1_000_000;
        var selection = new LogSelection(expr.Matchers, (startMs * NsPerMs) + 1, (endInclusiveMs * NsPerMs) + 1, Backward: false);
        await foreach (LogChunk chunk in source.ReadAsync(selection, cancellationToken).ConfigureAwait(false))
        {
            budget.Take(chunk.Entries.Count);
            for (int i = 0; i < chunk.Entries.Count; i++)
            {
                Take(chunk.Labels, chunk.Entries[i]);
            }
        }
    }

    public List<SampleRun> Runs()
    {
        var runs = new List<SampleRun>(_series.Count);
        foreach ((Labels labels, SampleBuffer buffer) in _series)
        {
            runs.Add(new SampleRun(buffer.ToSamples(labels), DropsName: false));
        }

        runs.Sort(static (a, b) => a.Samples.Labels.CompareTo(b.Samples.Labels));
        return runs;
    }

    private void Take(Labels stream, in LogEntry entry)
    {
        statistics.Lines++;
        statistics.Bytes += entry.Line.Length;
        _line.Start(stream, entry);
        if (!Pipeline.Run(expr.Stages, _line))
        {
            return;
        }

        double value = 1;
        if (expr.Unwrap is { } unwrap)
        {
            if (!TryUnwrap(unwrap, out value))
            {
                return;
            }
        }
        else if (_countsBytes)
        {
            value = _line.Utf8.Length;
        }

        ThrowIfError();

        // Whole milliseconds, rounded up: windows are open on the left and closed on the right, so no line changes sides.
        long timeMs = (entry.TimeNs / 1_000_000) + (entry.TimeNs % 1_000_000 > 0 ? 1 : 0);
        BufferOf(stream).Add(timeMs, value);
    }

    private bool TryUnwrap(Unwrap unwrap, out double value)
    {
        value = 0;
        if (!_line.TryGet(unwrap.Label, out string text))
        {
            return false;
        }

        if (!Quantities.TryParse(text, unwrap.Quantity, out value, out string problem))
        {
            _line.SetError("SampleExtractionErr", problem);
        }

        value = unwrap.Quantity == Quantity.Duration ? value / 1e9 : value;
        if (!Pipeline.Run(unwrap.Filters, _line))
        {
            return false;
        }

        ThrowIfError();
        _line.Remove(unwrap.Label);
        return true;
    }

    private SampleBuffer BufferOf(Labels stream)
    {
        if (_line.IsPlain && ReferenceEquals(stream, _lastStream))
        {
            return _lastBuffer!;
        }

        Labels labels = _line.BuildLabels();
        labels = _grouping?.Of(labels) ?? labels;
        if (!_series.TryGetValue(labels, out SampleBuffer? buffer))
        {
            _series.Add(labels, buffer = new SampleBuffer());
        }

        (_lastStream, _lastBuffer) = _line.IsPlain ? (stream, buffer) : (null, null);
        return buffer;
    }

    private void ThrowIfError()
    {
        if (!_line.HasError)
        {
            return;
        }

        _ = _line.TryGet(LineState.ErrorLabel, out string error);
        _ = _line.TryGet(LineState.ErrorDetailsLabel, out string details);
        string series = _line.BuildLabels().ToString();
        throw new LogQlExecutionException(
            $"pipeline error: '{error}' for series: '{series}'.\n"
            + $"Use a label filter to intentionally skip this error. (e.g | __error__!=\"{error}\").\n"
            + "To skip all potential errors you can match empty errors.(e.g __error__=\"\")\n"
            + "The label filter can also be specified after unwrap. (e.g | unwrap latency | __error__=\"\" )\n"
            + (details.Length > 0 ? $"Details: {details}\n" : ""));
    }
}
