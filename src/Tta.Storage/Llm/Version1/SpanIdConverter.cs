using System.Text.Json;
using System.Text.Json.Serialization;
using Tta.Model;

namespace Tta.Storage.Llm.Version1;

internal sealed class SpanIdConverter : JsonConverter<SpanId>
{
    public override SpanId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        SpanId.TryParse(reader.GetString(), out SpanId id) ? id : throw new JsonException("malformed span id");

    public override void Write(Utf8JsonWriter writer, SpanId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
