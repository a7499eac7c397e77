using System.Text.Json;

namespace Tta.Observability;

/// <summary>Items that experiments run over. Immutable and thread-safe.</summary>
public sealed record LangfuseDataset
{
    /// <summary>Makes a dataset of the program's own; experiments over it are not linked in Langfuse.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="items">Its items.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is blank.</exception>
    public LangfuseDataset(string name, params IReadOnlyList<LangfuseDatasetItem> items)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(items);
        Name = name;
        Items = items;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Id in Langfuse; null when it is not there.</summary>
    public string? Id { get; private init; }

    /// <summary>What it is for, or null.</summary>
    public string? Description { get; private init; }

    /// <summary>Further facts, JSON, or null.</summary>
    public string? MetadataJson { get; private init; }

    /// <summary>Time whose state of the items this is; null = when it was fetched.</summary>
    public DateTimeOffset? At { get; private init; }

    /// <summary>The items.</summary>
    public IReadOnlyList<LangfuseDatasetItem> Items { get; private init; }

    internal static LangfuseDataset Read(JsonElement dataset) => new(dataset.GetProperty("name").GetString() ?? "", [])
    {
        Id = dataset.GetProperty("id").GetString(),
        Description = dataset.TryGetProperty("description", out JsonElement description) ? description.GetString() : null,
        MetadataJson = dataset.TryGetProperty("metadata", out JsonElement metadata) && metadata.ValueKind != JsonValueKind.Null
            ? metadata.GetRawText()
            : null,
    };

    internal LangfuseDataset With(IReadOnlyList<LangfuseDatasetItem> items, DateTimeOffset? at) => this with { Items = items, At = at };
}
