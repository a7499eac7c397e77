using Tta.Model;
using Tta.Wire.Langfuse;

namespace Tta.Wire.Tests.Langfuse;

public sealed class EvaluationResultsTests
{
    [Fact]
    public void An_event_is_a_score_of_its_span()
    {
        Span span = Span(
            Result(("gen_ai.evaluation.name", AnyValue.From("Relevance")), ("gen_ai.evaluation.score.value", AnyValue.From(0.75)), ("gen_ai.evaluation.score.label", AnyValue.From("pass")),
                ("gen_ai.evaluation.explanation", AnyValue.From("close enough")), ("gen_ai.response.id", AnyValue.From("r1"))),
            new SpanEvent(5, "exception", []),
            Result(("gen_ai.evaluation.name", AnyValue.From("Tone")), ("gen_ai.evaluation.score.label", AnyValue.From("kind"))));

        List<LlmScoreChange> scores = EvaluationResults.Find(SpanBatches.Of(span))!;

        Assert.Equal(2, scores.Count);
        Assert.Equal(("Relevance", LlmScoreDataType.Numeric, 0.75, null, "close enough"), (scores[0].Name, scores[0].DataType, scores[0].Number, scores[0].Text, scores[0].Comment));
        Assert.Equal((span.TraceId.ToString(), span.SpanId.ToString(), LlmScoreSource.Eval, 7L), (scores[0].TraceId, scores[0].ObservationId, scores[0].Source, scores[0].EventNs));
        Assert.Equal("""{"gen_ai.evaluation.score.label":"pass","gen_ai.response.id":"r1"}""", scores[0].MetadataJson);
        Assert.Equal(("Tone", LlmScoreDataType.Categorical, null, "kind"), (scores[1].Name, scores[1].DataType, scores[1].Number, scores[1].Text));
        Assert.NotEqual(scores[0].Id, scores[1].Id);
        Assert.Equal(scores.Select(score => score.Id), EvaluationResults.Find(SpanBatches.Of(span))!.Select(score => score.Id));
    }

    [Theory]
    [InlineData(null, 0.5, null)]
    [InlineData("Relevance", null, null)]
    [InlineData("Relevance", double.NaN, null)]
    public void A_result_without_name_or_value_is_no_score(string? name, double? value, string? label)
    {
        List<(string, AnyValue)> attributes = [];
        if (name is not null)
        {
            attributes.Add(("gen_ai.evaluation.name", AnyValue.From(name)));
        }

        if (value is { } number)
        {
            attributes.Add(("gen_ai.evaluation.score.value", AnyValue.From(number)));
        }

        if (label is not null)
        {
            attributes.Add(("gen_ai.evaluation.score.label", AnyValue.From(label)));
        }

        Assert.Null(EvaluationResults.Find(SpanBatches.Of(Span(Result([.. attributes])))));
    }

    [Fact]
    public void Ordinary_spans_have_none() => Assert.Null(EvaluationResults.Find(SpanBatches.Of(Span())));

    private static SpanEvent Result(params (string Key, AnyValue Value)[] attributes) =>
        new(7, "gen_ai.evaluation.result", [.. attributes.Select(attribute => new KeyValue(attribute.Key, attribute.Value))]);

    private static Span Span(params SpanEvent[] events) => new()
    {
        TraceId = new TraceId(1, 2), SpanId = new SpanId(3), Name = "chat", StartNs = 1, EndNs = 9, Events = events, Attributes = [], Resource = new Resource([]), Scope = new Scope("", "", []),
    };
}
