using System.Text.Json.Serialization;

namespace Tta.Observability;

/// <summary>The shape of the file with what the personas of a workspace have used.</summary>
internal sealed class SharedBudgetFile
{
    public int Version { get; set; } = 1;

    public Dictionary<string, SharedBudgetEntry> Personas { get; set; } = [];
}

/// <summary>One persona's use in its latest window.</summary>
internal sealed class SharedBudgetEntry
{
    public DateTimeOffset WindowStart { get; set; }

    public long UsedTokens { get; set; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(SharedBudgetFile))]
internal sealed partial class SharedBudgetJson : JsonSerializerContext;
