using System.Text.Json;
using Tta.TestKit;

namespace Tta.Observability.Tests;

public sealed class MetricNamesTests
{
    [ConformanceFact]
    [Trait("Category", "Conformance")]
    public void Names_are_translated_as_by_the_reference()
    {
        var conformance = new Conformance("observability-names");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Conformance.PathOf("otlp-names.json")));
        foreach (JsonElement @case in document.RootElement.GetProperty("cases").EnumerateArray())
        {
            string id = @case.GetProperty("id").GetString()!;
            if (@case.GetProperty("kind").GetString() == "metric")
            {
                JsonElement options = @case.GetProperty("options");
                if (!options.GetProperty("utf8_allowed").GetBoolean() && options.GetProperty("with_metric_suffixes").GetBoolean() && options.GetProperty("namespace").GetString() == "")
                {
                    conformance.Run(id, () => CheckMetric(@case));
                }
            }
            else if (IsDefaultLabelCase(@case))
            {
                conformance.Run(id, () => Differs(Text(@case, "want"), MetricNames.OfLabel(@case.GetProperty("label").GetString()!)));
            }
        }

        conformance.Finish(atLeast: 59);
    }

    private static bool IsDefaultLabelCase(JsonElement @case) =>
        !@case.GetProperty("utf8_allowed").GetBoolean()
        && @case.GetProperty("preserve_multiple_underscores").GetBoolean()
        && (@case.GetProperty("underscore_label_sanitization").GetBoolean() || Text(@case, "want_error") is not null);

    private static string? CheckMetric(JsonElement @case)
    {
        JsonElement metric = @case.GetProperty("metric");
        string? unit = metric.GetProperty("unit").GetString();
        string? type = metric.GetProperty("type").GetString();
        string? name = MetricNames.OfMetric(metric.GetProperty("name").GetString()!, unit, type == "MetricTypeMonotonicCounter", type == "MetricTypeGauge");
        string? wanted = Text(@case, "want_error") is null ? Text(@case, "want_metric_name") : null;
        return Differs(wanted, name) ?? (wanted is null ? null : Differs(Text(@case, "want_unit_name"), MetricNames.OfUnit(unit)));
    }

    private static string? Text(JsonElement @case, string name) => @case.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private static string? Differs(string? wanted, string? got) => wanted == got ? null : $"wanted {wanted ?? "nothing"}, got {got ?? "nothing"}";
}
