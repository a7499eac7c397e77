using System.Collections.Concurrent;
using OpenTelemetry.Metrics;

namespace Tta.Observability;

/// <summary>
/// Redaction of metric labels. The same few values return at every collection, so results are remembered. Thread-safe.
/// </summary>
internal sealed class LabelGuard(Redactor redactor)
{
    // Enough for the labels of 50,000 series; beyond it values are checked anew each time.
    private const int MaxRemembered = 100_000;

    private readonly ConcurrentDictionary<string, string> _results = new(StringComparer.Ordinal);
    private int _remembered;

    /// <summary>The label value without secrets; an equal value when it has none.</summary>
    public string Value(string name, string value)
    {
        if (SecretNames.IsSecretAttribute(name))
        {
            return SecretPatterns.Replacement;
        }

        if (_results.TryGetValue(value, out string? known))
        {
            return known;
        }

        string result = redactor.Text(value);
        if (Volatile.Read(ref _remembered) < MaxRemembered && _results.TryAdd(value, result))
        {
            Interlocked.Increment(ref _remembered);
        }

        return result;
    }

    /// <summary>Whether no label of the metric, and of its exemplars, holds a secret.</summary>
    public bool IsClean(Metric metric)
    {
        foreach (ref readonly MetricPoint point in metric.GetMetricPoints())
        {
            foreach (KeyValuePair<string, object?> tag in point.Tags)
            {
                if (!IsClean(tag))
                {
                    return false;
                }
            }

            if (point.TryGetExemplars(out ReadOnlyExemplarCollection exemplars))
            {
                foreach (ref readonly Exemplar exemplar in exemplars)
                {
                    foreach (KeyValuePair<string, object?> tag in exemplar.FilteredTags)
                    {
                        if (!IsClean(tag))
                        {
                            return false;
                        }
                    }
                }
            }
        }

        return true;
    }

    /// <summary>Whether a label holds no secret.</summary>
    public bool IsClean(KeyValuePair<string, object?> tag) => tag.Value switch
    {
        // Equal, not the same: an equal text seen before gives the instance remembered then.
        string text => string.Equals(Value(tag.Key, text), text, StringComparison.Ordinal),
        string?[] => ReferenceEquals(redactor.Attribute(tag.Key, tag.Value), tag.Value),
        null => true,
        _ => SeriesLabels.ValueOf(tag.Value) is var written && string.Equals(Value(tag.Key, written), written, StringComparison.Ordinal),
    };
}
