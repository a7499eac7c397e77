using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Tta.Server.Cli;

/// <summary>Asks a running server by its HTTP APIs, as any other client would.</summary>
internal sealed class ApiClient : IDisposable
{
    private const int MaxErrorCharacters = 2000;
    private readonly HttpClient _http;

    public ApiClient(Uri baseUrl, string? token)
    {
        BaseUrl = baseUrl;
        _http = new HttpClient { BaseAddress = baseUrl, Timeout = TimeSpan.FromMinutes(3) };
        if (token is not null)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    public Uri BaseUrl { get; }

    /// <summary>Gets a JSON document.</summary>
    /// <exception cref="ApiException">The server does not answer, or answers with an error.</exception>
    public Task<JsonDocument> GetAsync(string path, IEnumerable<(string Name, string Value)> parameters, CancellationToken cancellationToken) =>
        AskAsync(path, () => _http.GetAsync(path + QueryString(parameters), cancellationToken), cancellationToken);

    /// <summary>Sends JSON, or nothing, and gets a JSON document.</summary>
    /// <exception cref="ApiException">The server does not answer, or answers with an error.</exception>
    public Task<JsonDocument> SendAsync(HttpMethod method, string target, byte[]? json, CancellationToken cancellationToken) => AskAsync(
        target.Split('?')[0],
        async () =>
        {
            using var request = new HttpRequestMessage(method, target);
            if (json is not null)
            {
                request.Content = new ByteArrayContent(json);
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            }

            return await _http.SendAsync(request, cancellationToken);
        },
        cancellationToken);

    private async Task<JsonDocument> AskAsync(string path, Func<Task<HttpResponseMessage>> send, CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage response = await send();
            string body = await response.Content.ReadAsStringAsync(cancellationToken);
            return response.IsSuccessStatusCode
                ? JsonDocument.Parse(body)
                : throw new ApiException($"{path} answered {(int)response.StatusCode}: {ErrorText(body)}", (int)response.StatusCode);
        }
        catch (HttpRequestException e)
        {
            throw new ApiException($"no server answers at {BaseUrl} ({e.Message}); start one with: tta up", null);
        }
        catch (JsonException e)
        {
            throw new ApiException($"{path} did not answer with JSON ({e.Message}); is {BaseUrl} the UI port of tta?", null);
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ApiException($"{BaseUrl} did not answer within {_http.Timeout.TotalSeconds:0} s", null);
        }
    }

    public void Dispose() => _http.Dispose();

    private static string QueryString(IEnumerable<(string Name, string Value)> parameters)
    {
        var text = new StringBuilder();
        foreach ((string name, string value) in parameters)
        {
            text.Append(text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }

        return text.ToString();
    }

    // Prometheus, Loki and our own API say it in "error", Jaeger in "errors"; anything else is text.
    private static string ErrorText(string body)
    {
        string text = body;
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            JsonElement root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("error", out JsonElement error) && error.ValueKind == JsonValueKind.String)
            {
                text = error.GetString()!;
            }
            else if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("errors", out JsonElement errors)
                && errors.ValueKind == JsonValueKind.Array && errors.GetArrayLength() > 0 && errors[0].TryGetProperty("msg", out JsonElement message))
            {
                text = message.ToString();
            }
        }
        catch (JsonException)
        {
            // Not JSON: the text itself is the explanation.
        }

        text = TerminalText.Safe(text.Trim());
        return text.Length <= MaxErrorCharacters ? text : text[..MaxErrorCharacters] + "...";
    }
}
