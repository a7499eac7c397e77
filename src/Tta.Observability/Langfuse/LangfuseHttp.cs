// Spec: Langfuse public API: Basic authentication with the project's keys; 408, 429 and 5xx may be tried again.
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Tta.Observability;

/// <summary>HTTP to Langfuse, or to the part of <c>tta</c> that speaks like it. Never throws but on cancellation. Thread-safe.</summary>
internal sealed class LangfuseHttp : IDisposable
{
    private readonly HttpClient _http;
    private readonly ModelCallTarget _target;
    private readonly TimeProvider _time;
    private readonly CancellationToken _closing;

    /// <param name="target">The server and its keys.</param>
    /// <param name="time">The clock of the pauses between attempts.</param>
    /// <param name="closing">Cancelled when telemetry ends: a request under way is the last attempt then.</param>
    public LangfuseHttp(ModelCallTarget target, TimeProvider time, CancellationToken closing)
    {
        _target = target;
        _time = time;
        _closing = closing;
        _http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5), AllowAutoRedirect = false }) { Timeout = target.RequestTimeout };
        _http.DefaultRequestHeaders.Add("x-langfuse-sdk-name", "tta-dotnet");
        _http.DefaultRequestHeaders.Add("x-langfuse-sdk-version", TelemetryNames.Version);
        if (target is { PublicKey: { } publicKey, SecretKey: { } secretKey })
        {
            _http.DefaultRequestHeaders.Add("x-langfuse-public-key", publicKey);
            _http.DefaultRequestHeaders.Authorization =
                new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{publicKey}:{secretKey}")));
        }
    }

    /// <summary>Address of a route below <c>/api/public</c>.</summary>
    public Uri Route(string path) => _target.Route(path);

    /// <summary>Posts to a route below <c>/api/public</c>.</summary>
    /// <param name="path">The route.</param>
    /// <param name="content">Makes the body, anew for each attempt.</param>
    /// <param name="isLastChance">Whether there is no time for a second attempt.</param>
    /// <param name="cancel">Ends the attempts.</param>
    public Task<LangfuseOutcome> PostAsync(string path, Func<HttpContent> content, bool isLastChance, CancellationToken cancel) =>
        RepeatAsync(() => new HttpRequestMessage(HttpMethod.Post, _target.Route(path)) { Content = content() }, null, isLastChance, cancel);

    /// <summary>Asks a route below <c>/api/public</c> for its answer.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The route, with its parameters.</param>
    /// <param name="json">The body; null sends none.</param>
    /// <param name="isLastChance">Whether there is no time for a second attempt.</param>
    /// <param name="cancel">Ends the attempts.</param>
    /// <returns>What came of it, and the answer if it is JSON.</returns>
    public async Task<(LangfuseOutcome Outcome, JsonElement? Answer)> AskAsync(
        HttpMethod method, string path, byte[]? json, bool isLastChance, CancellationToken cancel)
    {
        JsonElement? answer = null;
        LangfuseOutcome outcome = await RepeatAsync(
            () => new HttpRequestMessage(method, _target.Route(path)) { Content = json is null ? null : JsonContent(json) },
            async response => answer = await ReadJsonAsync(response, cancel).ConfigureAwait(false),
            isLastChance,
            cancel).ConfigureAwait(false);
        bool isExplained = !outcome.IsSuccess && answer is { ValueKind: JsonValueKind.Object } body
            && body.TryGetProperty("message", out JsonElement message) && message.ValueKind == JsonValueKind.String;
        return (isExplained ? outcome with { Reason = $"{outcome.Reason}: {answer!.Value.GetProperty("message").GetString()}" } : outcome, answer);
    }

    private static ByteArrayContent JsonContent(byte[] json)
    {
        var content = new ByteArrayContent(json);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    private static async Task<JsonElement?> ReadJsonAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        try
        {
            byte[] body = await response.Content.ReadAsByteArrayAsync(cancel).ConfigureAwait(false);
            using JsonDocument document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 512 });
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            // An empty answer, or a proxy's error page: the status says what came of it.
            return null;
        }
    }

    private async Task<LangfuseOutcome> RepeatAsync(
        Func<HttpRequestMessage> request, Func<HttpResponseMessage, Task>? read, bool isLastChance, CancellationToken cancel)
    {
        for (int attempt = 1; ; attempt++)
        {
            (LangfuseOutcome outcome, TimeSpan? asked) = await TryAsync(request, read, cancel).ConfigureAwait(false);
            if (outcome.IsSuccess || !outcome.MayRetry || isLastChance || attempt == RetryPause.MaxAttempts || _closing.IsCancellationRequested)
            {
                return outcome;
            }

            await RetryPause.WaitAsync(attempt, asked, _time, _closing, cancel).ConfigureAwait(false);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<(LangfuseOutcome Outcome, TimeSpan? Asked)> TryAsync(
        Func<HttpRequestMessage> make, Func<HttpResponseMessage, Task>? read, CancellationToken cancel)
    {
        try
        {
            using HttpRequestMessage request = make();
            using HttpResponseMessage answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
            if (read is not null)
            {
                await read(answer).ConfigureAwait(false);
            }

            bool mayRetry = answer.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;
            var outcome = new LangfuseOutcome(answer.IsSuccessStatusCode, answer.StatusCode, mayRetry, $"it answers {(int)answer.StatusCode} {answer.ReasonPhrase}");
            return (outcome, answer.Headers.RetryAfter?.Delta);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return (new LangfuseOutcome(false, null, true, e.InnerException?.Message ?? e.Message), null);
        }
        catch (ObjectDisposedException)
        {
            return (new LangfuseOutcome(false, null, false, "telemetry was shut down meanwhile"), null);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return (new LangfuseOutcome(false, null, false, $"no answer within {_target.RequestTimeout.TotalSeconds} s"), null);
        }
    }
}

/// <summary>What came of a request.</summary>
internal readonly record struct LangfuseOutcome(bool IsSuccess, HttpStatusCode? Status, bool MayRetry, string Reason);
