using Tta.Model;
using Tta.Server.Forwarding;
using Tta.Server.Redaction;

namespace Tta.Server.Ingest;

/// <summary>Where data are stored: every way in goes through here.</summary>
internal sealed record Appenders(ITraceAppender Traces, IMetricAppender Metrics, ILogAppender Logs, ILlmAppender Llm)
{
    /// <summary>Where the model calls go that were found in spans which <see cref="Traces"/> has taken.</summary>
    public ILlmAppender LlmOfStoredSpans { get; private init; } = Llm;

    /// <summary>The stores; what they take of model calls is forwarded, if it is to be.</summary>
    public static Appenders Of(Stores stores, LangfuseForwarding? forwarding = null) =>
        new(stores.Traces, stores.Metrics, stores.Logs, forwarding?.Behind(stores.Llm) ?? stores.Llm);

    /// <summary>The same behind the one place where secrets are taken out.</summary>
    public Appenders Redacting(IntakeRedactor redactor)
    {
        var labels = new LabelRedaction(redactor);
        var llm = new RedactingLlm(Llm, new LlmRedaction(redactor));
        return new Appenders(
            new RedactingTraces(Traces, new SpanRedaction(redactor)), new RedactingMetrics(Metrics, labels), new RedactingLogs(Logs, labels), llm)
        {
            // The spans have nothing to hide any more. Which texts are content is another question to calls than to attributes.
            LlmOfStoredSpans = redactor.KeepsContent ? Llm : llm,
        };
    }
}
