// Spec: OpenTelemetry GenAI semantic conventions 1.41, event gen_ai.evaluation.result. Differences: only events of spans are read.
using Tta.Model;

namespace Tta.Wire.Langfuse;

/// <summary>Makes scores of the evaluation results that spans carry as events.</summary>
public static class EvaluationResults
{
    private const string EventName = "gen_ai.evaluation.result";
    private const string Name = "gen_ai.evaluation.name";
    private const string Value = "gen_ai.evaluation.score.value";
    private const string Label = "gen_ai.evaluation.score.label";
    private const string Explanation = "gen_ai.evaluation.explanation";

    /// <summary>The scores of a batch; null when it has none. A span that comes again gives the same scores, by the same ids.</summary>
    public static List<LlmScoreChange>? Find(SpanBatch spans)
    {
        // Almost no batch has any: one look through all its bytes.
        if (spans.Arena.Written.IndexOf("gen_ai.evaluation.result"u8) < 0)
        {
            return null;
        }

        var scores = new List<LlmScoreChange>();
        var reader = new SpanBatchReader(spans);
        for (int i = 0; i < spans.Spans.Count; i++)
        {
            if (spans.Arena.Get(spans.Spans[i].Message).IndexOf("gen_ai.evaluation.result"u8) >= 0)
            {
                AddTo(scores, reader.Read(i));
            }
        }

        return scores.Count == 0 ? null : scores;
    }

    private static void AddTo(List<LlmScoreChange> scores, Span span)
    {
        for (int i = 0; i < span.Events.Count; i++)
        {
            if (string.Equals(span.Events[i].Name, EventName, StringComparison.Ordinal) && Score(span, span.Events[i], i) is { } score)
            {
                scores.Add(score);
            }
        }
    }

    private static LlmScoreChange? Score(Span span, SpanEvent result, int number)
    {
        bool hasValue = KeyValue.TryFind(result.Attributes, Value, out AnyValue value) & value.TryGetNumber(out double amount) && double.IsFinite(amount);
        string label = Text(result, Label);
        string name = Text(result, Name);
        if (name.Length == 0 || (label.Length == 0 && !hasValue))
        {
            return null;
        }

        return new LlmScoreChange
        {
            Id = $"{span.TraceId}-{span.SpanId}-evaluation-{number}",
            EventNs = result.TimeNs > 0 ? result.TimeNs : span.EndNs,
            Name = name,
            TraceId = span.TraceId.ToString(),
            ObservationId = span.SpanId.ToString(),
            DataType = hasValue ? LlmScoreDataType.Numeric : LlmScoreDataType.Categorical,
            Source = LlmScoreSource.Eval,
            Number = hasValue ? amount : null,
            Text = hasValue ? null : label,
            Comment = Text(result, Explanation) is { Length: > 0 } explanation ? explanation : null,
            MetadataJson = Metadata(result),
        };
    }

    private static string Text(SpanEvent result, string key) => KeyValue.TryFind(result.Attributes, key, out AnyValue value) ? value.ToText() : "";

    // What the score itself does not say, the label of a number with it.
    private static string? Metadata(SpanEvent result)
    {
        var further = new List<KeyValue>();
        foreach (KeyValue attribute in result.Attributes)
        {
            if (attribute.Key is not (Name or Value or Explanation))
            {
                further.Add(attribute);
            }
        }

        return further.Count == 0 ? null : AnyValueJson.ToJson(AnyValue.From(further.ToArray()));
    }
}
