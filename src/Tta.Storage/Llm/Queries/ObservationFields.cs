using System.Text;
using Tta.Model;
using Tta.Storage.Llm.Reports;
using Tta.Storage.Llm.Rows;

namespace Tta.Storage.Llm.Queries;

/// <summary>Fields of observations, those of their traces included.</summary>
internal sealed class ObservationFields(LlmTables tables, Repricing? repricing = null) : IRowFields
{
    private const decimal PerSecondScale = 1_000_000;

    private readonly ObservationRows _rows = tables.Observations;
    private readonly TraceRows _traces = tables.Traces;

    public LlmView View => LlmView.Observations;

    public int RowCount { get; } = tables.Observations.Count;

    public string OrderId(int row) => $"{_rows.Id(row)} {_traces.Id(_rows.Traces[row])}";

    public IReadOnlyList<string> TagsOf(int code) => _traces.Tags(code);

    public IRowTest InWindow(long startNs, long endNs) => new WindowTest(_rows.StartNs, _rows.Locations, startNs, endNs);

    public IRowTest? Special(LlmCondition condition)
    {
        if (condition.Operator is not (LlmOperator.Equal or LlmOperator.AnyOf))
        {
            return null;
        }

        switch (condition.Field)
        {
            case LlmField.TraceId:
                HashSet<int> traces = [];
                foreach (string id in condition.Texts)
                {
                    traces.Add(_traces.Find(id));
                }

                return new RowTest(row => traces.Contains(_rows.Traces[row]));
            case LlmField.Id:
                HashSet<string> ids = new(condition.Texts, StringComparer.Ordinal);
                HashSet<int> rows = [];
                foreach (string id in ids)
                {
                    _rows.FindAll(Encoding.UTF8.GetBytes(id), rows);
                }

                return new RowTest(rows.Contains);
            default:
                return null;
        }
    }

    public CodeSource Codes(LlmField field) => field switch
    {
        LlmField.Id => new ComputedCodes(() => _rows.Count, static row => row, _rows.Id),
        LlmField.TraceId => new ComputedCodes(() => _traces.Count, row => _rows.Traces[row], _traces.Id),
        LlmField.ParentId => new ComputedCodes(() => _rows.Count, static row => row, _rows.ParentId),
        LlmField.IsRoot => new ComputedCodes(static () => 2, row => _rows.Parents[row] == 0 ? 1 : 0, static code => code == 1 ? "true" : "false"),
        LlmField.Tags => new ComputedCodes(() => _traces.TagSetCount, row => _traces.TagSets[_rows.Traces[row]], code => string.Join(',', _traces.Tags(code))),
        LlmField.Month => new ComputedCodes(static () => MonthCodes.Count, row => MonthCodes.Of(_rows.StartNs[row]), MonthCodes.Text),
        LlmField.Error => new ColumnCodes(tables.Symbols, _rows.Errors, null, null, 0, null),
        LlmField.Type => Kind(ObservationSlot.Type, EnumText.Of(default(LlmObservationType))),
        LlmField.Level => Kind(ObservationSlot.Level, EnumText.Of(default(LlmLevel))),
        LlmField.Name => Kind(ObservationSlot.Name),
        LlmField.Model => Kind(ObservationSlot.Model),
        LlmField.Provider => Kind(ObservationSlot.Provider),
        LlmField.Operation => Kind(ObservationSlot.Operation),
        LlmField.PromptName => Kind(ObservationSlot.PromptName),
        LlmField.PromptVersion => Kind(ObservationSlot.PromptVersion),
        LlmField.FinishReason => Kind(ObservationSlot.FinishReason),
        LlmField.PricedAs => Kind(ObservationSlot.PricedAs),
        LlmField.PricingTier => Kind(ObservationSlot.PricingTier),
        LlmField.PriceVersion => Kind(ObservationSlot.PriceVersion),
        LlmField.Version => Context(ObservationSlot.Version),
        LlmField.Environment => Context(ObservationSlot.Environment, Views.DefaultEnvironment),
        LlmField.Persona => Context(ObservationSlot.Persona),
        LlmField.ChatMode => Context(ObservationSlot.ChatMode),
        LlmField.WorkflowName => Context(ObservationSlot.WorkflowName),
        LlmField.Workspace => Context(ObservationSlot.Workspace),
        LlmField.Service => Context(ObservationSlot.Service),
        LlmField.UserId => new ColumnCodes(tables.Symbols, _traces.Users, _rows.Traces, null, 0, null),
        LlmField.SessionId => new ColumnCodes(tables.Symbols, _traces.Sessions, _rows.Traces, null, 0, null),
        LlmField.TraceName => OfTrace(TraceRows.Name),
        LlmField.Release => OfTrace(TraceRows.Release),
        LlmField.TraceVersion => OfTrace(TraceRows.Version),
        LlmField.TraceEnvironment => OfTrace(TraceRows.Environment, Views.DefaultEnvironment),
        LlmField.Public => OfTrace(TraceRows.Public, "false"),
        LlmField.Bookmarked => OfTrace(TraceRows.Bookmarked, "false"),
        _ => throw new ArgumentException($"the field {field} cannot be grouped or sorted by", nameof(field)),
    };

