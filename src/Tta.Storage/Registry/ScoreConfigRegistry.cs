// Spec: Langfuse, score configs (public API).
using Tta.Model;

namespace Tta.Storage.Registry;

/// <summary>What scores may be. Thread-safe.</summary>
public sealed class ScoreConfigRegistry
{
    private readonly RegistryStore _store;

    internal ScoreConfigRegistry(RegistryStore store)
    {
        _store = store;
        Table = new RegistryTable<ScoreConfig>(RegistryKind.ScoreConfig, RegistryJson.Default.ScoreConfig, static config => config.Id);
    }

    internal RegistryTable<ScoreConfig> Table { get; }

    /// <summary>The configuration with an id, or null.</summary>
    public ScoreConfig? Find(string id) => _store.Read(() => Table.Find(id));

    /// <summary>Configurations, newest first.</summary>
    public RegistryPage<ScoreConfig> List(int page, int limit) => _store.Read(() =>
    {
        List<ScoreConfig> all = Table.ToList();
        all.Reverse();
        return RegistryPage<ScoreConfig>.Of(all, page, limit);
    });

    /// <summary>Makes a configuration.</summary>
    /// <param name="make">Gets a new id and the time now, Unix ms.</param>
    /// <param name="cancellationToken">Stops the waiting for the disk.</param>
    /// <exception cref="StoreUnavailableException">The disk is full or failing.</exception>
    public ValueTask<ScoreConfig> CreateAsync(Func<string, long, ScoreConfig> make, CancellationToken cancellationToken) => _store.ChangeAsync(
        changes =>
        {
            ScoreConfig config = make(Guid.NewGuid().ToString(), _store.NowMs);
            changes.Set(Table, config);
            return config;
        },
        cancellationToken);

    /// <summary>Changes a configuration.</summary>
    /// <param name="id">Which.</param>
    /// <param name="change">Gives the changed one, or refuses by an exception.</param>
    /// <param name="cancellationToken">Stops the waiting for the disk.</param>
    /// <exception cref="RegistryException">There is no such configuration.</exception>
    /// <exception cref="StoreUnavailableException">The disk is full or failing.</exception>
    public ValueTask<ScoreConfig> UpdateAsync(string id, Func<ScoreConfig, ScoreConfig> change, CancellationToken cancellationToken) =>
        _store.ChangeAsync(
            changes =>
            {
                ScoreConfig config = Table.Find(id)
                    ?? throw new RegistryException(RegistryFault.NotFound, "Score config not found within authorized project");
                config = change(config) with { UpdatedMs = _store.NowMs };
                changes.Set(Table, config);
                return config;
            },
            cancellationToken);
}
