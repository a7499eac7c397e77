using Tta.Model;

namespace Tta.Server.Jaeger;

/// <summary>What traces show of the instrumentation of one service.</summary>
internal sealed class TraceQuality(string service)
{
    public static readonly IReadOnlyList<(string Key, string Label)> Categories =
        [("coverage", "Instrumentation coverage"), ("quality", "Trace quality")];

    private readonly SortedDictionary<string, QualityExamples> _clients = new(StringComparer.Ordinal);

    public IReadOnlyList<QualityCheck> Checks { get; } =
    [
        new("coverage", "Parents are stored", "The parent that a span names is in its trace.",
            static (span, ids) => !span.ParentSpanId.IsValid || ids.Contains(span.ParentSpanId)),
        new("coverage", "Kind is said", "A span says whether it is a server, a client, a producer, a consumer or internal.",
            static (span, _) => span.Kind != SpanKind.Unspecified),
        new("coverage", "Instrumentation is named", "A span names the library that made it.", static (span, _) => span.Scope.Name.Length > 0),
        new("quality", "Time runs forward", "A span ends when it starts, or later.", static (span, _) => span.StartNs > 0 && span.EndNs >= span.StartNs),
        new("quality", "Operation is named", "A span has a name.", static (span, _) => span.Name.Length > 0),
        new("quality", "Failures are explained", "A span with error status has a message, an error type or an exception.",
            static (span, _) => span.Status != SpanStatusCode.Error || IsExplained(span)),
    ];

    /// <summary>Spans by the SDK that sent them.</summary>
    public IReadOnlyDictionary<string, QualityExamples> Clients => _clients;

    public void Add(Trace trace)
    {
        var ids = new HashSet<SpanId>(trace.Spans.Count);
        foreach (Span span in trace.Spans)
        {
            ids.Add(span.SpanId);
        }

        foreach (Span span in trace.Spans)
        {
            if (span.Resource.ServiceName != service)
            {
                continue;
            }

            foreach (QualityCheck check in Checks)
            {
                check.Add(span, ids);
            }

            string client = $"{Text(span.Resource, "telemetry.sdk.language")} {Text(span.Resource, "telemetry.sdk.name")} {Text(span.Resource, "telemetry.sdk.version")}".Trim();
            if (client.Length > 0)
            {
                if (!_clients.TryGetValue(client, out QualityExamples? spans))
                {
                    _clients.Add(client, spans = new QualityExamples());
                }

                spans.Add(span);
            }
        }
    }

    /// <summary>Spans that passed the checks of a category, percent; 0 without spans.</summary>
    public int Score(string category)
    {
        long passed = 0;
        long all = 0;
        foreach (QualityCheck check in Checks)
        {
            passed += check.Category == category ? check.Passed.Count : 0;
            all += check.Category == category ? check.Passed.Count + check.Failed.Count : 0;
        }

        return all == 0 ? 0 : (int)(passed * 100 / all);
    }

    private static string Text(Resource resource, string key) => KeyValue.TryFind(resource.Attributes, key, out AnyValue value) ? value.ToText() : "";

    private static bool IsExplained(Span span) => span.StatusMessage.Length > 0 || KeyValue.TryFind(span.Attributes, "error.type", out _)
        || span.Events.Any(happened => happened.Name == "exception");
}
