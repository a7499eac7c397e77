// Spec: OpenMetrics 1.0.0 (prometheus/OpenMetrics), the rules about families, types, values and order.
using Tta.Model;

namespace Tta.Wire.Exposition;

/// <summary>
/// Says whether a page keeps all rules of OpenMetrics, for tests of exporters. Scraping is more lenient, as Prometheus is. Thread-safe.
/// </summary>
public static class OpenMetricsValidator
{
    /// <summary>Checks a page and answers the first violation.</summary>
    public static WireError Validate(ReadOnlySpan<byte> page)
    {
        var reader = new ExpositionReader(page, ExpositionFormat.OpenMetricsText);
        var names = new HashSet<string>(StringComparer.Ordinal);
        OpenMetricsFamily? family = null;
        while (reader.Read())
        {
            string? problem;
            if (reader.Entry == ExpositionEntry.Series)
            {
                Labels labels = reader.ReadLabels(isCanonical: false, out string? duplicate);
                problem = duplicate is null ? null : $"label {duplicate} occurs twice";
                if (family is null || !family.Owns(labels.MetricName))
                {
                    problem ??= Open(ref family, names, labels.MetricName);
                }

                problem ??= family!.AddSample(reader, labels);
            }
            else
            {
                string name = ExpositionText.Unescaped(reader.Name);
                problem = family is not null && family.Name == name ? null : Open(ref family, names, name);
                problem ??= family!.AddMetadata(reader.Entry, reader.FamilyType, ExpositionText.Unescaped(reader.Text));
            }

            if (problem is not null)
            {
                return new WireError(RejectReason.Malformed, -1, problem);
            }
        }

        string? last = reader.Error.IsError ? null : family?.Close(names);
        return last is null ? reader.Error : new WireError(RejectReason.Malformed, -1, last);
    }

    private static string? Open(ref OpenMetricsFamily? family, HashSet<string> names, string name)
    {
        string? problem = family?.Close(names);
        family = new OpenMetricsFamily(name);
        return problem ?? (names.Contains(name) ? $"{name} clashes with an earlier metric family, or is not in one block" : null);
    }
}
