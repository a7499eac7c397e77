// Spec: Langfuse, media (public API); bytes as documented in docs/formats/registry.md.
using Tta.Model;
using Tta.Storage.Files;

namespace Tta.Storage.Registry;

/// <summary>Images, sounds and documents: what is known of them in the registry, their bytes in files named by their hash. Thread-safe.</summary>
public sealed class MediaRegistry
{
    private const int IdLength = 22;
    private readonly RegistryStore _store;
    private readonly StoreOptions _options;
    private readonly MediaFiles _files;

    internal MediaRegistry(RegistryStore store, StoreOptions options)
    {
        _store = store;
        _options = options;
        _files = new MediaFiles(options.FileSystem, Path.Combine(options.Directory, "registry", "media"));
        Table = new RegistryTable<MediaRecord>(RegistryKind.Media, RegistryJson.Default.MediaRecord, static media => media.Id);
    }

    internal RegistryTable<MediaRecord> Table { get; }

    /// <summary>What is known of a medium, or null.</summary>
    public MediaRecord? Find(string id) => _store.Read(() => Table.Find(id));

    /// <summary>Notes that bytes occur somewhere; the record says whether they are here already.</summary>
    /// <exception cref="RegistryException">Too large, or other bytes have the same id.</exception>
    /// <exception cref="StoreUnavailableException">The disk is full or failing.</exception>
    public ValueTask<MediaRecord> AnnounceAsync(MediaAnnouncement announcement, CancellationToken cancellationToken) => _store.ChangeAsync(
        changes =>
        {
            if (announcement.LengthBytes > _options.Limits.MaxMediaBytes)
            {
                throw new RegistryException(
                    RegistryFault.Invalid,
                    $"File size must be less than {_options.Limits.MaxMediaBytes} bytes, it is {announcement.LengthBytes}; raise limits.max_media_bytes");
            }

            string id = IdOf(announcement.Sha256);
            MediaRecord? known = Table.Find(id);
            if (known is not null && !string.Equals(known.Sha256, announcement.Sha256, StringComparison.Ordinal))
            {
                throw new RegistryException(RegistryFault.Conflict, $"Media {id} has other bytes: the hash given begins like theirs");
            }

            MediaRecord media = known is null
                ? new MediaRecord
                {
                    Id = id,
                    Sha256 = announcement.Sha256,
                    ContentType = announcement.ContentType,
                    LengthBytes = announcement.LengthBytes,
                    Uses = [announcement.Use],
                    CreatedMs = _store.NowMs,
                }
                : WithUse(known, announcement);
            if (!ReferenceEquals(media, known))
            {
                changes.Set(Table, media);
            }

            return media;
        },
        cancellationToken);

    /// <summary>Keeps the bytes of a medium that was announced; they are on the disk when the task ends.</summary>
    /// <param name="id">The medium.</param>
    /// <param name="bytes">The bytes; not closed.</param>
    /// <param name="cancellationToken">Gives the upload up.</param>
    /// <exception cref="RegistryException">It was not announced, or the bytes are not the announced ones.</exception>
    /// <exception cref="StoreUnavailableException">The disk is full or failing.</exception>
    public async Task<MediaRecord> StoreAsync(string id, Stream bytes, CancellationToken cancellationToken)
    {
        MediaRecord media = Find(id) ?? throw new RegistryException(RegistryFault.NotFound, "Media asset not found");
        if (media.IsStored)
        {
            return media;
        }

        await _files.WriteAsync(media, bytes, cancellationToken).ConfigureAwait(false);
        return await UpdateAsync(id, static known => known with { IsStored = true }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Notes what an uploader saw.</summary>
    /// <exception cref="RegistryException">There is no such medium.</exception>
    /// <exception cref="StoreUnavailableException">The disk is full or failing.</exception>
    public ValueTask<MediaRecord> SetUploadedAsync(string id, long uploadedMs, int status, string? error, CancellationToken cancellationToken) =>
        UpdateAsync(
            id,
            known => known with { UploadedMs = uploadedMs, UploadStatus = status, UploadError = status == 200 ? null : error },
            cancellationToken);

    /// <summary>Opens the bytes of a medium for reading.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    public IStoreFile Open(MediaRecord media) => _files.Open(media);

    /// <summary>Deletes what uploads left behind that a crash ended.</summary>
    internal void RemoveUnfinished() => _files.RemoveUnfinished();

    private static string IdOf(string sha256) => sha256.Replace('+', '-').Replace('/', '_')[..IdLength];

    private static MediaRecord WithUse(MediaRecord known, MediaAnnouncement announcement)
    {
        bool isKnownUse = false;
        foreach (MediaUse use in known.Uses)
        {
            isKnownUse |= use == announcement.Use;
        }

        bool isSameType = string.Equals(known.ContentType, announcement.ContentType, StringComparison.Ordinal);
        return isKnownUse && isSameType
            ? known
            : known with
            {
                ContentType = announcement.ContentType,
                Uses = isKnownUse ? known.Uses : [.. known.Uses, announcement.Use],
            };
    }

    private ValueTask<MediaRecord> UpdateAsync(string id, Func<MediaRecord, MediaRecord> change, CancellationToken cancellationToken) =>
        _store.ChangeAsync(
            changes =>
            {
                MediaRecord media = change(Table.Find(id) ?? throw new RegistryException(RegistryFault.NotFound, "Media asset not found"));
                changes.Set(Table, media);
                return media;
            },
            cancellationToken);
}
