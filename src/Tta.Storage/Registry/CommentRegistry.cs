// Spec: Langfuse, comments (public API).
using Tta.Model;

namespace Tta.Storage.Registry;

/// <summary>Remarks. Thread-safe.</summary>
public sealed class CommentRegistry
{
    private readonly RegistryStore _store;

    internal CommentRegistry(RegistryStore store)
    {
        _store = store;
        Table = new RegistryTable<Comment>(RegistryKind.Comment, RegistryJson.Default.Comment, static comment => comment.Id);
    }

    internal RegistryTable<Comment> Table { get; }

    /// <summary>The comment with an id, or null.</summary>
    public Comment? Find(string id) => _store.Read(() => Table.Find(id));

    /// <summary>Comments, oldest first; null asks for all.</summary>
    public RegistryPage<Comment> List(CommentObject? objectType, string? objectId, string? authorUserId, int page, int limit) =>
        _store.Read(() =>
        {
            List<Comment> found = Table.ToList();
            found.RemoveAll(comment =>
                (objectType is not null && comment.ObjectType != objectType)
                || (objectId is not null && !string.Equals(comment.ObjectId, objectId, StringComparison.Ordinal))
                || (authorUserId is not null && !string.Equals(comment.AuthorUserId, authorUserId, StringComparison.Ordinal)));
            return RegistryPage<Comment>.Of(found, page, limit);
        });

    /// <summary>Makes a comment.</summary>
    /// <exception cref="StoreUnavailableException">The disk is full or failing.</exception>
    public ValueTask<Comment> CreateAsync(
        CommentObject objectType, string objectId, string content, string? authorUserId, CancellationToken cancellationToken) => _store.ChangeAsync(
        changes =>
        {
            var comment = new Comment
            {
                Id = Guid.NewGuid().ToString(),
                ObjectType = objectType,
                ObjectId = objectId,
                Content = content,
                AuthorUserId = authorUserId,
                CreatedMs = _store.NowMs,
            };
            changes.Set(Table, comment);
            return comment;
        },
        cancellationToken);
}
