using Tta.Model;
using Tta.Server.Ui;

namespace Tta.Server.Tests.Ui;

public sealed class LlmWasteTests
{
    [Fact]
    public void Add_CallsBelowAttemptsThatWereThrownAway_CountByTheOutermostOne()
    {
        var trace = new Trace(new TraceId(0, 1),
        [
            Span(1, 0, "primitive.Root"),
            Span(2, 1, "retry.attempt_1", failed: true), Span(3, 2, "chat m"),
            Span(4, 1, "retry.attempt_2"), Span(5, 4, "chat m"),
            Span(6, 4, "fallback.primary", failed: true), Span(7, 6, "retry.attempt_1", failed: true), Span(8, 7, "chat m"),
            Span(9, 4, "hedging.attempt", attributes: [new("primitive.status", AnyValue.From("cancelled"))]), Span(10, 9, "chat m"),
            Span(11, 4, "chat m", failed: true),
        ], []);
        var waste = new LlmWaste();
        waste.Add([Call(3), Call(5), Call(8), Call(10), Call(11) with { Level = LlmLevel.Error }], trace);
        Assert.Equal(["retry 1 1", "fallback 1 1", "hedge 1 1", "error 1 1"], Rows(waste));
    }

    [Fact]
    public void Add_WithoutSpans_CountsCallsThatFailedThemselves()
    {
        var waste = new LlmWaste();
        waste.Add([Call(3), Call(4) with { Level = LlmLevel.Error }, Call(5) with { Id = "no span id", Level = LlmLevel.Error }], null);
        Assert.Equal(["retry 0 0", "fallback 0 0", "hedge 0 0", "error 2 2"], Rows(waste));
    }

    [Fact]
    public void Add_SpansThatAreTheirOwnAncestors_EndsAllTheSame()
    {
        var waste = new LlmWaste();
        waste.Add([Call(1)], new Trace(new TraceId(0, 1), [Span(1, 2, "a"), Span(2, 1, "retry.attempt_1", failed: true)], []));
        Assert.Equal("retry 1 1", Rows(waste)[0]);
    }

    private static string[] Rows(LlmWaste waste) => [.. waste.Rows.Select(row => FormattableString.Invariant($"{row.Key} {row.Calls} {row.CostUsd}"))];

    private static LlmObservation Call(ulong span) => new()
    {
        Id = new SpanId(span).ToString(),
        TraceId = new TraceId(0, 1).ToString(),
        Type = LlmObservationType.Generation,
        CostDetails = new Dictionary<string, decimal> { ["total"] = 1 },
    };

    private static Span Span(ulong id, ulong parent, string name, bool failed = false, IReadOnlyList<KeyValue>? attributes = null) => new()
    {
        TraceId = new TraceId(0, 1),
        SpanId = new SpanId(id),
        ParentSpanId = new SpanId(parent),
        Name = name,
        Status = failed ? SpanStatusCode.Error : SpanStatusCode.Unset,
        Attributes = attributes ?? [],
        Resource = new Resource([]),
        Scope = new Scope("", "", []),
    };
}
