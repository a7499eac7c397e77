// Spec: Prometheus text exposition format 0.0.4, https://prometheus.io/docs/instrumenting/exposition_formats/.
using System.Text;

namespace Tta.Server.SelfMetrics;

/// <summary>A metric of the server itself.</summary>
internal abstract class MetricFamily(string name, string help, string type)
{
    public string Name { get; } = name;

    public string Help { get; } = help;

    public string Type { get; } = type;

    /// <summary>Appends the family in the text format.</summary>
    public void Write(StringBuilder text)
    {
        text.Append("# HELP ").Append(Name).Append(' ').Append(Help).Append('\n');
        text.Append("# TYPE ").Append(Name).Append(' ').Append(Type).Append('\n');
        WriteSamples(text);
    }

    protected abstract void WriteSamples(StringBuilder text);

    protected void WriteSample(StringBuilder text, ReadOnlySpan<string> labelNames, ReadOnlySpan<string> labelValues, string value)
    {
        text.Append(Name);
        for (int i = 0; i < labelNames.Length; i++)
        {
            text.Append(i == 0 ? '{' : ',').Append(labelNames[i]).Append("=\"");
            text.Append(labelValues[i].Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
                .Replace("\n", "\\n", StringComparison.Ordinal));
            text.Append('"');
        }

        text.Append(labelNames.Length > 0 ? "} " : " ").Append(value).Append('\n');
    }
}
