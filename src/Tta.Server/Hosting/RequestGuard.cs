using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Tta.Server.Langfuse;
using Tta.Server.Langfuse.Media;

namespace Tta.Server.Hosting;

/// <summary>
/// Decides whether a request may reach an API. On loopback the Host header must name this machine, so that a foreign page cannot
/// reach the server by rebinding its own name; a request from a page of another site is refused; a token, when set, must be given
/// as Bearer, as the password of Basic, or in <c>x-otlp-api-key</c>. The Langfuse API also takes, and wants, the keys of its project;
/// an address that is signed for one medium needs neither.
/// </summary>
internal sealed class RequestGuard
{
    private const string ApiKeyHeader = "x-otlp-api-key";
    private readonly HashSet<string>? _hosts;
    private readonly byte[]? _tokenHash;
    private readonly LangfuseAccess _langfuse;
    private readonly MediaLinks _media;

    public RequestGuard(ServerOptions options, LangfuseAccess langfuse, MediaLinks media)
    {
        _langfuse = langfuse;
        _media = media;
        if (options.IsLoopback)
        {
            _hosts = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "localhost", "127.0.0.1", "[::1]" };
            _hosts.UnionWith(options.AllowedHosts);
        }

        _tokenHash = options.Token is { } token ? SHA256.HashData(Encoding.UTF8.GetBytes(token)) : null;
    }

    /// <summary>True when the request may go on; else it is answered.</summary>
    public async ValueTask<bool> AdmitsAsync(HttpContext context, Listener listener)
    {
        HttpRequest request = context.Request;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        if (_hosts is not null && !_hosts.Contains(request.Host.Host))
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, "the Host header does not name this server; " +
                "use localhost or 127.0.0.1, or start with --allow-host NAME");
            return false;
        }

        string? origin = request.Headers.Origin;
        if (origin is not null && !await AdmitsOriginAsync(context, listener, origin))
        {
            return false;
        }

        if (listener.Apis[0].UiPrefix is "" && LangfuseAccess.Covers(request.Path))
        {
            return await _langfuse.AdmitsAsync(context, _tokenHash is null ? null : HasToken(request.Headers));
        }

        if (_tokenHash is not null && !HasToken(request.Headers) && !_media.Admits(request))
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"tta\", charset=\"UTF-8\"";
            await RefuseAsync(context, StatusCodes.Status401Unauthorized,
                "a token is required: Authorization: Bearer TOKEN, Basic with the token as password, or x-otlp-api-key: TOKEN");
            return false;
        }

        return true;
    }

    private static async ValueTask<bool> AdmitsOriginAsync(HttpContext context, Listener listener, string origin)
    {
        HttpRequest request = context.Request;
        if (!Uri.TryCreate(origin, UriKind.Absolute, out Uri? from))
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, "requests from that Origin are not allowed");
            return false;
        }

        bool same = string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
        if (!same && !from.IsLoopback)
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, "requests from pages of other sites are not allowed");
            return false;
        }

        if (!listener.AllowsLocalOrigins)
        {
            return true;
        }

        IHeaderDictionary headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = origin;
        headers.Vary = "Origin";
        if (!HttpMethods.IsOptions(request.Method))
        {
            return true;
        }

        headers.AccessControlAllowMethods = "POST";
        headers.AccessControlAllowHeaders = "content-type, content-encoding, x-otlp-api-key, authorization";
        headers.AccessControlMaxAge = "7200";
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return false;
    }

    private bool HasToken(IHeaderDictionary headers)
    {
        if (headers.TryGetValue(ApiKeyHeader, out StringValues key) && Equal(key.ToString()))
        {
            return true;
        }

        string authorization = headers[HeaderNames.Authorization].ToString();
        if (authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return Equal(authorization["Bearer ".Length..].Trim());
        }

        return authorization.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)
            && BasicPassword(authorization["Basic ".Length..].Trim()) is { } password && Equal(password);
    }

    // Hashes have equal lengths, so that the time of the comparison says nothing about the token.
    private bool Equal(string given) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), _tokenHash);

    private static string? BasicPassword(string encoded)
    {
        byte[] bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out int length))
        {
            return null;
        }

        string pair = Encoding.UTF8.GetString(bytes, 0, length);
        int colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : pair[(colon + 1)..];
    }

    private static Task RefuseAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(message + "\n", context.RequestAborted);
    }
}
