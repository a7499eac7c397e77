// Spec: Langfuse, models (public API).
using Tta.Model;

namespace Tta.Storage.Registry;

/// <summary>Models with prices of the project's own. Thread-safe.</summary>
public sealed class ModelRegistry
{
    private readonly RegistryStore _store;
    private IReadOnlyList<ModelDefinition>? _snapshot;

    internal ModelRegistry(RegistryStore store)
    {
        _store = store;
        Table = new RegistryTable<ModelDefinition>(
            RegistryKind.Model, RegistryJson.Default.ModelDefinition, static model => model.Id, (_, _) => _snapshot = null, _ => _snapshot = null);
    }

    /// <summary>All models, oldest first; the same list until one is made or deleted.</summary>
    public IReadOnlyList<ModelDefinition> All => Volatile.Read(ref _snapshot) ?? _store.Read(() => _snapshot ??= Table.ToList());

    internal RegistryTable<ModelDefinition> Table { get; }

    /// <summary>Makes a model.</summary>
    /// <param name="modelName">Its name.</param>
    /// <param name="make">Gets a new id and the time now, Unix ms.</param>
    /// <param name="cancellationToken">Stops the waiting for the disk.</param>
    /// <exception cref="RegistryException">The project has a model of this name.</exception>
    /// <exception cref="StoreUnavailableException">The disk is full or failing.</exception>
    public ValueTask<ModelDefinition> CreateAsync(
        string modelName, Func<string, long, ModelDefinition> make, CancellationToken cancellationToken) => _store.ChangeAsync(
        changes =>
        {
            foreach (ModelDefinition known in Table.ToList())
            {
                if (string.Equals(known.ModelName, modelName, StringComparison.Ordinal))
                {
                    throw new RegistryException(RegistryFault.Invalid, $"Model name '{modelName}' already exists in project");
                }
            }

            ModelDefinition model = make(Guid.NewGuid().ToString(), _store.NowMs);
            changes.Set(Table, model);
            return model;
        },
        cancellationToken);

    /// <summary>Deletes a model.</summary>
    /// <exception cref="RegistryException">The project has no model with this id.</exception>
    /// <exception cref="StoreUnavailableException">The disk is full or failing.</exception>
    public ValueTask<ModelDefinition> DeleteAsync(string id, CancellationToken cancellationToken) => _store.ChangeAsync(
        changes =>
        {
            ModelDefinition model = Table.Find(id) ?? throw new RegistryException(
                RegistryFault.NotFound,
                "No model with this id found. Note: You cannot delete built-in models, override them with a model with the same name.");
            changes.Remove(Table, model);
            return model;
        },
        cancellationToken);
}
