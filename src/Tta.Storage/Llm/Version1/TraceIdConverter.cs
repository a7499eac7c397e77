using System.Text.Json;
using System.Text.Json.Serialization;
using Tta.Model;

namespace Tta.Storage.Llm.Version1;

internal sealed class TraceIdConverter : JsonConverter<TraceId>
{
    public override TraceId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TraceId.TryParse(reader.GetString(), out TraceId id) ? id : throw new JsonException("malformed trace id");

    public override void Write(Utf8JsonWriter writer, TraceId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
