using System.Diagnostics;

namespace Tta.Observability;

/// <summary>A part of a Langfuse trace. Ends when it is disposed. Not thread-safe; children may run in parallel.</summary>
public abstract class LangfuseObservation : IDisposable
{
    private readonly LangfuseClient _client;
    private readonly LangfuseTraceAttributes _trace;

    private protected LangfuseObservation(LangfuseClient client, LangfuseTraceAttributes trace, Activity? span, string type)
    {
        _client = client;
        _trace = trace;
        Span = span;
        if (span is not null)
        {
            trace.SetOn(span);
            span.SetTag("langfuse.observation.type", type);
        }
    }

    /// <summary>Id of the trace, 32 hex digits; empty when telemetry is off.</summary>
    public string TraceId => Span?.TraceId.ToHexString() ?? "";

    /// <summary>Id of this observation, 16 hex digits; empty when telemetry is off.</summary>
    public string Id => Span?.SpanId.ToHexString() ?? "";

    internal Activity? Span { get; }

    /// <summary>Starts a step inside this one.</summary>
    /// <param name="name">Name of the step.</param>
    /// <param name="input">What it starts from; null says nothing. Content: goes to the LLM store only.</param>
    /// <returns>The step; disposing it ends it.</returns>
    public LangfuseSpan StartSpan(string name, string? input = null)
    {
        var span = new LangfuseSpan(_client, _trace, Child(name, ActivityKind.Internal));
        span.SetInput(input);
        return span;
    }

    /// <summary>Starts a model call inside this step.</summary>
    /// <param name="name">Name of the call.</param>
    /// <param name="model">Model that is asked.</param>
    /// <param name="prompt">What it is asked; null says nothing. Content: goes to the LLM store only.</param>
    /// <returns>The call; disposing it ends it.</returns>
    public LangfuseGeneration StartGeneration(string name, string model, string? prompt = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(model);
        var generation = new LangfuseGeneration(_client, _trace, Child(name, ActivityKind.Client), model);
        generation.SetInput(prompt);
        return generation;
    }

    /// <summary>Reports a model call that is over.</summary>
    /// <param name="name">Name of the call.</param>
    /// <param name="model">Model that was asked.</param>
    /// <param name="prompt">What it was asked. Content: goes to the LLM store only.</param>
    /// <param name="completion">What it answered. Content: goes to the LLM store only.</param>
    /// <param name="usage">Tokens and cost; null says nothing.</param>
    /// <returns>Id of the observation, for scores; empty when telemetry is off.</returns>
    public string CreateGeneration(string name, string model, string prompt, string completion, LangfuseUsage? usage = null)
    {
        using LangfuseGeneration generation = StartGeneration(name, model, prompt);
        generation.End(completion, usage);
        return generation.Id;
    }

    /// <summary>Reports something that happened at this moment.</summary>
    /// <param name="name">What happened.</param>
    /// <param name="input">With what; null says nothing. Content: goes to the LLM store only.</param>
    public void AddEvent(string name, string? input = null)
    {
        using var point = new LangfuseSpan(_client, _trace, Child(name, ActivityKind.Internal), "event");
        point.SetInput(input);
    }

    /// <summary>Says what came out. Content: goes to the LLM store only.</summary>
    /// <param name="output">The outcome; null says nothing.</param>
    public void SetOutput(string? output) => SetContent("langfuse.observation.output", output);

    /// <summary>Adds a fact.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="value">Its value.</param>
    public void SetMetadata(string key, string value) => Span?.SetTag("langfuse.observation.metadata." + key, value);

    /// <summary>Marks it as failed.</summary>
    /// <param name="exception">What went wrong.</param>
    public void Fail(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        if (Span is not null)
        {
            Span.SetStatus(ActivityStatusCode.Error, exception.Message);
            Span.SetTag("error.type", exception.GetType().FullName);
            Span.SetTag("langfuse.observation.level", "ERROR");
            Span.AddException(exception);
        }
    }

    /// <summary>Judges it by a number.</summary>
    /// <param name="name">What is judged.</param>
    /// <param name="value">The judgement.</param>
    /// <param name="comment">Why; null says nothing.</param>
    public void Score(string name, double value, string? comment = null) => _client.Score(TraceId, name, value, comment, ScoredId);

    /// <summary>Judges it by yes or no.</summary>
    /// <inheritdoc cref="Score(string, double, string?)"/>
    public void Score(string name, bool value, string? comment = null) => _client.Score(TraceId, name, value, comment, ScoredId);

    /// <summary>Judges it by a category.</summary>
    /// <inheritdoc cref="Score(string, double, string?)"/>
    public void Score(string name, string value, string? comment = null) => _client.Score(TraceId, name, value, comment, ScoredId);

    /// <summary>Ends it. A second call does nothing.</summary>
    public void Dispose()
    {
        Span?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The observation that scores are about; null means the whole trace.</summary>
    private protected virtual string? ScoredId => Id;

    internal void SetInput(string? input) => SetContent("langfuse.observation.input", input);

    private protected void SetContent(string key, string? content)
    {
        if (content is not null)
        {
            Span?.SetCustomProperty(key, content);
        }
    }

    private Activity? Child(string name, ActivityKind kind)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return Span is null ? null : LangfuseClient.Start(name, kind, Span.Context);
    }
}
