using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Logs;
using Tta.Primitives;

namespace Tta.Observability;

/// <summary>
/// Adds persona and workflow of the running step to a log record and takes secrets out of it. Runs where the record is written: the
/// SDK reuses records, so later would be too late.
/// </summary>
internal sealed class LogPreparation(Redactor redactor) : BaseProcessor<LogRecord>
{
    private static readonly (string Name, Func<WorkflowContext, string?> Of)[] s_contextAttributes =
    [
        ("persona", static context => context.Persona),
        ("chatmode", static context => context.ChatMode),
        ("workflow.id", static context => context.WorkflowId),
        ("workflow.name", static context => context.WorkflowName),
        ("session.id", static context => context.SessionId),
        ("correlation.id", static context => context.CorrelationId),
    ];

    public override void OnEnd(LogRecord data)
    {
        try
        {
            Prepare(data);
        }
        catch (Exception)
        {
            // An exception or a state of the application that cannot be read: nothing unchecked leaves, and nothing is thrown at the caller.
            data.Attributes = [];
            data.Exception = null;
            data.FormattedMessage = Redactor.FullyMasked;
            data.Body = Redactor.FullyMasked;
        }
    }

    private void Prepare(LogRecord data)
    {
        List<KeyValuePair<string, object?>>? changed = null;
        AddContext(data, ref changed);
        HideSecrets(data, ref changed);
        if (changed is not null)
        {
            data.Attributes = changed;
        }

        data.FormattedMessage = data.FormattedMessage is { } message ? redactor.Text(message) : null;
        data.Body = data.Body is { } body ? redactor.Text(body) : null;
    }

    private static void AddContext(LogRecord data, ref List<KeyValuePair<string, object?>>? changed)
    {
        // Outside a workflow the spans around may still say for whom the code runs.
        WorkflowContext? context = WorkflowContext.Current;
        Activity? span = Activity.Current;
        if (context is null && span is null)
        {
            return;
        }

        foreach ((string name, Func<WorkflowContext, string?> of) in s_contextAttributes)
        {
            object? value = context is null ? ValueOf(span!, name) : of(context);
            if (value is not null && !Has(data.Attributes, name))
            {
                (changed ??= Copy(data.Attributes)).Add(new(name, value));
            }
        }
    }

    private void HideSecrets(LogRecord data, ref List<KeyValuePair<string, object?>>? changed)
    {
        int count = changed?.Count ?? data.Attributes?.Count ?? 0;
        for (int i = 0; i < count; i++)
        {
            KeyValuePair<string, object?> attribute = changed is null ? data.Attributes![i] : changed[i];
            object? hidden = redactor.Attribute(attribute.Key, attribute.Value);
            if (!ReferenceEquals(hidden, attribute.Value))
            {
                (changed ??= Copy(data.Attributes))[i] = new(attribute.Key, hidden);
            }
        }

        // The exporter writes an exception by its own means; one that holds a secret is written here instead.
        if (data.Exception is { } exception)
        {
            string stack = exception.ToString();
            string hidden = redactor.Text(stack);
            if (!ReferenceEquals(hidden, stack))
            {
                changed ??= Copy(data.Attributes);
                changed.Add(new("exception.type", exception.GetType().FullName));
                changed.Add(new("exception.message", redactor.Text(exception.Message)));
                changed.Add(new("exception.stacktrace", hidden));
                data.Exception = null;
            }
        }
    }

    private static object? ValueOf(Activity activity, string name)
    {
        for (Activity? at = activity; at is not null; at = at.Parent)
        {
            if (at.GetTagItem(name) is { } value)
            {
                return value;
            }
        }

        return null;
    }

    private static bool Has(IReadOnlyList<KeyValuePair<string, object?>>? attributes, string name)
    {
        for (int i = 0; i < (attributes?.Count ?? 0); i++)
        {
            if (string.Equals(attributes![i].Key, name, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static List<KeyValuePair<string, object?>> Copy(IReadOnlyList<KeyValuePair<string, object?>>? attributes) => attributes is null ? [] : [.. attributes];
}
