using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OpenTelemetry;

namespace Tta.Observability;

/// <summary>
/// Writes the labels of a series: its tags, then the constant labels it does not set itself. Tags whose names become the same
/// are joined by <c>;</c>. Used by one scrape at a time.
/// </summary>
internal sealed class SeriesLabels(KeyValuePair<string, string>[] constants, LabelGuard guard)
{
    private const int MaxRememberedNames = 10_000;

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly List<(string Name, string Value)> _labels = [];

    /// <param name="buffer">Gets <c>name="value",...</c> without braces.</param>
    /// <param name="tags">Tags of the series.</param>
    /// <param name="scope">Meter to tell series of several meters apart, or null.</param>
    /// <returns>Whether there is any label.</returns>
    public bool Write(ExpositionBuffer buffer, ReadOnlyTagCollection tags, string? scope)
    {
        _labels.Clear();
        foreach ((string key, object? value) in tags)
        {
            Add(key, value);
        }

        if (scope is not null)
        {
            Add("otel_scope_name", scope);
        }

        foreach ((string name, string value) in constants)
        {
            if (IndexOf(name) < 0)
            {
                _labels.Add((name, value));
            }
        }

        bool any = false;
        foreach ((string name, string value) in _labels)
        {
            if (any)
            {
                buffer.Write(',');
            }

            any = true;
            buffer.Write(name);
            buffer.Write("=\""u8);
            buffer.WriteEscaped(value);
            buffer.Write('"');
        }

        return any;
    }

    public static string ValueOf(object? value) => value switch
    {
        null => "",
        string text => text,
        bool flag => flag ? "true" : "false",
        // OpenTelemetry writes lists as JSON where only text fits.
        string?[] texts => $"[{string.Join(',', texts.Select(static text => $"\"{JsonEncodedText.Encode(text ?? "", JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\""))}]",
        _ => Redactor.Written(value),
    };

    private void Add(string key, object? value)
    {
        if (!_names.TryGetValue(key, out string? name))
        {
            name = MetricNames.OfLabel(key) ?? "";
            if (_names.Count < MaxRememberedNames)
            {
                _names.Add(key, name);
            }
        }

        // An empty value is the same as no label.
        string text = guard.Value(key, ValueOf(value));
        if (name.Length == 0 || text.Length == 0)
        {
            return;
        }

        int same = IndexOf(name);
        if (same >= 0)
        {
            _labels[same] = (name, new StringBuilder(_labels[same].Value).Append(';').Append(text).ToString());
        }
        else
        {
            _labels.Add((name, text));
        }
    }

    private int IndexOf(string name)
    {
        for (int i = 0; i < _labels.Count; i++)
        {
            if (string.Equals(_labels[i].Name, name, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }
}
