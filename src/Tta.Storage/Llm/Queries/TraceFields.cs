using Tta.Model;
using Tta.Storage.Llm.Reports;
using Tta.Storage.Llm.Rows;

namespace Tta.Storage.Llm.Queries;

/// <summary>Fields of traces, the sums over their observations included.</summary>
internal sealed class TraceFields : IRowFields
{
    private const decimal NsPerMs = 1_000_000;

    private readonly LlmTables _tables;
    private readonly TraceRows _traces;
    private readonly TraceSums _sums;

    public TraceFields(LlmTables tables)
    {
        _tables = tables;
        _traces = tables.Traces;
        _sums = tables.Sums;
        RowCount = tables.Traces.Count;
        _sums.Grow();
    }

    public LlmView View => LlmView.Traces;

    public int RowCount { get; }

    public string OrderId(int row) => _traces.Id(row);

    public IReadOnlyList<string> TagsOf(int code) => _traces.Tags(code);

    public IRowTest InWindow(long startNs, long endNs) => new TraceWindowTest(_traces, startNs, endNs);

    public IRowTest? Special(LlmCondition condition)
    {
        if (condition.Operator is not (LlmOperator.Equal or LlmOperator.AnyOf) || condition.Field is not (LlmField.Id or LlmField.TraceId))
        {
            return null;
        }

        HashSet<int> rows = [];
        foreach (string id in condition.Texts)
        {
            rows.Add(_traces.Find(id));
        }

        return new RowTest(rows.Contains);
    }

    public CodeSource Codes(LlmField field) => field switch
    {
        LlmField.Id or LlmField.TraceId => new ComputedCodes(() => _traces.Count, static row => row, _traces.Id),
        LlmField.Tags => new ComputedCodes(() => _traces.TagSetCount, row => _traces.TagSets[row], code => string.Join(',', _traces.Tags(code))),
        LlmField.Name or LlmField.TraceName => Slot(TraceRows.Name),
        LlmField.UserId => new ColumnCodes(_tables.Symbols, _traces.Users, null, null, 0, null),
        LlmField.SessionId => new ColumnCodes(_tables.Symbols, _traces.Sessions, null, null, 0, null),
        LlmField.Release => Slot(TraceRows.Release),
        LlmField.Version or LlmField.TraceVersion => Slot(TraceRows.Version),
        LlmField.Environment or LlmField.TraceEnvironment => Slot(TraceRows.Environment, Views.DefaultEnvironment),
        LlmField.Workspace => Slot(TraceRows.Workspace),
        LlmField.Service => Slot(TraceRows.Service),
        LlmField.Public => Slot(TraceRows.Public, "false"),
        LlmField.Bookmarked => Slot(TraceRows.Bookmarked, "false"),
        _ => throw new ArgumentException($"the field {field} cannot be grouped or sorted by", nameof(field)),
    };

    public NumberSource Numbers(LlmField field) => field switch
    {
        LlmField.Count => new ComputedNumbers(1, static _ => 1),
        LlmField.Time => new ComputedNumbers(1, _traces.BeganNs),
        LlmField.LatencyMs => new ComputedNumbers(NsPerMs, row => _sums.LatencyNs(row)),
        LlmField.InputTokens => new ComputedNumbers(1, row => _sums.InputTokens[row]),
        LlmField.OutputTokens => new ComputedNumbers(1, row => _sums.OutputTokens[row]),
        LlmField.TotalTokens => new ComputedNumbers(1, row => _sums.TotalTokens[row]),
        LlmField.TotalCost => new ComputedNumbers(CostColumn.Scale, row => _sums.ScaledCost(row), row => _sums.Cost(row)),
        LlmField.ObservationCount => new ComputedNumbers(1, row => _traces.ObservationCounts[row]),
        LlmField.ErrorCount => new ComputedNumbers(1, row => _sums.ErrorCounts[row]),
        _ => throw new ArgumentException($"the field {field} is no number", nameof(field)),
    };

    private ColumnCodes Slot(int slot, string? defaultText = null) => new(_tables.Symbols, _traces.Contexts, null, _traces.ContextTuples, slot, defaultText);
}
