using System.Globalization;
using System.Text;
using System.Text.Json;
using Tta.Model;
using Tta.TestKit;
using Tta.Wire.Exposition;

namespace Tta.Wire.Tests.Exposition;

[Trait("Category", "Conformance")]
public class ExpositionConformanceTests
{
    [ConformanceFact]
    public void OpenMetrics_parsers()
    {
        var suite = new Conformance("openmetrics");
        foreach (JsonElement test in Cases("openmetrics", "parser_cases.json"))
        {
            suite.Run(test.GetProperty("name").GetString()!, () =>
            {
                WireError error = OpenMetricsValidator.Validate(test.GetProperty("input_base64").GetBytesFromBase64());
                return error.IsError != test.GetProperty("shouldParse").GetBoolean() ? null : error.IsError ? error.ToString() : "accepted";
            });
        }

        suite.Finish(177);
    }

    [ConformanceFact]
    public void Prometheus_scrape_parsers()
    {
        var suite = new Conformance("exposition-textparse");
        foreach (JsonElement test in Cases("exposition", "textparse_cases.json"))
        {
            suite.Run($"{test.GetProperty("id").GetString()} {test.GetProperty("func").GetString()}", () => Check(test));
        }

        suite.Finish(83);
    }

    [ConformanceFact]
    public void Content_type_chooses_the_parser()
    {
        var suite = new Conformance("exposition-content-type");
        foreach (JsonElement test in Cases("exposition", "content_type_cases.json"))
        {
            suite.Run(test.GetProperty("name").GetString()!, () =>
            {
                bool ok = ExpositionContentType.TryChoose(
                    test.GetProperty("content_type").GetString(), test.GetProperty("fallback_scrape_protocol").GetString(), out ExpositionFormat format, out string? message);
                string? parser = !ok ? null : format switch
                {
                    ExpositionFormat.Protobuf => "protobuf",
                    ExpositionFormat.OpenMetricsText => "openmetrics",
                    _ => "prometheus",
                };
                string? part = test.TryGetProperty("error_contains", out JsonElement e) ? e.GetString() : null;
                bool isMessageRight = part is null ? message is null : message?.Contains(part, StringComparison.Ordinal) == true;
                return parser == test.GetProperty("parser").GetString() && isMessageRight ? null : $"{parser} {message}";
            });
        }

        suite.Finish(18);
    }

    [ConformanceFact]
    public void Large_pages_parse()
    {
        var suite = new Conformance("exposition-testdata");
        foreach (string file in Directory.GetFiles(Conformance.PathOf("exposition", "testdata")))
        {
            suite.Run(Path.GetFileName(file), () =>
            {
                var batch = new MetricBatch();
                ExpositionFormat format = file.EndsWith(".om.txt", StringComparison.Ordinal) ? ExpositionFormat.OpenMetricsText : ExpositionFormat.PrometheusText;
                DecodeResult result = TextExposition.Parse(File.ReadAllBytes(file), format, 1, batch);
                return result.Error.IsError ? result.Error.ToString() : result.ItemCount == 0 || result.RejectedCount > 0 ? $"{result}" : null;
            });
        }

        suite.Finish(4);
    }

    private static string? Check(JsonElement test)
    {
        byte[] page = test.TryGetProperty("input", out JsonElement text) ? Encoding.UTF8.GetBytes(text.GetString()!) : test.GetProperty("input_base64").GetBytesFromBase64();
        bool isOpenMetrics = test.GetProperty("format").GetString() == "openmetrics";
        var reader = new ExpositionReader(page, isOpenMetrics ? ExpositionFormat.OpenMetricsText : ExpositionFormat.PrometheusText);
        var got = new List<string>();
        bool onlyNames = test.TryGetProperty("compare", out JsonElement compare);
        while (reader.Read())
        {
            if (!reader.IsStartTime)
            {
                got.Add(Describe(reader, onlyNames));
            }
        }

        bool shouldFail = test.GetProperty("should_fail").GetBoolean();
        if (shouldFail || reader.Error.IsError)
        {
            return shouldFail == reader.Error.IsError ? null : reader.Error.IsError ? reader.Error.ToString() : "accepted";
        }

        if (!test.TryGetProperty("entries", out JsonElement entries))
        {
            return null;
        }

        List<string> want = entries.EnumerateArray().Select(entry => Describe(entry, onlyNames)).ToList();
        for (int i = 0; i < Math.Max(want.Count, got.Count); i++)
        {
            if (i >= want.Count || i >= got.Count || want[i] != got[i])
            {
                return $"entry {i}: want {want.ElementAtOrDefault(i)}, got {got.ElementAtOrDefault(i)}";
            }
        }

        return null;
    }

