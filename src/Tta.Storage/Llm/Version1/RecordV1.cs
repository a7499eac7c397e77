using System.Text.Json;
using System.Text.Json.Serialization;
using Tta.Model;

namespace Tta.Storage.Llm.Version1;

/// <summary>Reads records of type 1: a JSON array of calls. Unknown members are skipped.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(TraceIdConverter), typeof(SpanIdConverter)])]
[JsonSerializable(typeof(List<CallV1>))]
internal sealed partial class RecordV1 : JsonSerializerContext
{
    /// <exception cref="InvalidDataException">The payload is malformed.</exception>
    public static LlmBatch Read(ReadOnlySpan<byte> payload)
    {
        try
        {
            var batch = new LlmBatch();
            foreach (CallV1 call in JsonSerializer.Deserialize(payload, Default.ListCallV1) ?? [])
            {
                call.AddTo(batch);
            }

            return batch;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"a record of model calls is malformed: {e.Message}", e);
        }
    }
}
