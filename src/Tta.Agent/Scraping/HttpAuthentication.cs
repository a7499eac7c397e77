// Spec: Prometheus HTTP client settings basic_auth and authorization; RFC 7617, RFC 6750.
using System.Net.Http.Headers;
using System.Text;

namespace Tta.Agent.Scraping;

/// <summary>
/// Credentials of requests. Files are read at each request, so that rotated secrets work. Prints no secret. Immutable and thread-safe.
/// </summary>
public sealed class HttpAuthentication
{
    private string? _scheme;
    private string? _user;
    private string? _secret;
    private string? _secretFile;

    private HttpAuthentication()
    {
    }

    /// <summary>No credentials.</summary>
    public static HttpAuthentication None { get; } = new();

    /// <summary>Basic authentication; the password from the file when one is given.</summary>
    public static HttpAuthentication Basic(string user, string? password, string? passwordFile = null) =>
        new() { _scheme = "Basic", _user = user, _secret = password, _secretFile = passwordFile };

    /// <summary>An Authorization header of another scheme, usually Bearer; the credentials from the file when one is given.</summary>
    public static HttpAuthentication Header(string scheme, string? credentials, string? credentialsFile = null) =>
        new() { _scheme = scheme, _secret = credentials, _secretFile = credentialsFile };

    /// <summary>Sets the Authorization header.</summary>
    /// <exception cref="IOException">The file with the secret cannot be read.</exception>
    public async ValueTask ApplyAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (_scheme is null)
        {
            return;
        }

        string secret = _secretFile is null ? _secret ?? "" : (await File.ReadAllTextAsync(_secretFile, cancellationToken).ConfigureAwait(false)).Trim();
        string parameter = _user is null ? secret : Convert.ToBase64String(Encoding.UTF8.GetBytes($"{_user}:{secret}"));
        request.Headers.Authorization = new AuthenticationHeaderValue(_scheme, parameter);
    }

    /// <summary>The scheme; never the secret.</summary>
    public override string ToString() => _scheme is null ? "none" : $"{_scheme} (secret)";
}
