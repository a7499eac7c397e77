using Tta.Model;
using Tta.Storage.Llm.Pages;
using Tta.Storage.Llm.Reports;

namespace Tta.Storage.Llm.Rows;

/// <summary>
/// Sums over the observations of each trace. A trace whose observations changed is noted, and summed up anew before somebody asks. Used under
/// the lock of the store.
/// </summary>
internal sealed class TraceSums(LlmTables tables, PageGroup pages)
{
    private readonly DecimalColumn _inexactCosts = new(pages);
    private readonly Column<long> _scaledCosts = new(pages);
    private readonly Column<long> _latenciesNs = new(pages);
    private readonly Column<byte> _isStale = new(pages);
    private int[] _staleOfPage = []; // How many traces are stale, by page of them.
    private int _stalePage; // None before it.

    public Column<int> ErrorCounts { get; } = new(pages);

    public Column<long> InputTokens { get; } = new(pages);

    public Column<long> OutputTokens { get; } = new(pages);

    public Column<long> TotalTokens { get; } = new(pages);

    public long LatencyNs(int trace) => _latenciesNs[trace];

    /// <summary>Cost of a trace in the units of <see cref="CostColumn"/>, or <see cref="CostColumn.Inexact"/>.</summary>
    public long ScaledCost(int trace) => _inexactCosts[trace] != 0 ? CostColumn.Inexact : _scaledCosts[trace];

    public decimal Cost(int trace) => (_scaledCosts[trace] / CostColumn.Scale) + _inexactCosts[trace];

    /// <summary>Notes that an observation of a trace changed.</summary>
    public void Touch(int trace)
    {
        _isStale.Grow(trace + 1);
        if (_isStale[trace] == 0)
        {
            int page = trace / Column<byte>.PageRows;
            if (page >= _staleOfPage.Length)
            {
                Array.Resize(ref _staleOfPage, Math.Max(page + 1, 2 * _staleOfPage.Length));
            }

            _isStale[trace] = 1;
            _staleOfPage[page]++;
            _stalePage = Math.Min(_stalePage, page);
        }
    }

    /// <summary>Sums up traces that changed.</summary>
    /// <param name="maxRows">Ends behind the trace with which so many observations were looked at.</param>
    /// <returns>True when every trace is summed up.</returns>
    public bool RefreshSome(int maxRows)
    {
        Grow();
        for (; _stalePage < _staleOfPage.Length; _stalePage++)
        {
            int first = _stalePage * Column<byte>.PageRows;
            for (int at = 0; _staleOfPage[_stalePage] > 0; at++)
            {
                if (maxRows <= 0)
                {
                    return false;
                }

                at += _isStale.From(first + at).IndexOf((byte)1);
                maxRows -= 1 + SumUp(first + at);
            }
        }

        return true;
    }

    /// <summary>Sums up one trace if it changed.</summary>
    public void Refresh(int trace)
    {
        Grow();
        if (_isStale[trace] != 0)
        {
            SumUp(trace);
        }
    }

    /// <summary>Makes room for all traces that there are.</summary>
    public void Grow()
    {
        int count = tables.Traces.Count;
        ErrorCounts.Grow(count);
        InputTokens.Grow(count);
        OutputTokens.Grow(count);
        TotalTokens.Grow(count);
        _inexactCosts.Grow(count);
        _scaledCosts.Grow(count);
        _latenciesNs.Grow(count);
        _isStale.Grow(count);
    }

    private int SumUp(int trace)
    {
        ObservationRows rows = tables.Observations;
        int errorSymbol = tables.Symbols.Of(EnumText.Of(LlmLevel.Error));
        var sum = default(Sum);
        int looked = 0;
        for (int row = tables.Traces.LastObservation[trace] - 1; row >= 0; row = rows.PreviousOfTrace(row))
        {
            looked++;
            if (rows.IsAlive(row))
            {
                Add(ref sum, row, errorSymbol);
            }
        }

        ErrorCounts[trace] = sum.Errors;
        InputTokens[trace] = sum.Input;
        OutputTokens[trace] = sum.Output;
        TotalTokens[trace] = sum.Total;
        _scaledCosts[trace] = sum.ScaledCost;
        _inexactCosts[trace] = sum.InexactCost;
        _latenciesNs[trace] = sum.EndNs - sum.StartNs;
        _isStale[trace] = 0;
        _staleOfPage[trace / Column<byte>.PageRows]--;
        return looked;
    }

    private void Add(ref Sum sum, int row, int errorSymbol)
    {
        ObservationRows rows = tables.Observations;
        sum.Errors += rows.KindSymbol(row, ObservationSlot.Level) == errorSymbol ? 1 : 0;
        if (rows.StartNs[row] is > 0 and var startNs)
        {
            sum.StartNs = sum.StartNs == 0 || startNs < sum.StartNs ? startNs : sum.StartNs;
            sum.EndNs = Math.Max(sum.EndNs, Math.Max(startNs, rows.EndNs[row]));
        }

        if (rows.Usage.ShapeOf(row) is >= 0 and var number)
        {
            UsageShape shape = rows.Usage.Shapes[number];
            sum.Input += rows.Usage.Sum(row, shape, shape.Input);
            sum.Output += rows.Usage.Sum(row, shape, shape.Output);
            sum.Total += rows.Usage.Value(row, shape, shape.Total);
        }

        switch (rows.TotalCosts.Scaled(row))
        {
            case CostColumn.Unknown:
                break;
            case CostColumn.Inexact:
                sum.InexactCost += rows.TotalCosts[row]!.Value;
                break;
            case long cost:
                sum.ScaledCost += cost;
                break;
        }
    }

    private struct Sum
    {
        public int Errors;
        public long Input;
        public long Output;
        public long Total;
        public long ScaledCost;
        public decimal InexactCost;
        public long StartNs;
        public long EndNs;
    }
}
