using System.Text.Json.Serialization;

namespace Tta.Observability;

/// <summary>The shape of the registry file.</summary>
internal sealed class RegistryFile
{
    public int Version { get; set; } = 1;

    public List<RegisteredProcess> Processes { get; set; } = [];
}

/// <summary>One target group of Prometheus' file_sd.</summary>
internal sealed class TargetGroup
{
    public List<string> Targets { get; set; } = [];

    public Dictionary<string, string> Labels { get; set; } = [];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(RegistryFile))]
[JsonSerializable(typeof(List<TargetGroup>))]
internal sealed partial class RegistryJson : JsonSerializerContext;
