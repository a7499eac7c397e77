// Spec: Langfuse, annotation queues (public API).
using Tta.Model;

namespace Tta.Storage.Registry;

/// <summary>Queues of things that people are to judge. Thread-safe.</summary>
public sealed class AnnotationRegistry
{
    private readonly RegistryStore _store;
    private readonly RegistryTable<AnnotationQueue> _queues =
        new(RegistryKind.AnnotationQueue, RegistryJson.Default.AnnotationQueue, static queue => queue.Id);
    private readonly RegistryTable<AnnotationItem> _items =
        new(RegistryKind.AnnotationItem, RegistryJson.Default.AnnotationItem, static item => item.Id);

    internal AnnotationRegistry(RegistryStore store) => _store = store;

    internal IReadOnlyList<IRegistryTable> Tables => [_queues, _items];

    /// <summary>The queue with an id, or null.</summary>
    public AnnotationQueue? Find(string id) => _store.Read(() => _queues.Find(id));

    /// <summary>Queues, newest first.</summary>
    public RegistryPage<AnnotationQueue> List(int page, int limit) => _store.Read(() =>
    {
        List<AnnotationQueue> all = _queues.ToList();
        all.Reverse();
        return RegistryPage<AnnotationQueue>.Of(all, page, limit);
    });

    /// <summary>Makes a queue.</summary>
    /// <exception cref="RegistryException">The name is taken, or a score configuration does not exist or is archived.</exception>
    /// <exception cref="StoreUnavailableException">The disk is full or failing.</exception>
    public ValueTask<AnnotationQueue> CreateAsync(
        string name, string? description, IReadOnlyList<string> scoreConfigIds, CancellationToken cancellationToken) => _store.ChangeAsync(
        changes =>
        {
            foreach (AnnotationQueue known in _queues.ToList())
            {
                if (string.Equals(known.Name, name, StringComparison.Ordinal))
                {
                    throw new RegistryException(RegistryFault.Invalid, "A queue with this name already exists.");
                }
            }

            foreach (string id in scoreConfigIds)
            {
                if (_store.ScoreConfigs.Table.Find(id) is not { IsArchived: false })
                {
                    throw new RegistryException(
                        RegistryFault.Invalid, "At least one of the score config IDs cannot be found for the given project.");
                }
            }

            long nowMs = _store.NowMs;
            var queue = new AnnotationQueue
            {
                Id = Guid.NewGuid().ToString(),
                Name = name,
                Description = description,
                ScoreConfigIds = scoreConfigIds,
                AssignedUserIds = [],
                CreatedMs = nowMs,
                UpdatedMs = nowMs,
            };
            changes.Set(_queues, queue);
            return queue;
        },
        cancellationToken);

    /// <summary>Makes a queue somebody's work, or not any more.</summary>
    /// <exception cref="RegistryException">There is no such queue.</exception>
    /// <exception cref="StoreUnavailableException">The disk is full or failing.</exception>
    public ValueTask<AnnotationQueue> AssignAsync(string queueId, string userId, bool isAssigned, CancellationToken cancellationToken) =>
        _store.ChangeAsync(
            changes =>
            {
                AnnotationQueue queue = Existing(queueId);
                List<string> users = [.. queue.AssignedUserIds];
                users.Remove(userId);
                if (isAssigned)
                {
                    users.Add(userId);
                }

                queue = queue with { AssignedUserIds = users };
                changes.Set(_queues, queue);
                return queue;
            },
            cancellationToken);

    /// <summary>Things in a queue, newest first.</summary>
    /// <param name="queueId">The queue.</param>
    /// <param name="isCompleted">Asks for those that are judged, or wait; null for both.</param>
    /// <param name="page">Counts from 1.</param>
    /// <param name="limit">Things on a page.</param>
    /// <exception cref="RegistryException">There is no such queue.</exception>
    public RegistryPage<AnnotationItem> ListItems(string queueId, bool? isCompleted, int page, int limit) => _store.Read(() =>
    {
        _ = Existing(queueId);
        List<AnnotationItem> found = _items.ToList();
        found.RemoveAll(item => !string.Equals(item.QueueId, queueId, StringComparison.Ordinal)
            || (isCompleted is { } asked && item.CompletedMs.HasValue != asked));
        found.Reverse();
        return RegistryPage<AnnotationItem>.Of(found, page, limit);
    });

    /// <summary>A thing in a queue, or null.</summary>
    public AnnotationItem? FindItem(string queueId, string itemId) => _store.Read(() => ItemOrNull(queueId, itemId));

    /// <summary>Puts a thing into a queue.</summary>
    /// <exception cref="RegistryException">There is no such queue.</exception>
    /// <exception cref="StoreUnavailableException">The disk is full or failing.</exception>
    public ValueTask<AnnotationItem> AddItemAsync(
        string queueId, CommentObject objectType, string objectId, bool isCompleted, CancellationToken cancellationToken) => _store.ChangeAsync(
        changes =>
        {
            long nowMs = _store.NowMs;
            var item = new AnnotationItem
            {
                Id = Guid.NewGuid().ToString(),
                QueueId = Existing(queueId).Id,
                ObjectType = objectType,
                ObjectId = objectId,
                CompletedMs = isCompleted ? nowMs : null,
                CreatedMs = nowMs,
                UpdatedMs = nowMs,
            };
            changes.Set(_items, item);
            return item;
        },
        cancellationToken);

    /// <summary>Says whether a thing is judged.</summary>
    /// <exception cref="RegistryException">There is no such thing in the queue.</exception>
    /// <exception cref="StoreUnavailableException">The disk is full or failing.</exception>
    public ValueTask<AnnotationItem> SetCompletedAsync(string queueId, string itemId, bool isCompleted, CancellationToken cancellationToken) =>
        _store.ChangeAsync(
            changes =>
            {
                long nowMs = _store.NowMs;
                AnnotationItem item = ExistingItem(queueId, itemId) with { CompletedMs = isCompleted ? nowMs : null, UpdatedMs = nowMs };
                changes.Set(_items, item);
                return item;
            },
            cancellationToken);

    /// <summary>Takes a thing out of a queue.</summary>
    /// <exception cref="RegistryException">There is no such thing in the queue.</exception>
    /// <exception cref="StoreUnavailableException">The disk is full or failing.</exception>
    public ValueTask<AnnotationItem> RemoveItemAsync(string queueId, string itemId, CancellationToken cancellationToken) => _store.ChangeAsync(
        changes =>
        {
            AnnotationItem item = ExistingItem(queueId, itemId);
            changes.Remove(_items, item);
            return item;
        },
        cancellationToken);

    private AnnotationQueue Existing(string queueId) =>
        _queues.Find(queueId) ?? throw new RegistryException(RegistryFault.NotFound, "Annotation queue not found");

    private AnnotationItem ExistingItem(string queueId, string itemId) =>
        ItemOrNull(queueId, itemId) ?? throw new RegistryException(RegistryFault.NotFound, "Annotation queue item not found");

    private AnnotationItem? ItemOrNull(string queueId, string itemId) =>
        _items.Find(itemId) is { } item && string.Equals(item.QueueId, queueId, StringComparison.Ordinal) ? item : null;
}
