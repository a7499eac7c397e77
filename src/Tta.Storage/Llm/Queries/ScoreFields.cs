using System.Text;
using Tta.Model;
using Tta.Storage.Llm.Rows;

namespace Tta.Storage.Llm.Queries;

/// <summary>Fields of scores, and those of the trace and observation that they judge. Used under the lock of the store.</summary>
internal sealed class ScoreFields(LlmTables tables)
{
    private readonly Dictionary<LlmField, CodeSource> _ofTraces = [];
    private readonly Dictionary<LlmField, CodeSource> _ofObservations = [];
    private readonly TraceFields _traces = new(tables);
    private readonly ObservationFields _observations = new(tables);

    public string? Text(LlmScore score, LlmField field, string? key) => field switch
    {
        LlmField.TraceName or LlmField.UserId or LlmField.Release or LlmField.TraceVersion or LlmField.TraceEnvironment or LlmField.Public
            or LlmField.Bookmarked or LlmField.Tags => OfTrace(score, field),
        LlmField.Workspace or LlmField.Service => OfObservation(score, field) ?? OfTrace(score, field),
        >= LlmField.Type and <= LlmField.PriceVersion when field is not (LlmField.Name or LlmField.Environment) => OfObservation(score, field),
        _ => ItemFields.Text(score, field, key),
    };

    public IReadOnlyList<string> Tags(LlmScore score) =>
        TraceOf(score) is >= 0 and var row ? tables.Traces.Tags(tables.Traces.TagSets[row]) : [];

    private string? OfTrace(LlmScore score, LlmField field) => TraceOf(score) is >= 0 and var row ? Text(_ofTraces, _traces, row, field) : null;

    private string? OfObservation(LlmScore score, LlmField field)
    {
        if (score.ObservationId is null || score.TraceId is null)
        {
            return null;
        }

        int row = tables.FindObservation(Encoding.UTF8.GetBytes(score.ObservationId), Encoding.UTF8.GetBytes(score.TraceId));
        return row >= 0 && tables.Observations.IsAlive(row) ? Text(_ofObservations, _observations, row, field) : null;
    }

    private int TraceOf(LlmScore score) => score.TraceId is null ? -1 : tables.Traces.Find(score.TraceId);

    private static string? Text(Dictionary<LlmField, CodeSource> sources, IRowFields fields, int row, LlmField field)
    {
        if (!sources.TryGetValue(field, out CodeSource? source))
        {
            sources[field] = source = fields.Codes(field);
        }

        Span<int> code = stackalloc int[1];
        source.Read([row], code);
        return source.Text(source.Symbol(code[0]));
    }
}
