using System.Text.Json.Serialization;
using Tta.Model;

namespace Tta.Storage.Registry;

/// <summary>Things of the registry as JSON, the payload of its log (docs/formats/registry.md). Unknown members are skipped.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    MaxDepth = 512)]
[JsonSerializable(typeof(PromptVersion))]
[JsonSerializable(typeof(Dataset))]
[JsonSerializable(typeof(DatasetItem))]
[JsonSerializable(typeof(DatasetRun))]
[JsonSerializable(typeof(DatasetRunItem))]
[JsonSerializable(typeof(ScoreConfig))]
[JsonSerializable(typeof(ModelDefinition))]
[JsonSerializable(typeof(Comment))]
[JsonSerializable(typeof(MediaRecord))]
[JsonSerializable(typeof(AnnotationQueue))]
[JsonSerializable(typeof(AnnotationItem))]
[JsonSerializable(typeof(PriceList))]
internal sealed partial class RegistryJson : JsonSerializerContext;
