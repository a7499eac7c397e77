using System.Text.Json.Serialization;

namespace Tta.Model;

/// <summary>A price list that somebody imported; it goes before the list that is shipped and behind the models of the project.</summary>
public sealed record PriceList
{
    /// <summary>Its name, unique; part of the version of the prices that calls are pinned to.</summary>
    public required string Name { get; init; }

    /// <summary>Form of the list.</summary>
    public required PriceListFormat Format { get; init; }

    /// <summary>Models that it prices.</summary>
    public required int ModelCount { get; init; }

    /// <summary>The list as it was imported.</summary>
    [JsonConverter(typeof(JsonTextConverter))]
    public required string ListJson { get; init; }

    /// <summary>When it was imported, Unix ms.</summary>
    public required long ImportedMs { get; init; }
}
