using Tta.Model;
using Tta.Storage.Llm.Reports;

namespace Tta.Storage.Llm.Rows;

/// <summary>Sums over the observations of each trace, from one pass over all observations. Used under the lock of the store.</summary>
internal sealed class TraceSums
{
    private readonly Dictionary<int, decimal> _inexactCosts = [];
    private readonly long[] _scaledCosts;
    private readonly long[] _startNs;
    private readonly long[] _endNs;

    public TraceSums(LlmTables tables)
    {
        int count = tables.Traces.Count;
        ErrorCounts = new int[count];
        InputTokens = new long[count];
        OutputTokens = new long[count];
        TotalTokens = new long[count];
        _scaledCosts = new long[count];
        _startNs = new long[count];
        _endNs = new long[count];
        ObservationRows rows = tables.Observations;
        bool[] isErrorKind = ErrorKinds(tables);
        for (int row = 0; row < rows.Count; row++)
        {
            if (rows.IsAlive(row))
            {
                Add(rows, row, rows.Traces[row], isErrorKind[rows.Kinds[row]]);
            }
        }
    }

    public int[] ErrorCounts { get; }

    public long[] InputTokens { get; }

    public long[] OutputTokens { get; }

    public long[] TotalTokens { get; }

    public long LatencyNs(int trace) => _endNs[trace] - _startNs[trace];

    /// <summary>Cost of a trace in the units of <see cref="CostColumn"/>, or <see cref="CostColumn.Inexact"/>.</summary>
    public long ScaledCost(int trace) => _inexactCosts.ContainsKey(trace) ? CostColumn.Inexact : _scaledCosts[trace];

    public decimal Cost(int trace) => (_scaledCosts[trace] / CostColumn.Scale) + _inexactCosts.GetValueOrDefault(trace);

    private static bool[] ErrorKinds(LlmTables tables)
    {
        Tuples kinds = tables.Observations.KindTuples;
        int errorSymbol = tables.Symbols.Of(EnumText.Of(LlmLevel.Error));
        bool[] isError = new bool[kinds.Count];
        for (int kind = 0; kind < isError.Length; kind++)
        {
            isError[kind] = kinds.Symbol(kind, ObservationSlot.Level) == errorSymbol;
        }

        return isError;
    }

    private void Add(ObservationRows rows, int row, int trace, bool isError)
    {
        ErrorCounts[trace] += isError ? 1 : 0;
        if (rows.StartNs[row] is > 0 and var startNs)
        {
            _startNs[trace] = _startNs[trace] == 0 || startNs < _startNs[trace] ? startNs : _startNs[trace];
            _endNs[trace] = Math.Max(_endNs[trace], Math.Max(startNs, rows.EndNs[row]));
        }

        if (rows.Usage.ShapeOf(row) is >= 0 and var number)
        {
            UsageShape shape = rows.Usage.Shapes[number];
            InputTokens[trace] += rows.Usage.Sum(row, shape, shape.Input);
            OutputTokens[trace] += rows.Usage.Sum(row, shape, shape.Output);
            TotalTokens[trace] += rows.Usage.Value(row, shape, shape.Total);
        }

        switch (rows.TotalCosts.Scaled(row))
        {
            case CostColumn.Unknown:
                break;
            case CostColumn.Inexact:
                _inexactCosts[trace] = _inexactCosts.GetValueOrDefault(trace) + rows.TotalCosts[row]!.Value;
                break;
            case long cost:
                _scaledCosts[trace] += cost;
                break;
        }
    }
}