    private static string Describe(in ExpositionReader reader, bool onlyNames)
    {
        var arena = new ByteArena();
        string name = Encoding.UTF8.GetString(reader.Name);
        switch (reader.Entry)
        {
            case ExpositionEntry.Help:
                return $"help {name} {(onlyNames ? "" : arena.GetString(reader.AddHelp(arena)))}";
            case ExpositionEntry.Type:
                return $"type {name} {(onlyNames ? "" : reader.FamilyType)}";
            case ExpositionEntry.Unit:
                return $"unit {name} {Encoding.UTF8.GetString(reader.Text)}";
            case ExpositionEntry.Comment:
                return $"comment {Encoding.UTF8.GetString(reader.Text)}";
            default:
                string series = Encoding.UTF8.GetString(reader.Series);
                if (onlyNames)
                {
                    return $"series {series}";
                }

                string exemplar = reader.HasExemplar
                    ? $" # {EncodedLabels.Read(arena.Get(reader.AddExemplarLabels(arena)))} {Number(reader.ExemplarValue)} {(reader.HasExemplarTimestamp ? reader.ExemplarTimestampMs : "")}"
                    : "";
                return $"series {series} {reader.ReadLabels(out _)} {Number(reader.Value)} {(reader.HasTimestamp ? reader.TimestampMs : "")}{exemplar} start=0";
        }
    }

    private static string Describe(JsonElement entry, bool onlyNames)
    {
        string Text(string property) => entry.TryGetProperty(property, out JsonElement value) ? value.ToString() : "";
        switch (Text("kind"))
        {
            case "help":
                return $"help {Text("metric")} {(onlyNames ? "" : Text("text"))}";
            case "type":
                string type = Text("type");
                return $"type {Text("metric")} {(onlyNames ? "" : type == "" ? "Unknown" : Enum.Parse<MetricType>(type, ignoreCase: true))}";
            case "unit":
                return $"unit {Text("metric")} {Text("unit")}";
            case "comment":
                return $"comment {Text("text")}";
            default:
                if (onlyNames)
                {
                    return $"series {Text("metric")}";
                }

                string exemplar = "";
                if (entry.TryGetProperty("exemplars", out JsonElement exemplars))
                {
                    JsonElement first = exemplars[0];
                    exemplar = $" # {LabelsOf(first)} {Number(first.GetProperty("value"))} {(first.TryGetProperty("timestamp_ms", out JsonElement t) ? t.ToString() : "")}";
                }

                string start = Text("start_timestamp_ms");
                return $"series {Text("metric")} {LabelsOf(entry)} {Number(entry.GetProperty("value"))} {Text("timestamp_ms")}{exemplar} start={(start == "" ? "0" : start)}";
        }
    }

    private static Labels LabelsOf(JsonElement owner)
    {
        var builder = new LabelsBuilder();
        foreach (JsonProperty label in owner.GetProperty("labels").EnumerateObject())
        {
            builder.Set(label.Name, label.Value.GetString()!);
        }

        return builder.Build();
    }

    private static string Number(JsonElement value) => Number(value.ValueKind == JsonValueKind.String
        ? value.GetString() switch { "NaN" => double.NaN, "+Inf" => double.PositiveInfinity, _ => double.NegativeInfinity }
        : value.GetDouble());

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static JsonElement.ArrayEnumerator Cases(params string[] path) =>
        JsonDocument.Parse(File.ReadAllBytes(Conformance.PathOf(path))).RootElement.GetProperty("cases").EnumerateArray();
}
