using System.Text;
using Tta.Model;

namespace Tta.Query.PromQl;

/// <summary>
/// Reads the data of a query before its evaluation: selectors with equal matchers and touching time ranges share one read.
/// </summary>
internal sealed class SelectorLoader(QueryContext context)
{
    private readonly Dictionary<Expr, SelectorRead> _bySelector = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, List<SelectorRead>> _byMatchers = new(StringComparer.Ordinal);

    public async Task<LoadedSelectors> LoadAsync(Expr expr, IMetricSource source, CancellationToken cancellationToken)
    {
        Collect(expr, context.Steps);
        var loaded = new LoadedSelectors(_bySelector);
        try
        {
            foreach (List<SelectorRead> reads in _byMatchers.Values)
            {
                foreach (SelectorRead read in reads)
                {
                    if (read.MergedInto is null)
                    {
                        await ReadAsync(read, source, cancellationToken).ConfigureAwait(false);
                    }
                }
            }

            return loaded;
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    private async Task ReadAsync(SelectorRead read, IMetricSource source, CancellationToken cancellationToken)
    {
        var selection = new MetricSelection(read.Matchers, read.StartMs, read.EndInclusiveMs, Math.Max(1, context.Budget.Left));
        try
        {
            read.Set = await source.SelectAsync(selection, cancellationToken).ConfigureAwait(false);
        }
        catch (LimitExceededException e)
        {
            throw new PromQlExecutionException("query processing would load too many samples into memory in query execution", e);
        }

        foreach (string warning in read.Set.Warnings)
        {
            context.Annotations.Pass(warning);
        }

        foreach (SeriesSamples series in read.Set.Series)
        {
            context.Budget.Take(series.Count);
        }
    }

    private void Collect(Expr expr, EvaluationSteps steps)
    {
        switch (expr)
        {
            case Call { Function.Name: "info" } info:
                Collect(info.Arguments[0], steps);
                (long offsetMs, long? fixedMs) = InfoFunction.TimeOf(context, info.Arguments[0]);
                AddRead(info, InfoFunction.SelectorOf(info).Matchers, steps, offsetMs, fixedMs, context.LookbackMs, afterMs: 0);
                break;
            case SubqueryExpr subquery:
                if (context.StepsOf(subquery, steps) is { Count: > 0 } inner)
                {
                    Collect(subquery.Inner, inner);
                }

                break;
            case MatrixSelector matrix:
                Add(matrix.Selector, context.RangeMs(matrix.Range), steps);
                break;
            case VectorSelector selector:
                Add(selector, context.LookbackMs, steps);
                break;
            default:
                foreach (Expr operand in ExprTree.OperandsOf(expr))
                {
                    Collect(operand, steps);
                }

                break;
        }
    }

    private void Add(VectorSelector selector, long windowMs, EvaluationSteps steps)
    {
        long offsetMs = context.DurationMs(selector.Offset);
        long? fixedMs = context.TimeOf(selector.At);
        long beforeMs = windowMs + (selector.Extension == RangeExtension.None ? 0 : context.LookbackMs);
        long afterMs = selector.Extension == RangeExtension.Smoothed ? context.LookbackMs : 0;
        AddRead(selector, selector.Matchers, steps, offsetMs, fixedMs, beforeMs, afterMs);
    }

    private void AddRead(
        Expr reader,
        IReadOnlyList<LabelMatcher> matchers,
        EvaluationSteps steps,
        long offsetMs,
        long? fixedMs,
        long beforeMs,
        long afterMs)
    {
        var read = new SelectorRead(
            matchers,
            (fixedMs ?? steps.StartMs) - offsetMs - beforeMs + 1,
            (fixedMs ?? steps.EndInclusiveMs) - offsetMs + afterMs);
        _bySelector.Add(reader, read);
        string key = KeyOf(matchers);
        if (!_byMatchers.TryGetValue(key, out List<SelectorRead>? reads))
        {
            _byMatchers.Add(key, reads = []);
        }

        foreach (SelectorRead other in reads)
        {
            if (other.MergedInto is null && other.Touches(read))
            {
                // The new read takes the place of the old one, so that it can absorb several.
                other.MergedInto = read;
                read.Absorb(other);
            }
        }

        reads.Add(read);
    }

    private static string KeyOf(IReadOnlyList<LabelMatcher> matchers)
    {
        var parts = new string[matchers.Count];
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = matchers[i].ToString();
        }

        Array.Sort(parts, StringComparer.Ordinal);
        return new StringBuilder().AppendJoin('\n', parts).ToString();
    }
}
