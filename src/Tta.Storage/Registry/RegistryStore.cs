using Tta.Model;
using Tta.Storage.Wal;

namespace Tta.Storage.Registry;

/// <summary>
/// Prompts, datasets and the other things that people make and name: few, small, all in memory, each change on the disk before it is
/// acknowledged. Nothing is deleted by age. Thread-safe.
/// </summary>
public sealed class RegistryStore : IWalReader, IAsyncDisposable
{
    private const long CompactFromBytes = 4 << 20;
    private const int CompactRecordBytes = 1 << 20;
    private const int MostBytesPerLiveByte = 3;
    private const long AgelessMs = 0; // No retention by time applies.

    private readonly StoreOptions _options;
    private readonly StoreLog _log;
    private readonly IRegistryTable[] _tables;

    private RegistryStore(StoreOptions options)
    {
        // Every change is worth a sync, and what people wrote does not get too old.
        _options = options with { Durability = Durability.Strict, RetentionTime = TimeSpan.FromDays(365_000), RetentionBytes = long.MaxValue };
        Prompts = new PromptRegistry(this);
        Datasets = new DatasetRegistry(this);
        ScoreConfigs = new ScoreConfigRegistry(this);
        Models = new ModelRegistry(this);
        Comments = new CommentRegistry(this);
        Queues = new AnnotationRegistry(this);
        Media = new MediaRegistry(this, options);
        PriceLists = new PriceListRegistry(this);
        Prices = new ProjectPrices(Models, PriceLists, options.TimeProvider);
        _tables =
        [
            Prompts.Table, .. Datasets.Tables, ScoreConfigs.Table, Models.Table, Comments.Table, Media.Table, .. Queues.Tables,
            PriceLists.Table,
        ];
        _log = new StoreLog(_options, Signal.Registry, "registry", this);
    }

    /// <summary>Prompts and their versions.</summary>
    public PromptRegistry Prompts { get; }

    /// <summary>Datasets, their items and the runs over them.</summary>
    public DatasetRegistry Datasets { get; }

    /// <summary>What scores may be.</summary>
    public ScoreConfigRegistry ScoreConfigs { get; }

    /// <summary>Models with prices of the project's own.</summary>
    public ModelRegistry Models { get; }

    /// <summary>Remarks.</summary>
    public CommentRegistry Comments { get; }

    /// <summary>Images, sounds and documents.</summary>
    public MediaRegistry Media { get; }

    /// <summary>What people are to look at.</summary>
    public AnnotationRegistry Queues { get; }

    /// <summary>Price lists that somebody imported.</summary>
    public PriceListRegistry PriceLists { get; }

    /// <summary>Prices of models: the project's own, imported ones, and those of the shipped list.</summary>
    public ProjectPrices Prices { get; }

    /// <summary>State of the store now.</summary>
    public StoreStatus Status
    {
        get
        {
            lock (_log.Lock)
            {
                long count = 0;
                foreach (IRegistryTable table in _tables)
                {
                    count += table.Count;
                }

                return _log.Status(count, count);
            }
        }
    }

    internal long NowMs => _log.NowMs;

    /// <summary>Opens the store and reads its log.</summary>
    /// <exception cref="IOException">The directory cannot be used, for example because another process holds it.</exception>
    /// <exception cref="InvalidDataException">The log was written by a newer version.</exception>
    public static RegistryStore Open(StoreOptions options)
    {
        var store = new RegistryStore(options);
        store.Media.RemoveUnfinished();
        return store;
    }

    /// <summary>One maintenance step: free space, and a shorter log when most of it is outdated. To be called about once a second.</summary>
    public async ValueTask RunOnceAsync(CancellationToken cancellationToken)
    {
        await _log.RunOnceAsync(cancellationToken).ConfigureAwait(false);
        if (Compact() is var (segment, position))
        {
            await _log.DropBeforeAsync(segment, position, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _log.DisposeAsync();

    long IWalReader.ReadRecord(in WalRecord record)
    {
        RegistryRecord.Read(record, FindTable);
        return AgelessMs;
    }

    void IWalReader.ForgetSegment(long segment)
    {
        // A segment is dropped only after later ones repeat what it still means.
    }

    /// <summary>Asks under the lock.</summary>
    internal T Read<T>(Func<T> ask)
    {
        lock (_log.Lock)
        {
            return ask();
        }
    }

    /// <summary>Decides under the lock what changes; it is on the disk when the task ends.</summary>
    /// <exception cref="RegistryException">Refused; nothing was changed.</exception>
    /// <exception cref="StoreUnavailableException">The disk is full or failing.</exception>
    internal async ValueTask<T> ChangeAsync<T>(Func<RegistryChanges, T> decide, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        T result;
        long position;
        lock (_log.Lock)
        {
            var changes = new RegistryChanges();
            result = decide(changes);
            if (changes.Count == 0)
            {
                return result;
            }

            CheckSize(changes);
            _log.BeginAppend();
            changes.WriteTo(_log.Record);
            _log.Commit(RegistryRecord.RecordType, AgelessMs);
            changes.Apply();
            _log.Count(changes.Count, RejectReason.None, 0);
            position = _log.Position;
        }

        await _log.AcknowledgeAsync(default, position, cancellationToken).ConfigureAwait(false);
        return result;
    }

    private IRegistryTable? FindTable(RegistryKind kind)
    {
        foreach (IRegistryTable table in _tables)
        {
            if (table.Kind == kind)
            {
                return table;
            }
        }

        return null;
    }

    private long LiveBytes()
    {
        long live = 0;
        foreach (IRegistryTable table in _tables)
        {
            live += table.LiveBytes;
        }

        return live;
    }

    private void CheckSize(RegistryChanges changes)
    {
        long bytes = LiveBytes() + changes.AddedBytes;
        if (changes.AddedBytes > 0 && bytes > _options.Limits.MaxRegistryBytes)
        {
            throw new RegistryException(
                RegistryFault.Invalid,
                $"prompts, datasets and the like would take {bytes} bytes, more than the limit of {_options.Limits.MaxRegistryBytes}; "
                + "delete some, or raise limits.max_registry_bytes");
        }
    }

    /// <summary>
    /// Repeats everything in new segments when most of the log is outdated, and says what may be deleted then. A crash at any point
    /// leaves a log that means the same.
    /// </summary>
    private (long Segment, long Position)? Compact()
    {
        lock (_log.Lock)
        {
            if (_log.DataBytes < CompactFromBytes || _log.DataBytes < MostBytesPerLiveByte * LiveBytes())
            {
                return null;
            }

            _log.BeginAppend(inNewSegment: true);
            long first = _log.Segment;
            foreach (IRegistryTable table in _tables)
            {
                table.RepeatInto((kind, key, payload) =>
                {
                    RegistryChanges.Write(_log.Record, kind, key, payload);
                    if (_log.Record.Length > CompactRecordBytes)
                    {
                        _log.Commit(RegistryRecord.RecordType, AgelessMs);
                        _log.BeginAppend();
                    }
                });
            }

            _log.Commit(RegistryRecord.RecordType, AgelessMs);
            return (first, _log.Position);
        }
    }
}
