using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Tta.Server.Langfuse.Media;

/// <summary>
/// Addresses under which bytes can be put or got for an hour without keys, as clients of object stores expect. The signature holds until
/// the process ends. Thread-safe.
/// </summary>
internal sealed class MediaLinks(TimeProvider time)
{
    public const string Path = "/api/tta/v1/media/";

    private static readonly TimeSpan s_life = TimeSpan.FromHours(1);
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    /// <summary>Makes an address for a method.</summary>
    public MediaLink Make(HttpRequest request, string method, string mediaId)
    {
        long expires = (time.GetUtcNow() + s_life).ToUnixTimeMilliseconds();
        string url = $"{request.Scheme}://{request.Host}{Path}{mediaId}?expires={expires}&signature={Sign(method, mediaId, expires)}";
        return new MediaLink(url, expires);
    }

    /// <summary>True when a request came by an address that was made for it and still holds.</summary>
    public bool Admits(HttpRequest request)
    {
        if (!request.Path.Value!.StartsWith(Path, StringComparison.Ordinal)
            || !long.TryParse(request.Query["expires"], NumberStyles.None, CultureInfo.InvariantCulture, out long expires))
        {
            return false;
        }

        string right = Sign(request.Method, request.Path.Value[Path.Length..], expires);
        byte[] given = Encoding.UTF8.GetBytes(request.Query["signature"].ToString());
        return CryptographicOperations.FixedTimeEquals(given, Encoding.UTF8.GetBytes(right)) && time.GetUtcNow().ToUnixTimeMilliseconds() < expires;
    }

    private string Sign(string method, string mediaId, long expires) => Convert.ToHexStringLower(
        HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{method}\n{mediaId}\n{expires}"))));
}
