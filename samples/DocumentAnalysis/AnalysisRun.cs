using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Tta.Primitives;

namespace DocumentAnalysis;

/// <summary>Feeds documents to the workflow, several in flight, and keeps the results.</summary>
internal sealed class AnalysisRun(AnalysisWorkflow workflow, DocumentSource documents, ILogger log, TimeProvider time, Action<string> print)
{
    private readonly ConcurrentBag<Outcome> _outcomes = [];
    private readonly string _session = Guid.NewGuid().ToString("N");

    /// <summary>What came of each document, in the order of the pile.</summary>
    public IReadOnlyList<Outcome> Outcomes => [.. _outcomes.OrderBy(outcome => outcome.Index)];

    /// <summary>Analyses documents of the pile until there are enough or it is told to stop; what is in flight is finished.</summary>
    public async Task RunAsync(int? count, int concurrency, CancellationToken stop)
    {
        int next = -1;
        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => WorkAsync()));

        async Task WorkAsync()
        {
            while (!stop.IsCancellationRequested)
            {
                int index = Interlocked.Increment(ref next);
                if (index >= count)
                {
                    return;
                }

                await AnalyseAsync(index);
            }
        }
    }

    private async Task AnalyseAsync(int index)
    {
        Document document = documents.At(index);
        WorkflowContext context = new WorkflowContext(time) { SessionId = _session }
            .WithPersona(AnalysisWorkflow.Analyst, AnalysisWorkflow.AnalysisMode)
            .WithTag("document.kind", document.Kind);
        long start = time.GetTimestamp();
        Report? report = null;
        Exception? failure = null;
        try
        {
            report = await workflow.Primitive.ExecuteAsync(document, context);
        }
        catch (Exception e)
        {
            failure = e;
            Log.Failed(log, e, document.Id);
        }

        context.State.TryGet(AnalysisWorkflow.TraceIdEntry, out string? traceId);
        Outcome outcome = new(index, document.Id, document.Kind, report, failure, traceId, time.GetElapsedTime(start));
        _outcomes.Add(outcome);
        print(outcome.ToString());
    }

    /// <param name="Index">Position in the pile, from 0.</param>
    /// <param name="DocumentId">Which document.</param>
    /// <param name="Kind">What kind of document.</param>
    /// <param name="Report">The report; null when the analysis failed.</param>
    /// <param name="Failure">Why it failed; null when it did not.</param>
    /// <param name="TraceId">Trace of the workflow; null when it is not traced.</param>
    /// <param name="Duration">Time from start to end.</param>
    internal sealed record Outcome(int Index, string DocumentId, string Kind, Report? Report, Exception? Failure, string? TraceId, TimeSpan Duration)
    {
        public override string ToString()
        {
            string result = Report is null ? $"FAILED: {Failure?.Message}" : $"{Report.Verdict} (summary by {Report.SummaryModel})";
            return string.Create(CultureInfo.InvariantCulture, $"{DocumentId}  {Kind,-9} {Duration.TotalSeconds,5:0.00} s  {TraceId}  {result}");
        }
    }
}
