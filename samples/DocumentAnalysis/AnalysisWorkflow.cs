using System.Diagnostics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Tta.Integrations;
using Tta.Primitives;

namespace DocumentAnalysis;

/// <summary>
/// parse &gt;&gt; (fast | quality) &gt;&gt; (figures | dates | references) &gt;&gt; merge. An analyst writes the summary, then a reviewer,
/// another persona, checks the facts and writes the report.
/// </summary>
internal sealed class AnalysisWorkflow
{
    public const string Name = "document-analysis";
    public const string Analyst = "tta-data-scientist";
    public const string AnalysisMode = "analysis";
    public const string Reviewer = "tta-testing-specialist";
    public const string ReviewMode = "review";
    public const string TraceIdEntry = "trace.id";

    private const string DocumentEntry = "document";
    private const string SummaryEntry = "summary";
    private const string AttemptEntry = "register.attempt";
    private const int LongDocumentWords = 110;

    private readonly Models _models;
    private readonly ReferenceRegister _register;
    private readonly ILogger _log;

    public AnalysisWorkflow(Models models, ReferenceRegister register, ILogger log)
    {
        _models = models;
        _register = register;
        _log = log;
        Primitive = Build();
    }

    /// <summary>The workflow, ready to run.</summary>
    public Primitive<Document, Report> Primitive { get; }

    private Primitive<Document, Report> Build()
    {
        var parse = Workflow.Step<Document, ParsedDocument>("ParseDocument", Parse);

        var fast = Summarize("SummarizeFast", _models.Fast);
        var quality = Summarize("SummarizeQuality", _models.Quality)
            .WithTimeout(new TimeoutOptions { Name = "QualityTimeout", Timeout = _models.QualityTimeout })
            .WithFallback(fast, new FallbackOptions { Name = "QualityOrFast" });
        var summarize = Workflow
            .Route(ChooseModel, [("fast", fast), ("quality", quality)], new RouterOptions { Name = "ChooseModel", DefaultRoute = "fast" })
            .WithCache(document => document.Source.Text, new CacheOptions<Summary> { Name = "SummaryCache", MaxEntries = 500 })
            >> Workflow.Step<Summary, Summary>("TakeSummary", TakeSummary);

        var figures = new ChatPrimitive<Summary, FactCheck>("CheckFigures", _models.Fast, FiguresPrompt, ReadFigures, Instructions.Figures);
        var dates = Workflow.Step<Summary, FactCheck>("CheckDates", CheckDates);
        var references = Workflow.Step<Summary, FactCheck>("LookUpReferences", LookUpReferences)
            .WithRetry(new RetryOptions { Name = "RegisterRetry", MaxRetries = 4, BaseDelay = TimeSpan.FromMilliseconds(60) });

        var merge = new ChatPrimitive<(FactCheck, FactCheck, FactCheck), Report>(
            "MergeReport", _models.Quality, ReportPrompt, ReadReport, Instructions.Report);

        // The analyst comes with the context; half-way the reviewer takes over.
        var review = ((figures | dates | references) >> merge).WithPersona(Reviewer, ReviewMode);
        return (parse >> summarize >> review).Named(Name);
    }

    private static Primitive<ParsedDocument, Summary> Summarize(string name, IChatClient model)
        => new ChatPrimitive<ParsedDocument, Summary>(
            name, model, SummaryPrompt, static (reply, _) => new Summary(reply.Text, reply.Model), Instructions.Summary);

    private ValueTask<ParsedDocument> Parse(Document document, WorkflowContext context, CancellationToken cancellationToken)
    {
        context.State.Set(TraceIdEntry, Activity.Current?.TraceId.ToHexString());
        ParsedDocument parsed = DocumentParser.Parse(document);
        context.State.Set(DocumentEntry, parsed);
        Log.Parsed(_log, document.Id, document.Kind, parsed.WordCount, parsed.Claims.Count);
        return ValueTask.FromResult(parsed);
    }

    private RouteDecision ChooseModel(ParsedDocument document)
    {
        RouteDecision decision = document.WordCount > LongDocumentWords ? new("quality", "long_document") : new("fast", "short_document");
        Log.Routed(_log, document.Source.Id, decision.Route, decision.Reason);
        return decision;
    }

    private static ChatPrompt SummaryPrompt(ParsedDocument document, WorkflowContext context)
        => $"Title: {document.Source.Title}\n\n{document.Source.Text}";

    private ValueTask<Summary> TakeSummary(Summary summary, WorkflowContext context, CancellationToken cancellationToken)
    {
        context.State.Set(SummaryEntry, summary);
        Log.Summarized(_log, DocumentOf(context).Source.Id, summary.Model, summary.Text.Length);
        return ValueTask.FromResult(summary);
    }

    private static ChatPrompt FiguresPrompt(Summary summary, WorkflowContext context)
        => $"Summary:\n{summary.Text}\n\nClaims of the document:\n- {string.Join("\n- ", DocumentOf(context).Claims)}";

    private FactCheck ReadFigures(ChatReply reply, WorkflowContext context)
        => Checked(new FactCheck("figures", !reply.Text.StartsWith("MISMATCH", StringComparison.OrdinalIgnoreCase), reply.Text), context);

    private ValueTask<FactCheck> CheckDates(Summary summary, WorkflowContext context, CancellationToken cancellationToken)
        => new(Checked(DateCheck.Run(DocumentOf(context)), context));

    private async ValueTask<FactCheck> LookUpReferences(Summary summary, WorkflowContext context, CancellationToken cancellationToken)
    {
        int attempt = context.State.Update(AttemptEntry, 0, static attempt => attempt + 1);
        return Checked(await _register.LookUpAsync(DocumentOf(context), attempt, context.TimeProvider, cancellationToken), context);
    }

    private static ChatPrompt ReportPrompt((FactCheck Figures, FactCheck Dates, FactCheck References) checks, WorkflowContext context)
    {
        FactCheck[] all = [checks.Figures, checks.Dates, checks.References];
        string findings = string.Join('\n', all.Select(check => $"- {check.Kind}: {(check.Passed ? "passed" : "FAILED")}; {check.Finding}"));
        return $"Title: {DocumentOf(context).Source.Title}\nSummary: {context.State.Get<Summary>(SummaryEntry).Text}\nChecks:\n{findings}";
    }

    private Report ReadReport(ChatReply reply, WorkflowContext context)
    {
        Document document = DocumentOf(context).Source;
        string verdict = reply.Text.Contains("FAILED", StringComparison.Ordinal) ? "needs correction" : "accepted";
        Log.Reported(_log, document.Id, verdict);
        return new Report(document.Id, document.Title, verdict, reply.Text, context.State.Get<Summary>(SummaryEntry).Model);
    }

    private FactCheck Checked(FactCheck check, WorkflowContext context)
    {
        string documentId = DocumentOf(context).Source.Id;
        if (check.Passed)
        {
            Log.CheckPassed(_log, documentId, check.Kind);
        }
        else
        {
            Log.CheckFailed(_log, documentId, check.Kind, check.Finding);
        }

        return check;
    }

    private static ParsedDocument DocumentOf(WorkflowContext context) => context.State.Get<ParsedDocument>(DocumentEntry);
}
