// W3C Trace Context (https://www.w3.org/TR/trace-context/) and W3C Baggage (https://www.w3.org/TR/baggage/).
// Beside the application's baggage, the identity of the workflow travels as baggage members under the names of the span attributes.

using System.Collections.Immutable;
using System.Diagnostics;
using System.Net.Http.Headers;

namespace Tta.Primitives;

public sealed partial record WorkflowContext
{
    private const string TraceParentHeader = "traceparent";
    private const string TraceStateHeader = "tracestate";
    private const string BaggageHeader = "baggage";
    private const int MaxIdentityLength = 128;

    /// <summary>
    /// Writes <c>traceparent</c>, <c>tracestate</c> and <c>baggage</c> for the next process: the current span (else
    /// <see cref="TraceContext"/>), the baggage, and session, correlation, persona and chat mode as baggage.
    /// </summary>
    /// <param name="setHeader">Takes name and value of each header.</param>
    public void Inject(Action<string, string> setHeader)
    {
        ArgumentNullException.ThrowIfNull(setHeader);
        ActivityContext trace = Activity.Current is { IdFormat: ActivityIdFormat.W3C } span ? span.Context : TraceContext;
        if (trace != default)
        {
            setHeader(TraceParentHeader, $"00-{trace.TraceId}-{trace.SpanId}-{(trace.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? "01" : "00")}");
            if (!string.IsNullOrEmpty(trace.TraceState))
            {
                setHeader(TraceStateHeader, trace.TraceState);
            }
        }

        var travelling = Baggage.ToBuilder();
        Carry(travelling, AttributeNames.SessionId, SessionId);
        Carry(travelling, AttributeNames.CorrelationId, CorrelationId);
        Carry(travelling, AttributeNames.Persona, Persona);
        Carry(travelling, AttributeNames.ChatMode, ChatMode);
        string baggage = W3CBaggage.Format(travelling);
        if (baggage.Length > 0)
        {
            setHeader(BaggageHeader, baggage);
        }
    }

    /// <summary>Writes the headers of <see cref="Inject(Action{string, string})"/> into a dictionary, for queues and messages.</summary>
    /// <param name="carrier">Existing headers of these names are replaced.</param>
    public void Inject(IDictionary<string, string> carrier)
    {
        ArgumentNullException.ThrowIfNull(carrier);
        Inject((name, value) => carrier[name] = value);
    }

    /// <summary>Writes the headers of <see cref="Inject(Action{string, string})"/> into an HTTP request.</summary>
    /// <param name="headers">Existing headers of these names are replaced.</param>
    public void Inject(HttpHeaders headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        Inject((name, value) =>
        {
            headers.Remove(name);
            headers.TryAddWithoutValidation(name, value);
        });
    }

    /// <summary>Continues what another process began. Missing or malformed headers are ignored: the worst case is a new trace.</summary>
    /// <param name="getHeader">Gives the value of a header by its lower-case name, or null.</param>
    /// <param name="timeProvider">Clock of the new context. Default: the system's.</param>
    /// <returns>A new context with its own workflow id.</returns>
    public static WorkflowContext Extract(Func<string, string?> getHeader, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(getHeader);
        _ = ActivityContext.TryParse(getHeader(TraceParentHeader), getHeader(TraceStateHeader), isRemote: true, out ActivityContext trace);
        ImmutableDictionary<string, string> baggage = W3CBaggage.Parse(getHeader(BaggageHeader));
        var context = new WorkflowContext(timeProvider)
        {
            TraceContext = trace,
            SessionId = Identity(baggage, AttributeNames.SessionId),
            Persona = Identity(baggage, AttributeNames.Persona),
            ChatMode = Identity(baggage, AttributeNames.ChatMode),
            Baggage = baggage.RemoveRange(
                [AttributeNames.SessionId, AttributeNames.CorrelationId, AttributeNames.Persona, AttributeNames.ChatMode]),
        };
        return Identity(baggage, AttributeNames.CorrelationId) is { } correlation ? context with { CorrelationId = correlation } : context;
    }

    /// <summary>Continues what another process began, from headers in a dictionary; names in any case.</summary>
    /// <param name="carrier">The headers.</param>
    /// <param name="timeProvider">Clock of the new context. Default: the system's.</param>
    /// <returns>A new context with its own workflow id.</returns>
    public static WorkflowContext Extract(IEnumerable<KeyValuePair<string, string>> carrier, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(carrier);
        return Extract(
            name => carrier.FirstOrDefault(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase)).Value,
            timeProvider);
    }

    /// <summary>Continues what another process began, from the headers of an HTTP message.</summary>
    /// <param name="headers">The headers.</param>
    /// <param name="timeProvider">Clock of the new context. Default: the system's.</param>
    /// <returns>A new context with its own workflow id.</returns>
    public static WorkflowContext Extract(HttpHeaders headers, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(headers);
        return Extract(
            name => headers.TryGetValues(name, out IEnumerable<string>? values) ? string.Join(',', values) : null,
            timeProvider);
    }

    // These become attributes and labels: a sender must not be able to make them long.
    private static string? Identity(ImmutableDictionary<string, string> baggage, string key) =>
        baggage.TryGetValue(key, out string? value) && value.Length is > 0 and <= MaxIdentityLength ? value : null;

    private static void Carry(ImmutableDictionary<string, string>.Builder baggage, string key, string? value)
    {
        if (value is not null)
        {
            baggage[key] = value;
        }
    }
}
