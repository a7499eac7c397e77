// E2B control plane (https://e2b.dev/docs/api-reference): POST /sandboxes, POST /sandboxes/{id}/connect, GET /v2/sandboxes.

using System.Text.Json;

namespace Tta.Integrations;

/// <summary>
/// E2B: throw-away machines in which code of models can run. Failures are <see cref="ServiceException"/>. Requests are spans without code,
/// output or environment. Thread-safe.
/// </summary>
public sealed class E2BClient : IDisposable
{
    private const string KeyVariable = "E2B_API_KEY";
    private const string OlderKeyVariable = "E2B_KEY";
    private const string DefaultDomain = "e2b.app";

    private readonly HttpClient _http;
    private readonly bool _ownsHttp;
    private readonly string _apiKey;

    /// <summary>Creates a client.</summary>
    /// <param name="apiKey">Key; default: the environment variable <c>E2B_API_KEY</c>, then <c>E2B_KEY</c>.</param>
    /// <param name="domain">Domain of the service; default: the environment variable <c>E2B_DOMAIN</c>, then <c>e2b.app</c>.</param>
    /// <param name="httpClient">Transport, not disposed here; default: an own one, without a time limit of its own.</param>
    /// <param name="time">Clock of time limits; default: the system's.</param>
    /// <exception cref="InvalidOperationException">There is no key.</exception>
    public E2BClient(string? apiKey = null, string? domain = null, HttpClient? httpClient = null, TimeProvider? time = null)
    {
        _apiKey = apiKey
            ?? Environment.GetEnvironmentVariable(KeyVariable)
            ?? Environment.GetEnvironmentVariable(OlderKeyVariable)
            ?? throw new InvalidOperationException($"cannot call E2B: the environment variable {KeyVariable} is not set; set it or pass a key");
        Domain = domain ?? Environment.GetEnvironmentVariable("E2B_DOMAIN") ?? DefaultDomain;
        _http = httpClient ?? new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        _ownsHttp = httpClient is null;
        Time = time ?? TimeProvider.System;
        Rest = new RestClient("E2B", _http, Time);
    }

    internal string Domain { get; }

    internal TimeProvider Time { get; }

    internal RestClient Rest { get; }

    /// <summary>Starts a sandbox. Dispose it to end it; at the latest it ends after its lifetime.</summary>
    /// <param name="options">Template, lifetime, environment; default: a code interpreter for five minutes.</param>
    /// <param name="cancellationToken">Ends the request early.</param>
    /// <exception cref="ServiceException">The request failed.</exception>
    public async Task<E2BSandbox> CreateAsync(E2BSandboxOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new E2BSandboxOptions();
        HttpContent body = RestClient.Json(options.Write);
        JsonElement answer = await CallAsync("create", options.Template, HttpMethod.Post, "sandboxes", body, cancellationToken).ConfigureAwait(false);
        return Sandbox(answer);
    }

    /// <summary>Connects to a sandbox that runs or is paused, and sets its lifetime anew.</summary>
    /// <param name="sandboxId">Id of the sandbox.</param>
    /// <param name="lifetime">Time from now until it ends; whole seconds.</param>
    /// <param name="cancellationToken">Ends the request early.</param>
    /// <exception cref="ServiceException">The request failed.</exception>
    public async Task<E2BSandbox> ConnectAsync(string sandboxId, TimeSpan lifetime, CancellationToken cancellationToken = default)
        => Sandbox(await CallAsync(
            "connect", sandboxId, HttpMethod.Post, $"sandboxes/{Uri.EscapeDataString(sandboxId)}/connect", Lifetime(lifetime), cancellationToken)
            .ConfigureAwait(false));

    /// <summary>Ids of the sandboxes that run.</summary>
    /// <param name="cancellationToken">Ends the request early.</param>
    /// <exception cref="ServiceException">The request failed.</exception>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken = default)
    {
        JsonElement answer = await CallAsync("list", "sandboxes", HttpMethod.Get, "v2/sandboxes", null, cancellationToken).ConfigureAwait(false);
        return [.. answer.EnumerateArray().Select(sandbox => sandbox.GetProperty("sandboxID").GetString()!)];
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (_ownsHttp)
        {
            _http.Dispose();
        }
    }

    internal static HttpContent Lifetime(TimeSpan lifetime) => RestClient.Json(writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("timeout", (long)lifetime.TotalSeconds);
        writer.WriteEndObject();
    });

    internal async Task<JsonElement> CallAsync(
        string operation, string target, HttpMethod method, string path, HttpContent? body, CancellationToken cancellationToken)
    {
        Uri address = new($"https://api.{Domain}/{path}");
        using RestCall call = RestCall.Start($"e2b {operation}", address, ("e2b.operation", operation), ("e2b.target", target));
        try
        {
            HttpRequestMessage request = new(method, address) { Content = body };
            request.Headers.TryAddWithoutValidation("X-API-Key", _apiKey);
            using HttpResponseMessage response = await Rest.SendAsync(request, cancellationToken).ConfigureAwait(false);
            return await Rest.ReadJsonAsync(response, cancellationToken).ConfigureAwait(false);
        }
        catch (ServiceException e)
        {
            call.Fail(e);
            throw;
        }
    }

    private E2BSandbox Sandbox(JsonElement answer) => new(
        this,
        answer.GetProperty("sandboxID").GetString()!,
        Text(answer, "domain") ?? Domain,
        Text(answer, "envdAccessToken"),
        Text(answer, "trafficAccessToken"));

    private static string? Text(JsonElement answer, string name)
        => answer.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : null;
}
