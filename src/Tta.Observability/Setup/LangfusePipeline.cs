namespace Tta.Observability;

/// <summary>What goes to Langfuse, or to the part of <c>tta</c> that speaks like it: model calls and scores.</summary>
internal sealed class LangfusePipeline : IDisposable
{
    private readonly LangfuseHttp _http;

    public LangfusePipeline(SessionParts parts, ModelCallTarget target)
    {
        ModelCallOptions options = parts.Options.ModelCalls;
        _http = new LangfuseHttp(target, parts.Options.Time, parts.Closing);
        var writer = new OtlpJsonWriter(parts.Settings.Resource, target, parts.Redactor, options.MaxContentLength);
        Calls = new ModelCallSender(_http, writer, options, target, parts.Counters, parts.Problems);
        Registry = new LangfuseRegistry(_http, parts.Redactor, parts.Problems);
        Prompts = new PromptCache(Registry, parts.Options.Time);
        Scores = new ScoreSender(_http, options.QueueSize, target, parts.Redactor, parts.Counters, parts.Problems);
    }

    public ModelCallSender Calls { get; }

    public ScoreSender Scores { get; }

    public LangfuseRegistry Registry { get; }

    public PromptCache Prompts { get; }

    public bool Flush(int timeoutMs) => Calls.Flush(timeoutMs) & Scores.Flush(timeoutMs);

    public void Shutdown(int timeoutMs)
    {
        Calls.Shutdown(timeoutMs);
        Scores.Shutdown(timeoutMs);
    }

    public void Dispose()
    {
        Calls.Dispose();
        Scores.Dispose();
        _http.Dispose();
    }
}
