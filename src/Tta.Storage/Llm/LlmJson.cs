using System.Text.Json;
using System.Text.Json.Serialization;
using Tta.Model;

namespace Tta.Storage.Llm;

/// <summary>Model calls as JSON, the payload of a record (docs/formats/wal.md, section "Model calls"). Unknown members are skipped.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    IgnoreReadOnlyProperties = true,
    Converters = [typeof(TraceIdConverter), typeof(SpanIdConverter)])]
[JsonSerializable(typeof(IReadOnlyList<LlmObservation>))]
[JsonSerializable(typeof(List<LlmObservation>))]
internal sealed partial class LlmJson : JsonSerializerContext;

internal sealed class TraceIdConverter : JsonConverter<TraceId>
{
    public override TraceId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TraceId.TryParse(reader.GetString(), out TraceId id) ? id : throw new JsonException("malformed trace id");

    public override void Write(Utf8JsonWriter writer, TraceId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}

internal sealed class SpanIdConverter : JsonConverter<SpanId>
{
    public override SpanId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        SpanId.TryParse(reader.GetString(), out SpanId id) ? id : throw new JsonException("malformed span id");

    public override void Write(Utf8JsonWriter writer, SpanId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
