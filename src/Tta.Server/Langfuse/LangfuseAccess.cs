// Spec: Langfuse public API: Basic authentication, public key as user, secret key as password; /health is open.
// Differences: on a server without a token (which listens on loopback alone) the web UI and Tta.Observability need no keys.
using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace Tta.Server.Langfuse;

/// <summary>Decides who may call the routes below <c>/api/public</c>. Thread-safe.</summary>
internal sealed class LangfuseAccess(ProjectKeys keys)
{
    /// <summary>What our own library calls itself; a web page of another site cannot send the header.</summary>
    private const string OwnLibrary = "tta-dotnet";

    private static readonly PathString s_root = new("/api/public");
    private static readonly PathString s_health = new("/api/public/health");
    private readonly byte[] _hash = Hash($"{keys.PublicKey}:{keys.SecretKey}");

    /// <summary>True for the routes it decides about.</summary>
    public static bool Covers(PathString path) => path.StartsWithSegments(s_root, StringComparison.Ordinal);

    /// <summary>True when the request may go on; else it is answered.</summary>
    /// <param name="context">The request.</param>
    /// <param name="hasToken">Whether it carries the token of the server; null when the server has none.</param>
    public async ValueTask<bool> AdmitsAsync(HttpContext context, bool? hasToken)
    {
        HttpRequest request = context.Request;
        if (hasToken == true || request.Path == s_health)
        {
            return true;
        }

        string authorization = request.Headers[HeaderNames.Authorization].ToString();
        if (authorization.Length == 0)
        {
            if (hasToken is null && IsAtHome(request))
            {
                return true;
            }

            await RefuseAsync(context, "No authorization header");
            return false;
        }

        if (HasKeys(authorization))
        {
            return true;
        }

        await RefuseAsync(context, $"Invalid credentials. Confirm that you've configured the correct host; the keys of this server are in {ProjectKeys.FileName} of its data directory");
        return false;
    }

    private static bool IsAtHome(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"] == "same-origin" || request.Headers["x-langfuse-sdk-name"] == OwnLibrary;

    // Hashes have equal lengths, so that the time of the comparison says nothing about the keys.
    private bool HasKeys(string authorization)
    {
        const string scheme = "Basic ";
        if (!authorization.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        byte[] pair = new byte[authorization.Length];
        return Convert.TryFromBase64String(authorization[scheme.Length..].Trim(), pair, out int length)
            && CryptographicOperations.FixedTimeEquals(SHA256.HashData(pair.AsSpan(0, length)), _hash);
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private static Task RefuseAsync(HttpContext context, string message)
    {
        context.Response.Headers.WWWAuthenticate = "Basic realm=\"Langfuse API\", charset=\"UTF-8\"";
        return LangfuseError.WriteAsync(context, StatusCodes.Status401Unauthorized, "UnauthorizedError", message);
    }
}
