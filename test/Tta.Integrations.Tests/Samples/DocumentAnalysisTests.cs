using System.Diagnostics;
using System.Text.Json;
using DocumentAnalysis;
using Microsoft.Extensions.Logging.Abstractions;
using Tta.Integrations.Tests.Telemetry;
using Tta.TestKit;

namespace Tta.Integrations.Tests.Samples;

public sealed class DocumentAnalysisTests
{
    private static readonly TimeSpan s_noTimeout = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Results_AreDecidedByTheSeed()
    {
        (AnalysisRun first, CallLedger firstLedger) = await RunAsync(seed: 42);
        (AnalysisRun second, CallLedger secondLedger) = await RunAsync(seed: 42);
        (AnalysisRun other, _) = await RunAsync(seed: 43);

        Assert.Equal(first.Outcomes.Select(outcome => outcome.Report), second.Outcomes.Select(outcome => outcome.Report));
        Assert.Equal(firstLedger.Entries, secondLedger.Entries);
        Assert.NotEqual(first.Outcomes.Select(outcome => outcome.Report), other.Outcomes.Select(outcome => outcome.Report));
        Assert.Equal(12, first.Outcomes.Count);
        Assert.IsType<UnreadableDocumentException>(Assert.Single(first.Outcomes, outcome => outcome.Failure is not null).Failure);
        Assert.Contains(first.Outcomes, outcome => outcome.Report?.Verdict == "accepted");
        Assert.Contains(first.Outcomes, outcome => outcome.Report?.Verdict == "needs correction");
    }

    [Fact]
    public async Task Telemetry_AgreesWithTheBooksOfTheSample()
    {
        using Listener listener = new();

        (AnalysisRun run, CallLedger ledger) = await RunAsync(seed: 42);

        Assert.Equal([AnalysisWorkflow.Analyst, AnalysisWorkflow.Reviewer], ledger.Entries.Select(entry => entry.Persona).Distinct());
        foreach (CallLedger.Entry entry in ledger.Entries)
        {
            string labels = $"model={entry.Model},persona={entry.Persona},";
            Assert.Equal((double)entry.CostUsd, listener.Sum("llm.cost.usd", labels), 12);
            Assert.Equal(entry.Calls, listener.Sum("llm.requests", labels));
            Assert.Equal(entry.Usage.TotalTokens, listener.Sum("llm.tokens", labels));
        }

        Assert.Equal(ledger.Entries.Sum(entry => entry.Calls), listener.Sum("llm.requests"));
        Assert.Equal(12, run.Outcomes.Select(outcome => outcome.TraceId).Distinct().Count());
        Assert.Equal(11, listener.Count("llm.time_to_first_token", "model=claude-sonnet-4-5"));
    }

    [Fact]
    public async Task Traces_HaveOneRootEachAndNoOrphans()
    {
        using Listener listener = new(metrics: false);

        (AnalysisRun run, _) = await RunAsync(seed: 42);

        ILookup<string, Activity> traces = listener.Spans.ToLookup(span => span.TraceId.ToHexString());
        Assert.Equal(run.Outcomes.Select(outcome => outcome.TraceId).Order(), traces.Select(trace => trace.Key).Order());
        foreach (IGrouping<string, Activity> trace in traces)
        {
            HashSet<ActivitySpanId> ids = [.. trace.Select(span => span.SpanId)];
            Activity root = Assert.Single(trace, span => span.ParentSpanId == default);
            Assert.Equal("primitive.document-analysis", root.OperationName);
            Assert.All(trace.Where(span => span != root), span => Assert.Contains(span.ParentSpanId, ids));
        }

        // Of twelve documents nine are summarised: two were sent before, and the scan never gets so far.
        Assert.Equal(9, listener.Spans.Count(span => span.OperationName is "primitive.SummarizeFast" or "primitive.SummarizeQuality"));
        Assert.Contains(listener.Spans, span => span.OperationName == "retry.attempt_2");
        Assert.Equal(11, listener.Spans.Count(span => Equals(span.GetTagItem("persona.from"), AnalysisWorkflow.Analyst) && Equals(span.GetTagItem("persona.to"), AnalysisWorkflow.Reviewer)));
        Assert.Equal(33, listener.Spans.Count(span => span.OperationName.StartsWith("parallel.branch_", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task QualityModelThatStalls_IsReplacedByTheFastOne()
    {
        ManualTimeProvider time = new();
        Models models = OfflineModels.Create(seed: 42, time: time, qualityTimeout: TimeSpan.FromSeconds(1));
        DocumentSource source = new(42);
        Document contract = Enumerable.Range(0, 12).Select(source.At).Single(document => document.Kind == "contract");
        AnalysisWorkflow workflow = new(models, new ReferenceRegister(42), NullLogger.Instance);

        Task<Report> analysis = workflow.Primitive.ExecuteAsync(contract, new Tta.Primitives.WorkflowContext(time)).AsTask();
        while (!analysis.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Yield();
        }

        Assert.Equal("gpt-4o-mini", (await analysis).SummaryModel);
    }

    [Fact]
    public async Task LastLine_IsJsonForWhoeverDroveTheRun()
    {
        using Listener listener = new();
        (AnalysisRun run, CallLedger ledger) = await RunAsync(seed: 1);

        using JsonDocument json = JsonDocument.Parse(RunSummary.ToJson(run.Outcomes, ledger));

        JsonElement root = json.RootElement;
        Assert.Equal(12, root.GetProperty("workflows").GetInt32());
        Assert.Equal(12, root.GetProperty("traceIds").GetArrayLength());
        Assert.Equal(1, root.GetProperty("errors").GetInt32());
        Assert.Equal(ledger.Entries.Sum(e => e.CostUsd), root.GetProperty("costUsdByPersonaModel").EnumerateArray().Sum(e => e.GetProperty("costUsd").GetDecimal()));
        Assert.Equal(ledger.Entries.Sum(e => e.Calls), root.GetProperty("costUsdByPersonaModel").EnumerateArray().Sum(e => e.GetProperty("calls").GetInt32()));
    }

    [Theory]
    [InlineData("--documents")]
    [InlineData("--documents", "0")]
    [InlineData("--documents", "many")]
    [InlineData("--dokuments", "3")]
    public void CommandLine_SaysWhatIsWrong(params string[] arguments)
        => Assert.Contains(arguments[0], Assert.Throws<FormatException>(() => CommandLine.Parse(arguments)).Message);

    [Fact]
    public void CommandLine_ReadsItsOptions()
        => Assert.Equal(
            new CommandLine { Documents = 3, Seed = -7, Concurrency = 2, Duration = TimeSpan.FromSeconds(9), Linger = true },
            CommandLine.Parse(["--documents", "3", "--seed", "-7", "--concurrency", "2", "--duration", "9", "--linger"]));

    private static async Task<(AnalysisRun Run, CallLedger Ledger)> RunAsync(int seed)
    {
        CallLedger ledger = new();
        Models models = OfflineModels.Create(seed, latencyScale: 0, qualityTimeout: s_noTimeout).CountedBy(ledger);
        AnalysisWorkflow workflow = new(models, new ReferenceRegister(seed), NullLogger.Instance);
        AnalysisRun run = new(workflow, new DocumentSource(seed), NullLogger.Instance, TimeProvider.System, static _ => { });
        await run.RunAsync(count: 12, concurrency: 4, CancellationToken.None);
        return (run, ledger);
    }
}
