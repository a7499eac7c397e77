using Tta.Model;
using Tta.Server.Ui;

namespace Tta.Server.Tests.Ui;

public sealed class TraceSummaryTests
{
    private static readonly Resource s_shop = new([new KeyValue("service.name", AnyValue.From("shop")), new KeyValue("workspace", AnyValue.From("main"))]);
    private static readonly Resource s_model = new([new KeyValue("service.name", AnyValue.From("model"))]);

    [Fact]
    public void Of_SumsUpServicesErrorsPersonasTokensAndCost()
    {
        TraceSummary summary = TraceSummary.Of(TraceOf(
            MakeSpan(1, 0, 100, 900, s_shop, ("workflow.name", AnyValue.From("analysis")), ("persona", AnyValue.From("analyst"))),
            MakeSpan(2, 1, 200, 1_200, s_model, ("persona", AnyValue.From("reviewer")), ("gen_ai.usage.input_tokens", AnyValue.From(10L)),
                ("gen_ai.usage.output_tokens", AnyValue.From(5L)), ("gen_ai.usage.cost", AnyValue.From(0.0003))),
            MakeSpan(3, 1, 300, 400, s_model, SpanStatusCode.Error, ("gen_ai.usage.input_tokens", AnyValue.From(1L)))));
        Assert.Equal(("shop", "op1", "analysis", "main"), (summary.RootService, summary.RootOperation, summary.WorkflowName, summary.Workspace));
        Assert.Equal(["analyst", "reviewer"], summary.Personas);
        Assert.Equal((100L, 1_100L, 3, 1), (summary.StartNs, summary.DurationNs, summary.SpanCount, summary.ErrorCount));
        Assert.Equal([new ServiceCount("model", 2, 1), new ServiceCount("shop", 1, 0)], summary.Services);
        Assert.Equal((2, 11L, 5L, 0.0003m), (summary.LlmCalls, summary.InputTokens, summary.OutputTokens, summary.CostUsd));
    }

    [Fact]
    public void Of_RootNotYetStored_NamesTheEarliestOrphan()
    {
        TraceSummary summary = TraceSummary.Of(TraceOf(MakeSpan(5, 9, 300, 400, s_shop), MakeSpan(4, 9, 200, 250, s_shop), MakeSpan(6, 4, 210, 220, s_shop)));
        Assert.Equal("op4", summary.RootOperation);
        Assert.False(summary.Failed);
    }

    [Fact]
    public void Of_ErrorsInside_AreNotTheFailureOfTheWhole()
    {
        Span handled = MakeSpan(2, 1, 110, 120, s_shop, SpanStatusCode.Error);
        Assert.False(TraceSummary.Of(TraceOf(MakeSpan(1, 0, 100, 200, s_shop), handled)).Failed);
        Assert.True(TraceSummary.Of(TraceOf(MakeSpan(1, 0, 100, 200, s_shop, SpanStatusCode.Error), handled)).Failed);
    }

    [Fact]
    public void Of_SpansThatAreEachOthersParents_StillHasARoot()
    {
        TraceSummary summary = TraceSummary.Of(TraceOf(MakeSpan(1, 2, 100, 200, s_shop), MakeSpan(2, 1, 110, 190, s_shop)));
        Assert.Equal("op1", summary.RootOperation);
    }

    [Fact]
    public void Quantile_IsTheNearestRank()
    {
        var sample = new DurationSample();
        Assert.Equal(0, sample.Quantile(0.5));
        foreach (long ns in (long[])[40, 10, 30, 20])
        {
            sample.Add(ns);
        }

        Assert.Equal((10L, 20L, 40L, 40L, 100L), (sample.Quantile(0), sample.Quantile(0.5), sample.Quantile(0.95), sample.Quantile(1), sample.TotalNs));
    }

    [Fact]
    public void Money_HasNoTrailingZerosAndLosesNothing()
    {
        Assert.Equal("0", UiJson.Money(0.000m));
        Assert.Equal("0.0001234567", UiJson.Money(0.00012345670m));
        Assert.Equal("12", UiJson.Money(12.00m));
    }

    private static Trace TraceOf(params Span[] spans) => new(spans[0].TraceId, spans, []);

    private static Span MakeSpan(ulong id, ulong parent, long startNs, long endNs, Resource resource, params (string, AnyValue)[] attributes) =>
        MakeSpan(id, parent, startNs, endNs, resource, SpanStatusCode.Unset, attributes);

    private static Span MakeSpan(
        ulong id, ulong parent, long startNs, long endNs, Resource resource, SpanStatusCode status, params (string Key, AnyValue Value)[] attributes) => new()
    {
        TraceId = new TraceId(0, 7),
        SpanId = new SpanId(id),
        ParentSpanId = new SpanId(parent),
        Name = $"op{id}",
        StartNs = startNs,
        EndNs = endNs,
        Status = status,
        Attributes = attributes.Select(a => new KeyValue(a.Key, a.Value)).ToArray(),
        Resource = resource,
        Scope = new Scope("", "", []),
    };
}
