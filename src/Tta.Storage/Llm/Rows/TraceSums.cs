using Tta.Model;
using Tta.Storage.Llm.Reports;

namespace Tta.Storage.Llm.Rows;

/// <summary>
/// Sums over the observations of each trace. A trace whose observations changed is noted, and summed up anew before somebody asks. Used under
/// the lock of the store.
/// </summary>
internal sealed class TraceSums(LlmTables tables)
{
    private readonly Dictionary<int, decimal> _inexactCosts = [];
    private readonly Column<long> _scaledCosts = new();
    private readonly Column<long> _startNs = new();
    private readonly Column<long> _endNs = new();
    private readonly Column<bool> _isStale = new();
    private readonly Stack<int> _stale = [];

    public Column<int> ErrorCounts { get; } = new();

    public Column<long> InputTokens { get; } = new();

    public Column<long> OutputTokens { get; } = new();

    public Column<long> TotalTokens { get; } = new();

    public long LatencyNs(int trace) => _endNs[trace] - _startNs[trace];

    /// <summary>Cost of a trace in the units of <see cref="CostColumn"/>, or <see cref="CostColumn.Inexact"/>.</summary>
    public long ScaledCost(int trace) => _inexactCosts.Count > 0 && _inexactCosts.ContainsKey(trace) ? CostColumn.Inexact : _scaledCosts[trace];

    public decimal Cost(int trace) => (_scaledCosts[trace] / CostColumn.Scale) + _inexactCosts.GetValueOrDefault(trace);

    /// <summary>Notes that an observation of a trace changed.</summary>
    public void Touch(int trace)
    {
        _isStale.Grow(trace + 1);
        if (!_isStale[trace])
        {
            _isStale[trace] = true;
            _stale.Push(trace);
        }
    }

    /// <summary>Sums up traces that changed.</summary>
    /// <param name="maxRows">Ends behind the trace with which so many observations were looked at.</param>
    /// <returns>True when every trace is summed up.</returns>
    public bool RefreshSome(int maxRows)
    {
        Grow();
        while (maxRows > 0 && _stale.TryPop(out int trace))
        {
            maxRows -= 1 + SumUp(trace);
        }

        return _stale.Count == 0;
    }

    /// <summary>Sums up one trace if it changed.</summary>
    public void Refresh(int trace)
    {
        Grow();
        if (_isStale[trace])
        {
            SumUp(trace);
            _isStale[trace] = true; // It is still among those that are noted.
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
        _scaledCosts.Grow(count);
        _startNs.Grow(count);
        _endNs.Grow(count);
        _isStale.Grow(count);
    }

    private int SumUp(int trace)
    {
        ObservationRows rows = tables.Observations;
        int errorSymbol = tables.Symbols.Of(EnumText.Of(LlmLevel.Error));
        var sum = default(Sum);
        int looked = 0;
        _inexactCosts.Remove(trace);
        for (int row = tables.Traces.LastObservation[trace] - 1; row >= 0; row = rows.PreviousOfTrace[row] - 1)
        {
            looked++;
            if (rows.IsAlive(row))
            {
                Add(ref sum, trace, row, errorSymbol);
            }
        }

        ErrorCounts[trace] = sum.Errors;
        InputTokens[trace] = sum.Input;
        OutputTokens[trace] = sum.Output;
        TotalTokens[trace] = sum.Total;
        _scaledCosts[trace] = sum.ScaledCost;
        _startNs[trace] = sum.StartNs;
        _endNs[trace] = sum.EndNs;
        _isStale[trace] = false;
        return looked;
    }

    private void Add(ref Sum sum, int trace, int row, int errorSymbol)
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
                _inexactCosts[trace] = _inexactCosts.GetValueOrDefault(trace) + rows.TotalCosts[row]!.Value;
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
        public long StartNs;
        public long EndNs;
    }
}
