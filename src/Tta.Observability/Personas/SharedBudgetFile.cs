using System.Text.Json.Serialization;

namespace Tta.Observability;

/// <summary>The shape of the file with what the personas of a workspace have used.</summary>
internal sealed class SharedBudgetFile
{
    public int Version { get; set; } = 1;

    public Dictionary<string, SharedBudgetEntry> Personas { get; set; } = [];
}

/// <summary>One persona's use in its latest window, and what processes have set aside.</summary>
internal sealed class SharedBudgetEntry
{
    public DateTimeOffset WindowStart { get; set; }

    public long UsedTokens { get; set; }

    public decimal UsedCostUsd { get; set; }

    /// <summary>By process.</summary>
    public Dictionary<string, SharedReservation> Reserved { get; set; } = [];
}

/// <summary>What one process has set aside.</summary>
internal sealed class SharedReservation
{
    public long Tokens { get; set; }

    public decimal CostUsd { get; set; }

    public DateTimeOffset Until { get; set; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(SharedBudgetFile))]
internal sealed partial class SharedBudgetJson : JsonSerializerContext;
