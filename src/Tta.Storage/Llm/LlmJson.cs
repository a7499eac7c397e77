using System.Text.Json.Serialization;
using Tta.Model;

namespace Tta.Storage.Llm;

/// <summary>
/// Model calls as JSON, the payload of a record (docs/formats/wal.md, section "Model calls"). Unknown members are skipped.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    IgnoreReadOnlyProperties = true,
    Converters = [typeof(TraceIdConverter), typeof(SpanIdConverter)])]
[JsonSerializable(typeof(List<LlmObservation>))]
internal sealed partial class LlmJson : JsonSerializerContext;
