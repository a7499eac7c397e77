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
    private readonly Lazy<TraceSums> _sums;

    public TraceFields(LlmTables tables)
    {
        _tables = tables;
        _traces = tables.Traces;
        _sums = new Lazy<TraceSums>(() => new TraceSums(tables));
    }

    public LlmView View => LlmView.Traces;

    public int RowCount => _traces.Count;

    /// <summary>Sums of all traces; made when first asked.</summary>
    public TraceSums Sums => _sums.Value;

    public string OrderId(int row) => _traces.Id(row);

    public IReadOnlyList<string> TagsOf(int code) => _traces.Tags(code);

    public IRowTest InWindow(long startNs, long endNs) => new RowTest(row => _traces.IsAlive(row) && _traces.BeganNs(row) is var at && at >= startNs && at < endNs);

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
        LlmField.Id or LlmField.TraceId => new ComputedCodes(_traces.Count, static row => row, _traces.Id),
        LlmField.Tags => new ComputedCodes(_traces.TagSetCount, row => _traces.TagSets[row], code => string.Join(',', _traces.Tags(code))),
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
        LlmField.Count => new NumberSource(1, static _ => 1),
        LlmField.Time => new NumberSource(1, _traces.BeganNs),
        LlmField.LatencyMs => new NumberSource(NsPerMs, row => Sums.LatencyNs(row)),
        LlmField.InputTokens => new NumberSource(1, row => Sums.InputTokens[row]),
        LlmField.OutputTokens => new NumberSource(1, row => Sums.OutputTokens[row]),
        LlmField.TotalTokens => new NumberSource(1, row => Sums.TotalTokens[row]),
        LlmField.TotalCost => new NumberSource(CostColumn.Scale, row => Sums.ScaledCost(row), row => Sums.Cost(row)),
        LlmField.ObservationCount => new NumberSource(1, row => _traces.ObservationCounts[row]),
        LlmField.ErrorCount => new NumberSource(1, row => Sums.ErrorCounts[row]),
        _ => throw new ArgumentException($"the field {field} is no number", nameof(field)),
    };

    private ColumnCodes Slot(int slot, string? defaultText = null) => new(_tables.Symbols, _traces.Contexts, null, _traces.ContextTuples, slot, defaultText);
}
