using System.Text;
using System.Text.Json;
using Tta.Model;
using Tta.TestKit;
using Tta.Wire.Prometheus;

namespace Tta.Wire.Tests.Prometheus;

public class NamerTests
{
    [ConformanceFact]
    [Trait("Category", "Conformance")]
    public void Otlp_names_are_translated_as_Prometheus_does()
    {
        var suite = new Conformance("otlp-names");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Conformance.PathOf("otlp-names.json")));
        foreach (JsonElement test in document.RootElement.GetProperty("cases").EnumerateArray())
        {
            suite.Run(
                test.GetProperty("id").GetString()!,
                () => test.GetProperty("kind").GetString() == "metric" ? CheckMetric(test) : CheckLabel(test));
        }

        suite.Finish(132);
    }

    private static string? CheckMetric(JsonElement test)
    {
        JsonElement options = test.GetProperty("options");
        JsonElement metric = test.GetProperty("metric");
        bool isUtf8 = options.GetProperty("utf8_allowed").GetBoolean();
        bool hasSuffixes = options.GetProperty("with_metric_suffixes").GetBoolean();
        NameStrategy strategy = (isUtf8, hasSuffixes) switch
        {
            (false, true) => NameStrategy.UnderscoreEscapingWithSuffixes,
            (false, false) => NameStrategy.UnderscoreEscapingWithoutSuffixes,
            (true, true) => NameStrategy.NoUtf8EscapingWithSuffixes,
            _ => NameStrategy.NoTranslation,
        };
        MetricNameKind kind = metric.GetProperty("type").GetString() switch
        {
            "MetricTypeGauge" => MetricNameKind.Gauge,
            "MetricTypeMonotonicCounter" => MetricNameKind.MonotonicCounter,
            _ => MetricNameKind.Other,
        };
        string unit = metric.GetProperty("unit").GetString()!;
        MetricNamer.TryBuild(
            metric.GetProperty("name").GetString()!, unit, kind, strategy, options.GetProperty("namespace").GetString()!, out string name, out string? error);
        string wantError = test.TryGetProperty("want_error", out JsonElement e) ? e.GetString()! : "";
        string want = test.GetProperty("want_metric_name").GetString()!;
        if (want != name || wantError != (error ?? ""))
        {
            return $"want {want} {wantError}, got {name} {error}";
        }

        return hasSuffixes && test.TryGetProperty("want_unit_name", out JsonElement u) && u.GetString() != MetricNamer.Unit(unit, clean: !isUtf8)
            ? $"want unit {u.GetString()}, got {MetricNamer.Unit(unit, clean: !isUtf8)}"
            : null;
    }

    private static string? CheckLabel(JsonElement test)
    {
        string label = test.GetProperty("label").GetString()!;
        var namer = new LabelNamer(
            test.GetProperty("utf8_allowed").GetBoolean(), test.GetProperty("preserve_multiple_underscores").GetBoolean(),
            test.GetProperty("underscore_label_sanitization").GetBoolean());
        var arena = new ByteArena();
        bool ok = namer.TryAdd(arena, Encoding.UTF8.GetBytes(label), out ByteSlice slice);
        string got = arena.GetString(slice);
        if (test.TryGetProperty("want_error", out JsonElement error))
        {
            return !ok && (label.Length == 0 || error.GetString()!.Contains($"\"{got}\"", StringComparison.Ordinal)) ? null : $"want {error}, got {got}";
        }

        return ok && got == test.GetProperty("want").GetString() ? null : $"want {test.GetProperty("want")}, got {got}";
    }
}
