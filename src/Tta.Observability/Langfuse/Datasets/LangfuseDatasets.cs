// Spec: Langfuse public API, datasets (v2) and dataset items.
using System.Globalization;
using System.Text.Json;

namespace Tta.Observability;

/// <summary>Datasets that are kept in Langfuse, or in <c>tta</c>.</summary>
/// <remarks>
/// Needs running telemetry (<see cref="TtaObservability"/>); without it there are none. Nothing throws because of the server: null means that it
/// could not be done, and why is in <see cref="TtaObservability.Problems"/>. Secrets in what is sent are hidden. Thread-safe.
/// </remarks>
public sealed class LangfuseDatasets
{
    private const int PageItems = 100;
    private readonly Func<ObservabilitySession?> _session;

    internal LangfuseDatasets(Func<ObservabilitySession?> session) => _session = session;

    /// <summary>Makes a dataset, or changes the one with the name.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it is for; null says nothing.</param>
    /// <param name="metadataJson">Further facts, JSON; null says nothing.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>The dataset without its items, or null when it could not be made.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is blank, or the facts are no JSON.</exception>
    /// <exception cref="OperationCanceledException">The waiting was stopped.</exception>
    public async Task<LangfuseDataset?> CreateAsync(
        string name, string? description = null, string? metadataJson = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (_session()?.Registry is not { } registry)
        {
            return null;
        }

        return await registry.AskAsync(
            $"cannot make dataset '{name}'",
            HttpMethod.Post,
            "/v2/datasets",
            writer =>
            {
                writer.WriteString("name"u8, name);
                if (description is not null)
                {
                    writer.WriteString("description"u8, registry.Redactor.Text(description));
                }

                registry.WriteJson(writer, "metadata", metadataJson);
            },
            LangfuseDataset.Read,
            isUrgent: false,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gets a dataset with all its items.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="at">Gets the items as they were at this time; null as they are.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>The dataset, or null when it cannot be had.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is blank.</exception>
    /// <exception cref="OperationCanceledException">The waiting was stopped.</exception>
    public async Task<LangfuseDataset?> GetAsync(string name, DateTimeOffset? at = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (_session()?.Registry is not { } registry)
        {
            return null;
        }

        string what = $"cannot get dataset '{name}'";
        string escaped = Uri.EscapeDataString(name);
        LangfuseDataset? dataset = await registry.AskAsync(
            what, HttpMethod.Get, "/v2/datasets/" + escaped, null, LangfuseDataset.Read, isUrgent: false, cancellationToken).ConfigureAwait(false);
        if (dataset is null)
        {
            return null;
        }

        string time = at is { } moment ? "&version=" + Uri.EscapeDataString(moment.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture)) : "";
        var items = new List<LangfuseDatasetItem>();
        for (int page = 1, pages = 1; page <= pages; page++)
        {
            string path = string.Create(CultureInfo.InvariantCulture, $"/dataset-items?datasetName={escaped}&limit={PageItems}&page={page}{time}");
            ItemPage? found = await registry.AskAsync(what, HttpMethod.Get, path, null, ReadPage, isUrgent: false, cancellationToken)
                .ConfigureAwait(false);
            if (found is null)
            {
                return null; // Half a dataset would look like a whole one.
            }

            items.AddRange(found.Items);
            pages = found.Pages;
        }

        return dataset.With(items, at);
    }

    /// <summary>Puts an item into a dataset, or makes a new version of the item with its id.</summary>
    /// <param name="datasetName">The dataset.</param>
    /// <param name="item">The item.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>The item with its id, or null when it could not be put there.</returns>
    /// <exception cref="ArgumentException"><paramref name="datasetName"/> is blank.</exception>
    /// <exception cref="OperationCanceledException">The waiting was stopped.</exception>
    public async Task<LangfuseDatasetItem?> AddItemAsync(string datasetName, LangfuseDatasetItem item, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(datasetName);
        ArgumentNullException.ThrowIfNull(item);
        if (_session()?.Registry is not { } registry)
        {
            return null;
        }

        string id = item.Id ?? Guid.NewGuid().ToString(); // So that a second attempt makes no second item.
        return await registry.AskAsync(
            $"cannot put an item into dataset '{datasetName}'",
            HttpMethod.Post,
            "/dataset-items",
            writer =>
            {
                writer.WriteString("datasetName"u8, datasetName);
                writer.WriteString("id"u8, id);
                registry.WriteJson(writer, "input", item.InputJson);
                registry.WriteJson(writer, "expectedOutput", item.ExpectedOutputJson);
                registry.WriteJson(writer, "metadata", item.MetadataJson);
            },
            LangfuseDatasetItem.Read,
            isUrgent: false,
            cancellationToken).ConfigureAwait(false);
    }

    private static ItemPage ReadPage(JsonElement answer) => new(
        [.. answer.GetProperty("data").EnumerateArray().Select(LangfuseDatasetItem.Read)],
        answer.GetProperty("meta").GetProperty("totalPages").GetInt32());

    private sealed record ItemPage(IReadOnlyList<LangfuseDatasetItem> Items, int Pages);
}
