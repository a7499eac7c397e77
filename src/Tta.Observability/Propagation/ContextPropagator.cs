// Spec: W3C Trace Context, W3C Baggage, B3; OpenTelemetry environment variables, OTEL_PROPAGATORS.

using System.Diagnostics;
using Tta.Primitives;

namespace Tta.Observability;

/// <summary>
/// What HTTP clients and servers of this process write and read: the trace in the formats that were chosen, and baggage to no other
/// destination than those allowed. Baggage is that of the running workflow, with its session, correlation, persona and chat mode, and
/// that of the current span.
/// </summary>
internal sealed class ContextPropagator(PropagationFormats formats, BaggageDestinations destinations) : DistributedContextPropagator
{
    private const string BaggageHeader = "baggage";

    private readonly DistributedContextPropagator _w3c = CreateW3CPropagator();

    public override IReadOnlyCollection<string> Fields { get; } =
    [
        .. formats.HasFlag(PropagationFormats.TraceContext) ? (string[])["traceparent", "tracestate"] : [],
        .. formats.HasFlag(PropagationFormats.Baggage) ? (string[])[BaggageHeader] : [],
        .. formats.HasFlag(PropagationFormats.B3) ? (string[])[B3.Single] : [],
        .. formats.HasFlag(PropagationFormats.B3Multi) ? (string[])[B3.TraceId, B3.SpanId, B3.Sampled] : [],
    ];

    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter)
    {
        if (activity is null || setter is null)
        {
            return;
        }

        bool withBaggage = formats.HasFlag(PropagationFormats.Baggage) && destinations.Allow(carrier);
        WorkflowContext? workflow = withBaggage ? WorkflowContext.Current : null;
        _w3c.Inject(activity, carrier, (_, name, value) =>
        {
            bool isBaggage = string.Equals(name, BaggageHeader, StringComparison.Ordinal);
            if (isBaggage ? withBaggage && workflow is null : formats.HasFlag(PropagationFormats.TraceContext))
            {
                setter(carrier, name, value);
            }
        });
        if (activity.IdFormat is ActivityIdFormat.W3C)
        {
            B3.Write(activity, formats, (name, value) => setter(carrier, name, value));
        }

        if (workflow is not null)
        {
            InjectBaggage(workflow, activity, (name, value) => setter(carrier, name, value));
        }
    }

    public override void ExtractTraceIdAndState(object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState)
    {
        traceId = null;
        traceState = null;
        if (getter is null)
        {
            return;
        }

        if (formats.HasFlag(PropagationFormats.TraceContext))
        {
            _w3c.ExtractTraceIdAndState(carrier, getter, out traceId, out traceState);
        }

        traceId ??= B3.ReadTraceParent(formats, name => Header(carrier, getter, name));
    }

    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) =>
        formats.HasFlag(PropagationFormats.Baggage) ? _w3c.ExtractBaggage(carrier, getter) : null;

    // What the workflow says wins over what a span was given.
    private static void InjectBaggage(WorkflowContext workflow, Activity activity, Action<string, string> setHeader)
    {
        IEnumerable<KeyValuePair<string, string>> ofSpan = activity.Baggage
            .Where(member => member.Value is not null && !workflow.Baggage.ContainsKey(member.Key))
            .Select(static member => KeyValuePair.Create(member.Key, member.Value!));
        WorkflowContext merged = workflow with { Baggage = workflow.Baggage.SetItems(ofSpan) };
        merged.Inject((name, value) =>
        {
            if (string.Equals(name, BaggageHeader, StringComparison.Ordinal))
            {
                setHeader(name, value);
            }
        });
    }

    private static string? Header(object? carrier, PropagatorGetterCallback getter, string name)
    {
        getter(carrier, name, out string? value, out IEnumerable<string>? values);
        return value ?? values?.FirstOrDefault();
    }
}
