// Supabase over REST: PostgREST under /rest/v1, Auth under /auth/v1, Storage under /storage/v1.

using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Tta.Integrations;

/// <summary>
/// A Supabase project: database, sign-in and files. Failures are <see cref="ServiceException"/>. Requests are spans that name table and
/// operation, never values. Thread-safe.
/// </summary>
public sealed class SupabaseClient : IDisposable
{
    private const string UrlVariable = "SUPABASE_URL";
    private const string KeyVariable = "SUPABASE_KEY";

    private readonly HttpClient _http;
    private readonly bool _ownsHttp;
    private readonly Uri _url;
    private readonly string _key;
    private readonly string _bearer;
    private readonly RestClient _rest;

    /// <summary>Creates a client.</summary>
    /// <param name="url">Address of the project; default: the environment variable <c>SUPABASE_URL</c>.</param>
    /// <param name="key">Its key, best one with few rights; default: the environment variable <c>SUPABASE_KEY</c>.</param>
    /// <param name="httpClient">Transport, not disposed here; default: an own one.</param>
    /// <param name="time">Clock for retry dates; default: the system's.</param>
    /// <exception cref="InvalidOperationException">There is no address or no key.</exception>
    public SupabaseClient(Uri? url = null, string? key = null, HttpClient? httpClient = null, TimeProvider? time = null)
        : this(
            url ?? new Uri(FromEnvironment(UrlVariable)),
            key ?? FromEnvironment(KeyVariable),
            bearer: null,
            httpClient ?? new HttpClient(),
            httpClient is null,
            time ?? TimeProvider.System)
    {
    }

    private SupabaseClient(Uri url, string key, string? bearer, HttpClient http, bool ownsHttp, TimeProvider time)
    {
        _url = url.OriginalString.EndsWith('/') ? url : new Uri(url.OriginalString + "/");
        _key = key;
        _bearer = bearer ?? key;
        _http = http;
        _ownsHttp = ownsHttp;
        Time = time;
        _rest = new RestClient("Supabase", http, time);
        Auth = new SupabaseAuth(this);
        Storage = new SupabaseStorage(this);
    }

    /// <summary>Sign-in.</summary>
    public SupabaseAuth Auth { get; }

    /// <summary>Files.</summary>
    public SupabaseStorage Storage { get; }

    internal TimeProvider Time { get; }

    /// <summary>The same project on behalf of a user: row security applies to that user. Shares the transport of this client.</summary>
    /// <param name="session">A session of <see cref="Auth"/>.</param>
    public SupabaseClient As(SupabaseSession session) => new(_url, _key, session.AccessToken, _http, ownsHttp: false, Time);

    /// <summary>Runs a command.</summary>
    /// <param name="command">From <see cref="SupabaseTable"/> or <see cref="SupabaseCommand.Rpc"/>.</param>
    /// <param name="cancellationToken">Ends the request early.</param>
    /// <exception cref="ServiceException">The request failed.</exception>
    public async Task<SupabaseResult> ExecuteAsync(SupabaseCommand command, CancellationToken cancellationToken = default)
    {
        HttpRequestMessage request = Request(command.Method, command.Path);
        if (command.Body is not null)
        {
            request.Content = new StringContent(command.Body, Encoding.UTF8, "application/json");
        }

        if (command.Prefer is not null)
        {
            request.Headers.TryAddWithoutValidation("Prefer", command.Prefer);
        }

        using HttpResponseMessage response = await SendAsync(command.Operation, command.Target, request, cancellationToken).ConfigureAwait(false);
        JsonElement data = await _rest.ReadJsonAsync(response, cancellationToken).ConfigureAwait(false);
        return new SupabaseResult(data, CountOf(response.Content.Headers), (int)response.StatusCode);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (_ownsHttp)
        {
            _http.Dispose();
        }
    }

    internal HttpRequestMessage Request(HttpMethod method, string path, HttpContent? content = null)
    {
        HttpRequestMessage request = new(method, new Uri(_url, path)) { Content = content };
        request.Headers.TryAddWithoutValidation("apikey", _key);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _bearer);
        return request;
    }

    internal Uri AddressOf(string path) => new(_url, path);

    internal Task<JsonElement> ReadJsonAsync(HttpResponseMessage response, CancellationToken cancellationToken) => _rest.ReadJsonAsync(response, cancellationToken);

    internal async Task<HttpResponseMessage> SendAsync(string operation, string target, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using RestCall call = RestCall.Start(
            $"{operation} {target}",
            _url,
            ("db.system.name", "postgresql"),
            ("db.operation.name", operation),
            ("db.collection.name", target),
            ("peer.service", "supabase"));
        try
        {
            HttpResponseMessage response = await _rest.SendAsync(request, cancellationToken).ConfigureAwait(false);
            call.Set("http.response.status_code", (int)response.StatusCode);
            return response;
        }
        catch (ServiceException e)
        {
            call.Set("http.response.status_code", e.StatusCode);
            call.Fail(e);
            throw;
        }
    }

    // PostgREST writes "0-24/3573", or "*/0", without the unit that RFC 9110 asks for and that the typed header insists on.
    private static long? CountOf(HttpContentHeaders headers)
        => headers.NonValidated.TryGetValues("Content-Range", out HeaderStringValues values)
            && values.ToString() is var range
            && range[(range.IndexOf('/', StringComparison.Ordinal) + 1)..] is var total
            && long.TryParse(total, NumberStyles.None, CultureInfo.InvariantCulture, out long count)
            ? count
            : null;

    private static string FromEnvironment(string variable)
        => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException(
                $"cannot call Supabase: the environment variable {variable} is not set; set it or pass the value");
}