    public NumberSource Numbers(LlmField field) => field switch
    {
        LlmField.Count => new ComputedNumbers(1, static _ => 1),
        LlmField.Time => new TimeNumbers(_rows.StartNs, zeroIsUnknown: false),
        LlmField.EndTime => new TimeNumbers(_rows.EndNs, zeroIsUnknown: true),
        LlmField.PromptVersion => new ComputedNumbers(1, PromptVersion),
        LlmField.LatencyMs => new DurationNumbers(_rows.StartNs, _rows.EndNs),
        LlmField.TimeToFirstTokenMs => new DurationNumbers(_rows.StartNs, _rows.CompletionStartNs),
        LlmField.StreamingLatencyMs => new DurationNumbers(_rows.CompletionStartNs, _rows.EndNs),
        LlmField.InputTokens => new UsageNumbers(_rows.Usage, static shape => shape.Input),
        LlmField.OutputTokens => new UsageNumbers(_rows.Usage, static shape => shape.Output),
        LlmField.TotalTokens => new UsageNumbers(_rows.Usage, static shape => shape.TotalOnly),
        LlmField.CachedInputTokens => new UsageNumbers(_rows.Usage, static shape => shape.CachedInput),
        LlmField.ReasoningTokens => new UsageNumbers(_rows.Usage, static shape => shape.Reasoning),
        LlmField.TokensPerSecond => new ComputedNumbers(
            PerSecondScale, row => PerSecond(Tokens(row, static shape => shape.TotalOnly), DurationNumbers.Of(_rows.StartNs[row], _rows.EndNs[row]))),
        LlmField.OutputTokensPerSecond => new ComputedNumbers(PerSecondScale, row => PerSecond(
            Tokens(row, static shape => shape.Output),
            DurationNumbers.Of(_rows.CompletionStartNs[row] is > 0 and var first ? first : _rows.StartNs[row], _rows.EndNs[row]))),
        LlmField.ScoreCount => new ComputedNumbers(1, ScoreCounts()),
        LlmField.InputCost => Cost(_rows.InputCosts, CostPart.Input),
        LlmField.OutputCost => Cost(_rows.OutputCosts, CostPart.Output),
        LlmField.TotalCost => Cost(_rows.TotalCosts, CostPart.Total),
        _ => throw new ArgumentException($"the field {field} is no number", nameof(field)),
    };

    private static long PerSecond(long tokens, long durationNs) =>
        tokens < 0 || durationNs <= 0 ? NumberSource.Unknown : (long)Math.Min(9e18, tokens * 1e15 / durationNs);

    private Func<int, long> ScoreCounts()
    {
        var counts = new Dictionary<int, long>();
        foreach (ScoreRow score in tables.Scores.Values)
        {
            if (score.Score is { ObservationId: { } id, TraceId: { } traceId }
                && tables.FindObservation(Encoding.UTF8.GetBytes(id), Encoding.UTF8.GetBytes(traceId)) is >= 0 and var row)
            {
                counts[row] = counts.GetValueOrDefault(row) + 1;
            }
        }

        return row => counts.GetValueOrDefault(row);
    }

    private NumberSource Cost(CostColumn costs, CostPart part) => repricing is null ? new CostNumbers(costs) : new RepricedNumbers(repricing, part);

    private long Tokens(int row, Func<UsageShape, int[]> places) =>
        _rows.Usage.ShapeOf(row) is >= 0 and var shape ? _rows.Usage.Sum(row, _rows.Usage.Shapes[shape], places(_rows.Usage.Shapes[shape])) : NumberSource.Unknown;

    private long PromptVersion(int row) =>
        long.TryParse(tables.Symbols.Text(_rows.KindSymbol(row, ObservationSlot.PromptVersion)), out long version) ? version : NumberSource.Unknown;

    private ColumnCodes Kind(int slot, string? defaultText = null) => new(tables.Symbols, _rows.Kinds, null, _rows.KindTuples, slot, defaultText);

    private ColumnCodes Context(int slot, string? defaultText = null) => new(tables.Symbols, _rows.Contexts, null, _rows.ContextTuples, slot, defaultText);

    private ColumnCodes OfTrace(int slot, string? defaultText = null) => new(tables.Symbols, _traces.Contexts, _rows.Traces, _traces.ContextTuples, slot, defaultText);
}
