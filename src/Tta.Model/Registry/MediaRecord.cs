namespace Tta.Model;

/// <summary>An image, sound or document that occurs in traces or datasets. Its bytes lie in a file named by their hash.</summary>
public sealed record MediaRecord
{
    /// <summary>Id: the first 22 characters of the hash, in the alphabet of URLs.</summary>
    public required string Id { get; init; }

    /// <summary>SHA-256 of the bytes, base64.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Media type, such as <c>image/png</c>.</summary>
    public required string ContentType { get; init; }

    /// <summary>Size, bytes.</summary>
    public required long LengthBytes { get; init; }

    /// <summary>True when the bytes are here.</summary>
    public bool IsStored { get; init; }

    /// <summary>When the uploader said it was done, Unix ms, or null.</summary>
    public long? UploadedMs { get; init; }

    /// <summary>HTTP status that the uploader saw, or null.</summary>
    public int? UploadStatus { get; init; }

    /// <summary>What the uploader saw go wrong, or null.</summary>
    public string? UploadError { get; init; }

    /// <summary>Where it occurs.</summary>
    public required IReadOnlyList<MediaUse> Uses { get; init; }

    /// <summary>When it was first announced, Unix ms.</summary>
    public required long CreatedMs { get; init; }
}
