// Supabase Storage under /storage/v1.

using System.Net.Http.Headers;
using System.Text.Json;

namespace Tta.Integrations;

/// <summary>Files of a Supabase project, in buckets. Thread-safe.</summary>
public sealed class SupabaseStorage
{
    private readonly SupabaseClient _client;

    internal SupabaseStorage(SupabaseClient client) => _client = client;

    /// <summary>Writes a file.</summary>
    /// <param name="bucket">Bucket.</param>
    /// <param name="path">Path in the bucket.</param>
    /// <param name="content">The bytes; read once, not disposed.</param>
    /// <param name="contentType">Media type. Default: <c>application/octet-stream</c>.</param>
    /// <param name="overwrite">Whether an existing file is replaced; otherwise that is a conflict. Default: false.</param>
    /// <param name="cancellationToken">Ends the request early.</param>
    /// <exception cref="ServiceException">The request failed.</exception>
    public async Task UploadAsync(
        string bucket,
        string path,
        Stream content,
        string contentType = "application/octet-stream",
        bool overwrite = false,
        CancellationToken cancellationToken = default)
    {
        StreamContent body = new(content);
        body.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        HttpRequestMessage request = _client.Request(HttpMethod.Post, $"storage/v1/object/{Escape(bucket, path)}", body);
        request.Headers.TryAddWithoutValidation("x-upsert", overwrite ? "true" : "false");
        using HttpResponseMessage response = await _client.SendAsync("upload", bucket, request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads a file whole.</summary>
    /// <param name="bucket">Bucket.</param>
    /// <param name="path">Path in the bucket.</param>
    /// <param name="cancellationToken">Ends the request early.</param>
    /// <exception cref="ServiceException">The request failed.</exception>
    public async Task<byte[]> DownloadAsync(string bucket, string path, CancellationToken cancellationToken = default)
    {
        HttpRequestMessage request = _client.Request(HttpMethod.Get, $"storage/v1/object/{Escape(bucket, path)}");
        using HttpResponseMessage response = await _client.SendAsync("download", bucket, request, cancellationToken).ConfigureAwait(false);
        return await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Names of files and folders directly under a folder.</summary>
    /// <param name="bucket">Bucket.</param>
    /// <param name="folder">Folder; empty for the root.</param>
    /// <param name="limit">Most names. Default: 100.</param>
    /// <param name="offset">Names left out at the start. Default: 0.</param>
    /// <param name="cancellationToken">Ends the request early.</param>
    /// <exception cref="ServiceException">The request failed.</exception>
    public async Task<IReadOnlyList<string>> ListAsync(
        string bucket, string folder = "", int limit = 100, int offset = 0, CancellationToken cancellationToken = default)
    {
        HttpContent body = RestClient.Json(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("prefix", folder);
            writer.WriteNumber("limit", limit);
            writer.WriteNumber("offset", offset);
            writer.WriteEndObject();
        });
        HttpRequestMessage request = _client.Request(HttpMethod.Post, $"storage/v1/object/list/{Uri.EscapeDataString(bucket)}", body);
        using HttpResponseMessage response = await _client.SendAsync("list", bucket, request, cancellationToken).ConfigureAwait(false);
        JsonElement entries = await _client.ReadJsonAsync(response, cancellationToken).ConfigureAwait(false);
        return [.. entries.EnumerateArray().Select(entry => entry.GetProperty("name").GetString()!)];
    }

    /// <summary>Removes files.</summary>
    /// <param name="bucket">Bucket.</param>
    /// <param name="paths">Paths in the bucket, at least one.</param>
    /// <param name="cancellationToken">Ends the request early.</param>
    /// <exception cref="ArgumentException">No path is named.</exception>
    /// <exception cref="ServiceException">The request failed.</exception>
    public async Task RemoveAsync(string bucket, IReadOnlyCollection<string> paths, CancellationToken cancellationToken = default)
    {
        if (paths.Count == 0)
        {
            throw new ArgumentException("refused to remove files without a path", nameof(paths));
        }

        HttpContent body = RestClient.Json(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("prefixes");
            foreach (string path in paths)
            {
                writer.WriteStringValue(path);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
        HttpRequestMessage request = _client.Request(HttpMethod.Delete, $"storage/v1/object/{Uri.EscapeDataString(bucket)}", body);
        using HttpResponseMessage response = await _client.SendAsync("remove", bucket, request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>An address that lets anybody read a file for a while.</summary>
    /// <param name="bucket">Bucket.</param>
    /// <param name="path">Path in the bucket.</param>
    /// <param name="lifetime">How long; whole seconds.</param>
    /// <param name="cancellationToken">Ends the request early.</param>
    /// <exception cref="ServiceException">The request failed.</exception>
    public async Task<Uri> CreateSignedUrlAsync(string bucket, string path, TimeSpan lifetime, CancellationToken cancellationToken = default)
    {
        HttpContent body = RestClient.Json(writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("expiresIn", (long)lifetime.TotalSeconds);
            writer.WriteEndObject();
        });
        HttpRequestMessage request = _client.Request(HttpMethod.Post, $"storage/v1/object/sign/{Escape(bucket, path)}", body);
        using HttpResponseMessage response = await _client.SendAsync("sign", bucket, request, cancellationToken).ConfigureAwait(false);
        JsonElement answer = await _client.ReadJsonAsync(response, cancellationToken).ConfigureAwait(false);
        return _client.AddressOf("storage/v1/" + answer.GetProperty("signedURL").GetString()!.TrimStart('/'));
    }

    private static string Escape(string bucket, string path)
        => $"{Uri.EscapeDataString(bucket)}/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}";
}
